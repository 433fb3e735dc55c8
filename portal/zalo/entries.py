"""One answer of the token endpoint as the journal keeps it: a head that anybody may read, the rest sealed."""

import base64
import datetime as dt
import json
import struct
import uuid
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

MAGIC = b"ZTJ1"
HEAD = struct.Struct(">4sBxxxIIQQ")  # magic, state, length, checksum, number, generation


class State(IntEnum):
    """What became of an answer."""

    PENDING = 1  # on the disk, maybe not in the database yet
    GOOD = 2  # a pair, and in the database
    VOID = 3  # no pair in it


@dataclass(frozen=True)
class Entry:
    """One answer and what it was asked for."""

    number: int
    state: State
    oa_id: str
    kind: str  # rotation or consent
    generation: int  # the one that asked; the answer holds the next
    by: uuid.UUID
    at: dt.datetime
    status: int
    raw: bytes


class Head(NamedTuple):
    """What may be read of an entry without a key."""

    state: State
    length: int
    checksum: int
    number: int
    generation: int


def packed(entry: Entry) -> bytes:
    told = {
        "oa_id": entry.oa_id,
        "kind": entry.kind,
        "by": str(entry.by),
        "at": entry.at.isoformat(),
        "status": entry.status,
        "raw": base64.b64encode(entry.raw).decode(),
    }
    return json.dumps(told).encode()


def unpacked(head: Head, opened: bytes) -> Entry:
    told = json.loads(opened)
    return Entry(
        number=head.number,
        state=head.state,
        generation=head.generation,
        oa_id=told["oa_id"],
        kind=told["kind"],
        by=uuid.UUID(told["by"]),
        at=dt.datetime.fromisoformat(told["at"]),
        status=told["status"],
        raw=base64.b64decode(told["raw"]),
    )

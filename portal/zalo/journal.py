"""The journal of new tokens: what Zalo answered lies on the disk before anybody looks at it (R14.3).

One file below PORTAL_HOME, allocated beforehand, so that a full disk stops no answer; whoever holds its lock
is the only one in this home who asks for tokens. Two slots: the last good answer, which outlives a restored
database, and the one being written.
"""

import fcntl
import os
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import InvalidToken

from portal.core import clock, crypto, settings
from portal.zalo.entries import HEAD, MAGIC, Entry, Head, State, packed, unpacked

NAME = "zalo-tokens.journal"
SLOT = 128 * 1024  # an answer of 64 KB grows by a third when it is sealed
SLOTS = (0, 1)


class Busy(Exception):  # noqa: N818 - nothing is wrong
    """Somebody else in this home is asking for tokens."""


class Unreadable(Exception):  # noqa: N818
    """An answer lies here that no key of ours opens."""


class Journal:
    """The open file. Every write reaches the disk before it returns."""

    def __init__(self, line: int, name: str) -> None:
        self._line, self.name = line, name

    def ahead_of(self, generation: int) -> list[Entry]:
        """Answers that a database which stands at `generation` may lack, oldest first.

        Not written yet, or taken away again by a restore; reads two headers when there are none. Unreadable
        when no key opens one.
        """
        heads = [(self._head(slot), slot) for slot in SLOTS]
        wanted = [
            slot
            for head, slot in heads
            if head
            and (head.state is State.PENDING or (head.state is State.GOOD and head.generation >= generation))
        ]
        found = [entry for slot in wanted if (entry := self._entry(slot))]
        return sorted(found, key=lambda entry: entry.number)

    def write(self, kind: str, generation: int, by: uuid.UUID, status: int, raw: bytes) -> Entry:
        """Keep an answer, unread, over the slot that holds no last good one."""
        heads = [(head, slot) for slot in SLOTS if (head := self._head(slot))]
        good = [(head.number, slot) for head, slot in heads if head.state is not State.VOID]
        slot = 1 - max(good)[1] if good else 0
        number = max((head.number for head, _ in heads), default=0) + 1
        oa_id, at = settings.get().zalo_oa_id, clock.now()
        entry = Entry(number, State.PENDING, oa_id, kind, generation, by, at, status, raw)
        self._put(slot, entry)
        return entry

    def settle(self, entry: Entry, state: State) -> None:
        """Say what became of it."""
        for slot in SLOTS:
            head = self._head(slot)
            if head and head.number == entry.number:
                os.pwrite(self._line, bytes([state]), slot * SLOT + len(MAGIC))
                os.fsync(self._line)

    def seal_again(self) -> int:
        """Seal what lies here with the newest key; how many entries were changed."""
        found = {slot: entry for slot in SLOTS if (entry := self._entry(slot))}
        for slot, entry in found.items():
            self._put(slot, entry)
        return len(found)

    def _put(self, slot: int, entry: Entry) -> None:
        sealed = crypto.encrypt(packed(entry))
        check = zlib.crc32(sealed)
        head = HEAD.pack(MAGIC, entry.state, len(sealed), check, entry.number, entry.generation)
        os.pwrite(self._line, head + sealed, slot * SLOT)
        os.fsync(self._line)

    def _head(self, slot: int) -> Head | None:
        raw = os.pread(self._line, HEAD.size, slot * SLOT)
        if len(raw) < HEAD.size or raw[: len(MAGIC)] != MAGIC:
            return None
        _, state, *numbers = HEAD.unpack(raw)
        head = Head(State(state), *numbers) if state in list(State) else None
        return head if head and head.length <= SLOT - HEAD.size else None

    def _entry(self, slot: int) -> Entry | None:
        """None: never written, or torn while it was."""
        head = self._head(slot)
        sealed = os.pread(self._line, head.length, slot * SLOT + HEAD.size) if head else b""
        if head is None or zlib.crc32(sealed) != head.checksum:
            return None
        try:
            return unpacked(head, crypto.decrypt(sealed))
        except InvalidToken:
            raise Unreadable(NAME) from None


def path() -> Path:
    """Where the journal of this home lies; back it up apart from the database."""
    return settings.get().portal_home / NAME


@contextmanager
def opened(patience: float = 0.0) -> Iterator[Journal]:
    """The journal, allocated in full and locked; Busy when somebody else holds it, OSError without room.

    The lock is the kernel's: it is free again the moment its holder dies.
    """
    where = path()
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = os.open(where, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(line, patience)
        if os.fstat(line).st_size < SLOT * len(SLOTS):
            _allocate(line, where.parent)
        yield Journal(line, f"{os.uname().nodename}:{where}")
    finally:
        os.close(line)


def _allocate(line: int, folder: Path) -> None:
    """Room for every answer to come, and a name in the folder that outlives a power cut."""
    os.posix_fallocate(line, 0, SLOT * len(SLOTS))
    os.fsync(line)
    above = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(above)
    finally:
        os.close(above)


def _lock(line: int, patience: float) -> None:
    ends_at = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= ends_at:
                raise Busy from None
            time.sleep(0.05)
        else:
            return

"""Speaks to the machine interface as a one-stop system would: one signed push over HTTP."""

import http.client
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.core import clock
from portal.dossiers import signature

SECONDS = 30
LONGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str

    def first_outcome(self) -> str | None:
        """The outcome of the first record, when there is one."""
        try:
            outcome: str = json.loads(self.body)["results"][0]["outcome"]
        except (ValueError, LookupError, TypeError):
            return None
        return outcome


def push(base_url: str, name: str, secret: str, records: Sequence[dict[str, Any]]) -> Answer:
    """Sign and send records; raises OSError when nobody answers."""
    parts = urlsplit(base_url)
    raw = json.dumps({"data": list(records)}, ensure_ascii=False).encode()
    head = signature.headers(secret, raw, f"push-{uuid.uuid4().hex}", clock.now())
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.netloc, timeout=SECONDS)
    try:
        line.request(
            "POST",
            f"{parts.path}/api/v1/dossiers",
            raw,
            {"content-type": "application/json", "x-client": name, **head},
        )
        got = line.getresponse()
        return Answer(got.status, got.read(LONGEST_ANSWER).decode(errors="replace"))
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        line.close()

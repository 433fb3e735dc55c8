"""What was accepted, in order: the oracle of every sending test."""

import json
from dataclasses import dataclass
from typing import Any

from zalosim.signing import masked
from zalosim.wire import Request

MASKED = ("access_token", "secret_key", "appsecret_proof", "authorization", "code", "token")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One call that had its effect."""

    n: int
    time: int
    path: str
    kind: str  # "send" reaches a person, "write" changes something else
    headers: dict[str, str]
    body: Any
    user_id: str
    message_id: str

    def shown(self) -> dict[str, Any]:
        """As the control address lists it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Ledger:
    """Append-only; the world's lock guards it."""

    def __init__(self) -> None:
        self.last = 0
        self.entries: list[Accepted] = []
        self.by_path: dict[str, int] = {}

    def add(self, request: Request, kind: str, now_ms: int, user_id: str = "", message_id: str = "") -> None:
        """Note an accepted call."""
        self.last += 1
        self.by_path[request.path] = self.by_path.get(request.path, 0) + 1
        headers = {
            name: masked(value) if name in MASKED else value for name, value in request.headers.items()
        }
        body = _readable(request)
        self.entries.append(
            Accepted(self.last, now_ms, request.path, kind, headers, body, user_id, message_id)
        )

    def since(self, n: int, kind: str = "") -> list[dict[str, Any]]:
        """All entries numbered above n, oldest first."""
        # Numbers are dense from the first kept entry on, so no search is needed.
        first = self.entries[0].n if self.entries else 1
        later = self.entries[max(0, n + 1 - first) :]
        return [entry.shown() for entry in later if not kind or entry.kind == kind]

    def clear(self) -> None:
        """Forget, and count from one again."""
        self.last = 0
        self.entries.clear()
        self.by_path.clear()


def _readable(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except ValueError:
        return f"<{len(request.body)} bytes {request.header('content-type').split(';')[0]}>"

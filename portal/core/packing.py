"""Answers are compressed once for what they say: the same bytes made anew are the same bytes compressed.

Only anonymous pages take part, which name their content (their tag); whatever is one person's is compressed
each time and kept nowhere.
"""

from collections import OrderedDict
from threading import Lock

from flask import Request, g

MOST, LARGEST = 200, 32_000
_NAMED = "packing_tag"


def name(tag: str | None) -> None:
    """Say what the answer under way consists of, by a digest of its bytes."""
    setattr(g, _NAMED, tag)


def key(request: Request) -> str:
    """What Flask-Compress shall keep the answer under; empty for one that named nothing.

    Pieces of the Mini App get whole addresses after they were named (core/mini.py), so they stand apart.
    """
    tag = getattr(g, _NAMED, None)
    return f"{request.path[:3] == '/m/'}:{tag}" if tag else ""


class Shelf:
    """Compressed bodies by algorithm and content, the least used goes first; Flask-Compress asks it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, named: str) -> bytes | None:
        """The compressed body; None when it is not there."""
        with self._lock:
            found = self._kept.get(named)
            if found is not None:
                self._kept.move_to_end(named)
            return found

    def set(self, named: str, packed: bytes) -> None:
        """Keep it, unless it names no content or is too large."""
        if named.endswith(";") or len(packed) > LARGEST:
            return
        with self._lock:
            self._kept[named] = packed
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

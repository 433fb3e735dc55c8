"""Copies of whole answers, kept in the process; the least used are dropped first."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from portal.core import settings

MOST = 400

Headers = list[tuple[str, str]]
Key = tuple[str, str, str, bool, str]  # host, path, query, whether htmx asks, language


@dataclass(frozen=True)
class Copy:
    """One page as it was answered; `headers` are all but those of one single answer."""

    bodies: dict[str, bytes]
    headers: Headers
    etag: str
    made: float


class Shelf:
    """The copies of one process, the least used dropped first."""

    def __init__(self) -> None:
        self._copies: OrderedDict[Key, Copy] = OrderedDict()
        self._lock = Lock()
        self.turn = 0  # how often everything was dropped

    def take(self, key: Key, seconds: float) -> Copy | None:
        """A copy not older than `seconds`."""
        with self._lock:
            copy = self._copies.get(key)
            if copy is None or time.monotonic() - copy.made > seconds:
                return None
            self._copies.move_to_end(key)
            return copy

    def put(self, key: Key, copy: Copy, turn: int | None = None) -> None:
        """Keep it, unless everything was dropped since `turn`: then it may tell what is no longer so."""
        with self._lock:
            if turn is not None and turn != self.turn:
                return
            self._copies[key] = copy
            while len(self._copies) > MOST:
                self._copies.popitem(last=False)

    def age(self) -> None:
        """What citizens read has changed: copies answer only while the database is away."""
        with self._lock:
            self.turn += 1
            old = time.monotonic() - settings.get().page_cache_seconds - 1
            for key, copy in self._copies.items():
                if copy.made > old:
                    self._copies[key] = Copy(copy.bodies, copy.headers, copy.etag, old)

    def clear(self) -> None:
        with self._lock:
            self.turn += 1
            self._copies.clear()

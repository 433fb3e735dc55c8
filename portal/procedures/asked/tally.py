"""Questions of this process that are not written down yet: a search must not wait for its own statistics."""

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)
SECONDS, MOST = 5.0, 2000  # after so long they are written; more different ones than so many are dropped

Counts = dict[str, tuple[int, int]]
"""What was asked -> how often, and how much it found the last time."""


class Tally:
    """Counts of one process; a thread of its own writes them. A killed process loses five seconds."""

    def __init__(self, write: Callable[[Counts], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._counts: Counts = {}
        self._waits = False

    def add(self, said: str, found: int, app: Flask) -> None:
        """Count one question; beyond MOST different ones none is taken until these are written."""
        with self._lock:
            if said not in self._counts and len(self._counts) >= MOST:
                return
            self._counts[said] = (self._counts.get(said, (0, 0))[0] + 1, found)
            begins, self._waits = not self._waits, True
        if begins and not app.testing:  # tests write them when they look
            timer = threading.Timer(SECONDS, self._later, [app])
            timer.daemon = True
            timer.start()

    def take(self) -> Counts:
        """What was counted, which is then forgotten."""
        with self._lock:
            counts, self._counts, self._waits = self._counts, {}, False
        return counts

    def flush(self) -> None:
        """Write what was counted, in one commit; the counts are lost when the database is away."""
        counts = self.take()
        if counts:
            self._write(counts)

    def _later(self, app: Flask) -> None:
        try:
            with app.app_context():
                self.flush()
        except SQLAlchemyError:
            log.warning("searches were not counted: the database does not answer")

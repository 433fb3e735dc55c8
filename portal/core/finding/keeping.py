"""What a web process keeps to find things in, read anew when its stamp has changed."""

import gc
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from portal.core import settings

CHECK_SECONDS = 2.0  # a change made elsewhere is seen after so long

Stamp = TypeVar("Stamp")
Value = TypeVar("Value")


class Keeper(Generic[Stamp, Value]):
    """One value of this process, and the stamp it was read at."""

    def __init__(self, stamp: Callable[[], Stamp], read: Callable[[Stamp], Value]) -> None:
        """`stamp` is a cheap question whether anything has changed, `read` the reading itself."""
        self._stamp, self._read = stamp, read
        self._lock = threading.Lock()
        self._kept: tuple[Stamp, Value] | None = None
        self._looked_at = 0.0

    def get(self) -> Value:
        """The value now. Whoever comes first after a change reads anew; the others get what was before.

        Only where nothing was read yet does everybody wait.
        """
        kept = self._kept
        if kept is not None and time.monotonic() - self._looked_at < settings.get().scaled(CHECK_SECONDS):
            return kept[1]
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None  # noqa: S101 - only then is the lock not waited for
            return kept[1]
        try:
            return self._looked()
        finally:
            self._lock.release()

    def _looked(self) -> Value:
        stamp = self._stamp()
        if self._kept is None or self._kept[0] != stamp:
            self._kept = stamp, self._read(stamp)
            _put_aside()
        self._looked_at = time.monotonic()
        return self._kept[1]

    def forget(self) -> None:
        """Look at the next question whether something has changed."""
        self._looked_at = 0.0


def _put_aside() -> None:
    """Keep the collector off what is kept: to walk its million objects again and again cost every request."""
    gc.collect()
    gc.freeze()

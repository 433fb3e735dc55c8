"""What a web process keeps to find things in, read anew when its stamp has changed."""

import gc
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from portal.core import current, settings, stamps

CHECK_SECONDS = 2.0  # a change made elsewhere is seen after so long

Stamp = TypeVar("Stamp")
Value = TypeVar("Value")


_keepers: list["Keeper[Any, Any]"] = []


def forget_all() -> None:
    """Look at the next question whether anything has changed, whatever it is."""
    for keeper in _keepers:
        keeper.forget()


current.on_change(forget_all)  # seen at once then, not after CHECK_SECONDS


class Keeper(Generic[Stamp, Value]):
    """One value of this process, and the stamp it was read at."""

    def __init__(self, stamp: Callable[[], Stamp], read: Callable[[Stamp], Value]) -> None:
        """`stamp` is a cheap question whether anything has changed, `read` the reading itself."""
        self._stamp, self._read = stamp, read
        self._lock = threading.Lock()
        self._kept: tuple[Stamp, Value] | None = None
        self._looked_at = 0.0
        _keepers.append(self)

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


def of_pages(read: Callable[[], Value]) -> Keeper[uuid.UUID | None, Value]:
    """A keeper of what changes only with tables that stand behind citizens' pages."""
    return Keeper(lambda: stamps.read(current.NAME), lambda _: read())


def _put_aside() -> None:
    """Keep the collector off what is kept: to walk its million objects again and again cost every request."""
    gc.collect()
    gc.freeze()

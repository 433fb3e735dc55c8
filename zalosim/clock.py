"""The simulator's clock: real time with an offset that a test may set or advance."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

# Zalo's windows are stated without a zone; everything points at Vietnam, which has no summer time.
VIETNAM = timezone(timedelta(hours=7))


class Clock:
    """Milliseconds since the epoch, as every Zalo timestamp is."""

    def __init__(self) -> None:
        self._offset_ms = 0
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def now_ms(self) -> int:
        """The pretended moment."""
        return time.time_ns() // 1_000_000 + self._offset_ms

    def local(self) -> datetime:
        """The pretended moment on a clock in Vietnam."""
        return datetime.fromtimestamp(self.now_ms() / 1000, tz=VIETNAM)

    def is_night(self) -> bool:
        """Between 22:00 and 06:00, when promotion and broadcast are refused."""
        hour = self.local().hour
        return hour >= 22 or hour < 6

    def set(self, moment: int | float | str) -> None:
        """Jump to epoch milliseconds or an ISO 8601 time (without a zone: Vietnam)."""
        target = iso_ms(moment) if isinstance(moment, str) else int(moment)
        with self._lock:
            self._offset_ms = target - time.time_ns() // 1_000_000
        self._changed()

    def advance(self, seconds: float) -> None:
        """Jump forward (or back, with a negative number)."""
        with self._lock:
            self._offset_ms += round(seconds * 1000)
        self._changed()

    def reset(self) -> None:
        """Real time again."""
        with self._lock:
            self._offset_ms = 0
        self._changed()

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call the listener after every jump, so that sleepers look at the time again."""
        self._listeners.append(listener)

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()


def iso_ms(text: str) -> int:
    """Epoch milliseconds of an ISO 8601 time or of digits in a string."""
    if text.strip().isdigit():
        return int(text)
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    return int(moment.astimezone(UTC).timestamp() * 1000)

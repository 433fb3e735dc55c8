"""A time and the offices that were asked about."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from portal.core import clock


@dataclass(frozen=True)
class Period:
    """Whole Vietnamese days, the last included; `offices` None is all, and what concerns none."""

    first: dt.date
    last: dt.date
    offices: Collection[uuid.UUID] | None = None

    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """The first moment, and the first one after."""
        return clock.midnight(self.first), clock.midnight(self.last + dt.timedelta(days=1))

    def days(self) -> Iterator[dt.date]:
        """Each of them."""
        return (self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def months(self) -> list[str]:
        """YYYY-MM of every month it touches, so that one without anything is told as empty."""
        return sorted({f"{day:%Y-%m}" for day in self.days()})

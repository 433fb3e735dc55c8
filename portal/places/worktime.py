"""Working time: days and hours that count for a term, over weekends, holidays, swapped days and pauses.

Terms count Monday to Friday (domain.md 3.3): a desk that also receives on Saturday morning shortens nobody's.
What the one-stop system appointed is shown as it is; this is for warnings, new dates and terms of our own.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.core.clock import VIETNAM, local
from portal.places import hours
from portal.places.hours import Week

LONGEST = 3660  # days looked ahead before a calendar without working days is given up
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Calendar:
    """Which hours work; `overrides` are days decided otherwise, `week` the hours (None: the usual)."""

    overrides: Mapping[dt.date, bool] = field(default_factory=dict)
    week: Week | None = None

    def is_working(self, day: dt.date) -> bool:
        """True on a day with working hours."""
        return bool(hours.shifts(day, self.week, self.overrides))

    def next_working(self, day: dt.date) -> dt.date:
        """The first working day after `day`. ValueError where nobody ever works."""
        for ahead in range(1, LONGEST):
            found = day + dt.timedelta(days=ahead)
            if self.is_working(found):
                return found
        raise ValueError("a calendar without working days")

    def plus_days(self, day: dt.date, count: int) -> dt.date:
        """The day that is `count` working days after `day`, which itself does not count; `day` for 0."""
        for _ in range(count):
            day = self.next_working(day)
        return day

    def days_left(self, today: dt.date, last: dt.date) -> int:
        """Working days after `today` up to `last`, which counts; negative when `last` has passed."""
        if last < today:
            return -self.days_left(last, today)
        span = range(1, (last - today).days + 1)
        return sum(self.is_working(today + dt.timedelta(days=ahead)) for ahead in span)

    def counts_from(self, at: dt.datetime, cutoff: dt.time) -> dt.date:
        """The working day a complete dossier received at `at` counts from; past `cutoff` the next."""
        here = local(at)
        is_today = self.is_working(here.date()) and here.time() <= cutoff
        return here.date() if is_today else self.next_working(here.date())

    def spans(self, start: dt.datetime, end: dt.datetime) -> Iterable[Span]:
        """The working shifts between two moments, cut to them, in order; times are Vietnamese."""
        begin, finish = local(start), local(end)
        day = begin.date()
        while day <= finish.date():
            for opens, shuts in hours.shifts(day, self.week, self.overrides):
                first = max(begin, dt.datetime.combine(day, opens, VIETNAM))
                last = min(finish, dt.datetime.combine(day, shuts, VIETNAM))
                if first < last:
                    yield first, last
            day += dt.timedelta(days=1)

    def worked(self, start: dt.datetime, end: dt.datetime, pauses: Iterable[Span] = ()) -> dt.timedelta:
        """Working time from `start` to `end` outside `pauses`, which may overlap."""
        total = sum(((last - first) for first, last in self.spans(start, end)), dt.timedelta())
        for first, last in _joined(pauses):
            inside = max(first, start), min(last, end)
            if inside[0] < inside[1]:
                total -= sum(((b - a) for a, b in self.spans(*inside)), dt.timedelta())
        return total

    def plus_hours(self, at: dt.datetime, length: dt.timedelta) -> dt.datetime:
        """The moment at which `length` of working time has gone by. ValueError where nobody works."""
        left, day = length, local(at)
        for _ in range(LONGEST):
            midnight = dt.datetime.combine(day.date() + dt.timedelta(days=1), dt.time(), VIETNAM)
            for first, last in self.spans(day, midnight):
                if last - first >= left:
                    return first + left
                left -= last - first
            day = midnight
        raise ValueError("a calendar without working days")


def _joined(pauses: Iterable[Span]) -> list[Span]:
    """Pauses in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for first, last in sorted(pauses):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined

"""When a dossier is due, reckoned from what was told. No database here.

What the one-stop system appointed (NgayHenTra) is kept as told. Beside it stands the day that counts: the
same, or later by the working time the dossier waited for the citizen, or the new day of an apology. Days of
our own are always named as such.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.core import clock
from portal.dossiers.models import PAUSED, Status
from portal.places import hours
from portal.places.worktime import Calendar, Span

RUNNING = frozenset({Status.ACCEPTED, Status.PROCESSING})
END_OF_DAY = dt.time(17, 0)  # for a day that was appointed without an hour
COUNTED = dt.timedelta(days=400)
DAY_LENGTH = sum(
    (
        dt.datetime.combine(dt.date.min, dt.time.fromisoformat(b))
        - dt.datetime.combine(dt.date.min, dt.time.fromisoformat(a))
        for a, b in hours.USUAL_DAY
    ),
    dt.timedelta(),
)


class Why(StrEnum):
    """Where the day that counts comes from."""

    TOLD = "told"  # as the one-stop system appointed it
    PAUSED = "paused"  # our reckoning: the time of waiting for the citizen does not count
    EXTENDED = "extended"  # the new day of an apology


@dataclass(frozen=True)
class Told:
    """One status as it was applied, with the NgayHenTra it came with."""

    status: int | None
    at: dt.datetime
    due_at: dt.datetime | None


@dataclass(frozen=True)
class Extension:
    """An apology that was made: for which told day, and its new day."""

    due_on: dt.date
    told_due_on: dt.date
    new_due_on: dt.date


@dataclass(frozen=True)
class Due:
    """How a dossier stands against its day."""

    told_on: dt.date
    counts_on: dt.date  # the day that counts
    why: Why
    is_paused: bool
    is_overdue: bool
    days_left: int | None  # working days after today up to the day; negative when late; None when it rests


def reckon(
    status: int | None,
    due_at: dt.datetime | None,
    story: Sequence[Told],
    extensions: Iterable[Extension],
    calendar: Calendar,
    now: dt.datetime,
) -> Due | None:
    """How a dossier stands at `now`; None without an appointed day. `story` is in order."""
    if due_at is None:
        return None
    told_on, today = clock.local(due_at).date(), clock.local(now).date()
    counts_on, why = _counts(due_at, told_on, story, extensions, calendar, now)
    is_running = status is None or status in RUNNING
    is_near = abs(counts_on - today) <= COUNTED  # nobody counts the days of years
    is_late = today > counts_on or (why is Why.TOLD and now > _moment(due_at))
    return Due(
        told_on=told_on,
        counts_on=counts_on,
        why=why,
        is_paused=status in PAUSED,
        is_overdue=is_running and is_late,
        days_left=calendar.days_left(today, counts_on) if is_running and is_near else None,
    )


def _counts(
    due_at: dt.datetime,
    told_on: dt.date,
    story: Sequence[Told],
    extensions: Iterable[Extension],
    calendar: Calendar,
    now: dt.datetime,
) -> tuple[dt.date, Why]:
    """The newest extension of this very told day; else the told day, later by the pauses since."""
    new_days = [one.new_due_on for one in extensions if one.told_due_on == told_on]
    if new_days:
        return max(new_days), Why.EXTENDED
    moved = _moved(due_at, told_on, pauses(story, since=_told_since(story), until=now), calendar)
    return moved, Why.TOLD if moved == told_on else Why.PAUSED


def _moment(due_at: dt.datetime) -> dt.datetime:
    """A day that was appointed without an hour lasts until offices shut."""
    local = clock.local(due_at)
    return (
        local if local.time() != dt.time() else dt.datetime.combine(local.date(), END_OF_DAY, clock.VIETNAM)
    )


def _told_since(story: Sequence[Told]) -> dt.datetime:
    """Since when the present NgayHenTra is told; waits before it are in it already."""
    since, current = dt.datetime.min.replace(tzinfo=dt.UTC), None
    for one in story:
        if one.due_at is not None and one.due_at != current:
            since, current = one.at, one.due_at
    return since


def pauses(story: Sequence[Told], *, since: dt.datetime, until: dt.datetime) -> list[Span]:
    """When the dossier waited for the citizen between two moments."""
    found: list[Span] = []
    begun: dt.datetime | None = None
    for one in story:
        if one.status in PAUSED:
            begun = begun or one.at
        elif begun is not None:
            found.append((begun, one.at))
            begun = None
    if begun is not None:
        found.append((begun, until))
    return [(max(a, since), min(b, until)) for a, b in found if max(a, since) < min(b, until)]


def _moved(due_at: dt.datetime, day: dt.date, waits: Sequence[Span], calendar: Calendar) -> dt.date:
    """The day, later by whole working days of waiting (half a day rounds up).

    A wait that began after the day was over moves nothing: it was late already.
    """
    waited, moved, end = dt.timedelta(), day, _moment(due_at)
    for first, last in waits:
        if first > end:
            break
        waited += calendar.worked(first, last)
        moved = calendar.plus_days(day, int(waited / DAY_LENGTH + 0.5))
        end = dt.datetime.combine(moved, END_OF_DAY, clock.VIETNAM)
    return moved


def apology_at(counts_on: dt.date, calendar: Calendar, hour: int) -> dt.datetime:
    """When the apology for a day that passes is made: the next working day, at the hour."""
    return dt.datetime.combine(calendar.next_working(counts_on), dt.time(hour), clock.VIETNAM)


def is_hour(now: dt.datetime, calendar: Calendar, first: int, last: int) -> bool:
    """Is it a working day between these hours?"""
    local = clock.local(now)
    return calendar.is_working(local.date()) and first <= local.hour < last

"""How long each step may take, in working days (domain.md 6), and how a pause moves a term."""

import datetime as dt

from portal.core import clock
from portal.places import queries as places
from portal.places.worktime import Calendar

ACCEPT, ASK, ANSWER, PUBLISH = 2, 5, 15, 2
"""Working days: to refuse or hand over, to ask for details, to answer, and then to publish."""
CONFIRM = dt.timedelta(days=7)  # after which silence closes a case as not confirmed
SHUTS = dt.time(17, 0)
AHEAD = dt.timedelta(days=60)  # Tết lies within


def calendar(at: dt.datetime) -> Calendar:
    """The working days around a moment, swapped and free ones as they were decided."""
    day = clock.local(at).date()
    return Calendar(places.overrides(day - AHEAD, day + AHEAD))


def due(at: dt.datetime, days: int, week: Calendar | None = None) -> dt.datetime:
    """The end of the working day that is `days` working days after the day of `at`."""
    last = (week or calendar(at)).plus_days(clock.local(at).date(), days)
    return dt.datetime.combine(last, SHUTS, clock.VIETNAM)


def moved(term: dt.datetime | None, paused_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """A term after a pause: later by the working days it stood still; one that had passed stays."""
    if term is None or paused_at is None or term <= paused_at:
        return term
    week = calendar(now)
    days = week.days_left(clock.local(paused_at).date(), clock.local(now).date())
    return due(term, max(days, 0), week)

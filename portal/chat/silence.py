"""Is Zalo still telling us anything: office hours without an event (R11, R31); outage.py tells of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.chat.models import WEBHOOK, InboxEvent
from portal.core import clock, settings
from portal.core.db import db
from portal.core.watch import Figure
from portal.places import queries as places
from portal.places.worktime import Calendar

LONGEST = dt.timedelta(days=30)  # further back nobody counts


@dataclass(frozen=True)
class Silence:
    """Since when nothing has come (None: nothing ever has), and how much office time that is."""

    since: dt.datetime | None
    hours: float

    @property
    def is_alarming(self) -> bool:
        """Longer than the setting allows; an account that never told anything is being set up."""
        return self.since is not None and self.hours >= settings.get().webhook_silence_hours


def now() -> Silence:
    """How long Zalo has been silent; nights, weekends and holidays do not count."""
    told = select(func.max(InboxEvent.received_at)).where(InboxEvent.origin == WEBHOOK)
    since = db.session.scalar(told)
    if since is None:
        return Silence(None, 0.0)
    end = clock.now()
    start = max(since, end - LONGEST)
    calendar = Calendar(places.overrides(clock.local(start).date(), clock.local(end).date()))
    return Silence(since, calendar.worked(start, end) / dt.timedelta(hours=1))


def figures() -> Iterator[Figure]:
    """For /metrics."""
    found = now()
    waiting = select(func.extract("epoch", func.now() - func.min(InboxEvent.due_at)))
    age = db.session.scalar(waiting.where(InboxEvent.done_at.is_(None), InboxEvent.due_at <= func.now()))
    yield Figure("webhook_silence_hours", "Office time without an event from Zalo.", found.hours)
    yield Figure("webhook_silent", "1 when that is longer than the setting allows.", found.is_alarming)
    yield Figure("inbox_oldest_due_seconds", "Age of the oldest event not worked on.", float(age or 0))

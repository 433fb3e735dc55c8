"""A broadcast that comes again: each time is one of its own, approved with the first (R9)."""

import calendar
import datetime as dt
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.broadcast.models import Broadcast, State
from portal.core import clock

COPIED = (
    "oa_id",
    "office_id",
    "title",
    "folded",
    "way",
    "body",
    "link",
    "item_id",
    "revision",
    "audience",
    "audience_hash",
    "is_urgent",
    "repeat",
    "approvals",
    "dry_run",
    "dry_run_at",
    "dry_run_of",
    "feed_id",
    "made_by",
)


def after(planned: dt.datetime, repeat: str) -> dt.datetime | None:
    """The next time, at the same hour in Vietnam; None when it comes once. Month ends stay month ends."""
    local = clock.local(planned)
    if repeat == "daily":
        return planned + dt.timedelta(days=1)
    if repeat == "weekly":
        return planned + dt.timedelta(days=7)
    if repeat != "month_end":
        return None
    last = _month_end(local.date())
    day = last if local.date() < last else _month_end(last + dt.timedelta(days=1))
    return dt.datetime.combine(day, local.time(), clock.VIETNAM).astimezone(dt.UTC)


def plan_next(session: Session, one: Broadcast, now: dt.datetime) -> uuid.UUID | None:
    """The next time beside this one, once; times that are over already are left out."""
    following = after(one.planned_at or now, one.repeat)
    if following is None:
        return None
    while following <= now:
        following = after(following, one.repeat) or now + dt.timedelta(days=1)
    first = one.repeats_id or one.id
    last = session.scalar(
        select(func.max(Broadcast.occurrence)).where(
            (Broadcast.id == first) | (Broadcast.repeats_id == first)
        )
    )
    if (last or 0) > one.occurrence:
        return None  # it was planned when this one began before
    copy = Broadcast(**{name: getattr(one, name) for name in COPIED})
    copy.state, copy.planned_at, copy.repeats_id = State.APPROVED, following, first
    copy.occurrence, copy.made_at, copy.changed_at = one.occurrence + 1, now, now
    session.add(copy)
    session.flush()
    return copy.id


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])

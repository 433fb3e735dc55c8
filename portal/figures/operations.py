"""Closing days: what is over is counted once, so that a year costs no more to read than a month."""

import datetime as dt

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.account import queries as account
from portal.chat.models import InboxEvent
from portal.citizens.models import ZaloIdentity
from portal.core import clock, settings
from portal.core.db import transaction
from portal.figures.counted import bounds, of_day
from portal.figures.models import ClosedDay, FollowerDay, MessageDay
from portal.notifications import prices
from portal.notifications.models import Channel, Intent

LATE = dt.timedelta(hours=1)  # after midnight: every commit of the day before has been made
MOST = 40  # days of one turn
COLUMNS = [column.name for column in MessageDay.__table__.columns]


def close_days() -> int:
    """Count the days that are over and not counted yet, the oldest first; how many. A repeat counts none."""
    done = 0
    for day in _open_days()[:MOST]:
        with transaction() as session:
            _close(session, day)
        done += 1
    return done


def _open_days() -> list[dt.date]:
    """Every day that is over and has no count, from the first message on."""
    last = clock.local(clock.now() - LATE).date() - dt.timedelta(days=1)
    with transaction() as session:
        newest = session.scalar(select(func.max(ClosedDay.day)))
        oldest = session.scalar(select(func.min(Intent.settled_at)))
    first = newest + dt.timedelta(days=1) if newest else clock.local(oldest).date() if oldest else last
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _close(session: Session, day: dt.date) -> None:
    """In one commit: its messages, its followers, and that it is closed."""
    sms = prices.on(day)[Channel.SMS]
    session.execute(insert(MessageDay).from_select(COLUMNS, of_day(day, sms)))
    is_fresh = clock.now() - bounds(day)[1] < dt.timedelta(days=1)
    following = _following(session) if is_fresh else None
    session.add(FollowerDay(day=day, following=following, **_moves(session, day)))
    session.add(ClosedDay(day=day, closed_at=clock.now()))


def _following(session: Session) -> int:
    """As Zalo tells it; else those we know to follow."""
    profile = account.profile()
    if profile is not None and profile.followers is not None:
        return profile.followers
    known = select(func.count()).where(
        ZaloIdentity.oa_id == settings.get().zalo_oa_id, ZaloIdentity.is_following
    )
    return session.scalar(known) or 0


def _moves(session: Session, day: dt.date) -> dict[str, int]:
    first, before = bounds(day)
    count = select(func.count()).where(InboxEvent.event_at >= first, InboxEvent.event_at < before)
    names = {"gained": "follow", "lost": "unfollow"}
    return {word: session.scalar(count.where(InboxEvent.name == name)) or 0 for word, name in names.items()}

"""Times without an event: whatever their reason, the recent chats are asked whether somebody wrote."""

import datetime as dt

from sqlalchemy import func, select

from portal.chat.models import WEBHOOK, CatchUp, CatchUpReason, CatchUpState, InboxEvent, WebhookStanding
from portal.chat.operations import catching_up
from portal.core import clock
from portal.core.db import db, transaction
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability

LONG = dt.timedelta(minutes=3)  # without an event: somebody may have written whom we did not hear
WHILE_QUIET = dt.timedelta(minutes=3)  # between two readings
AFTER_A_FAILURE = dt.timedelta(minutes=30)
OLDEST = dt.timedelta(hours=48)
BY_ITSELF = (CatchUpReason.GAP, CatchUpReason.OUTAGE)
SLACK = dt.timedelta(minutes=2)


def look(row: WebhookStanding, last: dt.datetime | None) -> None:
    """Ask for a reading since the first gap that nobody has looked at; the row's `looked_until` moves on.

    An account that never told anything has no gaps. What a reading has covered is not read again, and one
    that failed is made up for; a reading of an empty hour is a single call.
    """
    now = clock.now()
    start = max(row.looked_until or last or now, now - OLDEST)
    if last is None or start >= now:
        return
    is_quiet, latest = now - last >= LONG, _latest()
    since = min(last, start) if is_quiet else _first_gap(start, now)
    if latest and latest.state is CatchUpState.FAILED and latest.reason in BY_ITSELF:
        since = min(since or latest.since, latest.since)
    if since is None:
        row.looked_until = last
        return
    if latest and latest.state is CatchUpState.DONE and latest.since <= since:
        since = max(since, latest.asked_at)
    if _may_ask(latest, now, is_quiet=is_quiet):
        catching_up.ask_by_itself(CatchUpReason.GAP, since - SLACK)
        row.looked_until = last


def _latest() -> CatchUp | None:
    with transaction() as session:
        return session.scalar(
            select(CatchUp)
            .order_by(CatchUp.asked_at.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        )


def _first_gap(start: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """The end of talk before the first long silence since `start`."""
    before = func.lag(InboxEvent.received_at, 1, start).over(order_by=InboxEvent.received_at)
    told = (
        select(InboxEvent.received_at.label("at"), before.label("before"))
        .where(InboxEvent.origin == WEBHOOK, InboxEvent.received_at.between(start, now))
        .subquery()
    )
    with transaction() as session:
        found: dt.datetime | None = session.scalar(
            select(func.min(told.c.before)).where(told.c.at - told.c.before >= LONG)
        )
    return found


def _may_ask(latest: CatchUp | None, now: dt.datetime, *, is_quiet: bool) -> bool:
    """Not while Zalo does not tell, and while it is quiet only now and then."""
    if abilities.is_shut(Ability.HISTORY):
        return False
    if latest is None:
        return True
    if latest.state is CatchUpState.FAILED:
        return now - (latest.ended_at or latest.asked_at) >= AFTER_A_FAILURE
    return not is_quiet or now - latest.asked_at >= WHILE_QUIET


def lost() -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when people wrote of whom nobody told us, as the readings of the last hour found."""
    with transaction() as session:
        first, latest = session.execute(
            select(func.min(CatchUp.lost_from), func.max(CatchUp.lost_to)).where(
                CatchUp.asked_at >= clock.now() - dt.timedelta(hours=1)
            )
        ).one()
    return (first, latest) if first and latest else None


def kept_today() -> int:
    """Messages that only the list told, today."""
    midnight = clock.midnight(clock.today())
    found = select(func.coalesce(func.sum(CatchUp.kept), 0)).where(CatchUp.asked_at >= midnight)
    return int(db.session.scalar(found) or 0)

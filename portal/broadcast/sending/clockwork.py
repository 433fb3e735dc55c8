"""What the relay does for broadcasts every two seconds and at each bell; safe to do twice, and by two."""

import datetime as dt
import logging
import uuid
from collections import Counter

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from portal.broadcast.audience import ARTICLE, MESSAGE
from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.broadcast.sending import calling_off, counts, repeating
from portal.core import clock, queue, settings
from portal.core.db import transaction
from portal.notifications import channel, hours
from portal.notifications.leases import NOW
from portal.staff import operations as staff

BELL = "broadcasts"
PREPARE = "portal.broadcast.jobs.prepare"
SEND = "portal.broadcast.jobs.send"
POST = "portal.broadcast.jobs.post"
ENDS = (
    Broadcast.excluded,
    Broadcast.sent,
    Broadcast.unknown,
    Broadcast.refused,
    Broadcast.failed,
    Broadcast.cancelled,
)
OVER = sum((one.expression for one in ENDS[1:]), ENDS[0].expression)  # rows that are ended
SLEPT = "outage"
log = logging.getLogger(__name__)


def run() -> None:
    """Begin what is due, give up dead leases, finish what is done, ring for what is to be sent."""
    for broadcast_id in _due():
        begin(broadcast_id)
    expire()
    calling_off.go_on(OVER)
    _finish()
    ring()


def _due() -> list[uuid.UUID]:
    with transaction() as session:
        return list(
            session.scalars(
                select(Broadcast.id)
                .where(Broadcast.state == State.APPROVED, Broadcast.planned_at <= NOW)
                .order_by(Broadcast.is_urgent.desc(), Broadcast.planned_at)
            )
        )


def begin(broadcast_id: uuid.UUID) -> State | None:
    """One whose time has come: its rows are written next. At night it waits; after an outage it asks."""
    with transaction() as session:
        one = session.scalar(
            select(Broadcast)
            .where(Broadcast.id == broadcast_id, Broadcast.state == State.APPROVED)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        now = session.scalar(select(NOW)) or clock.now()
        if one is None or one.planned_at is None or one.planned_at > now:
            return None
        if now - one.planned_at > dt.timedelta(minutes=settings.get().broadcast_missed_minutes):
            return _missed(one, now)
        until = hours.rest_until(now, settings.get().zalo_timeout)
        if until is not None:
            one.planned_at, one.rest_until, one.rest_why = hours.spread(until), until, "quiet_hours"
            return one.state
        repeating.plan_next(session, one, now)
        one.state, one.reason, one.changed_at = State.PREPARING, None, now
        staff.record_act("broadcast.begin", "broadcast", one.id, None, one.office_id)
        return one.state


def _missed(one: Broadcast, now: dt.datetime) -> State:
    log.error("a broadcast slept through an outage and asks first broadcast=%s", one.id)
    one.state, one.reason, one.changed_at = State.MISSED, SLEPT, now
    staff.record_act("broadcast.missed", "broadcast", one.id, None, one.office_id)
    return one.state


def expire() -> int:
    """Marked rows whose worker is gone are unknown: listed, never sent again by a machine; how many."""
    late = (Recipient.state == Progress.ON_WIRE, Recipient.lease_until < NOW)
    with transaction() as session:
        ids = session.scalars(select(Recipient.broadcast_id).where(*late).distinct()).all()
    total = 0
    for broadcast_id in ids:
        with transaction() as session:
            session.execute(select(Broadcast.id).filter_by(id=broadcast_id).with_for_update(key_share=True))
            lost = session.scalars(
                update(Recipient)
                .where(Recipient.broadcast_id == broadcast_id, *late)
                .values(state=Progress.UNKNOWN, reason="lost_worker", lease_until=None)
                .returning(Recipient.id)
                .execution_options(synchronize_session=False)
            ).all()
            counts.add(session, broadcast_id, Counter({Progress.UNKNOWN.value: len(lost)}))
        total += len(lost)
    return total


def _finish() -> None:
    with transaction() as session:
        left = Broadcast.people - OVER
        session.execute(
            update(Broadcast)
            .where(Broadcast.state == State.SENDING, Broadcast.way == MESSAGE, left <= 0)
            .values(state=State.DONE, ended_at=NOW, changed_at=NOW, rest_until=None, rest_why=None)
            .execution_options(synchronize_session=False)
        )


def ring() -> None:
    """Ask a worker for rows to be written, for the next step of an article, and for one turn of sending.

    One turn waits at most: workers that are at a broadcast end their turn for it, so each gets some.
    """
    with transaction() as session:
        waiting = _ids(session, Broadcast.state == State.PREPARING)
        posts = _ids(session, Broadcast.state == State.SENDING, Broadcast.way == ARTICLE, _is_awake())
        sendable = _is_sendable(session)
    for broadcast_id in waiting:
        queue.ring(PREPARE, str(broadcast_id))
    for broadcast_id in posts:
        queue.ring(POST, str(broadcast_id))
    ring_sending(sendable=sendable)


def ring_sending(*, sendable: bool | None = None) -> bool:
    """One more turn, when there is somebody to send to and nothing waits in the queue; whether it rang."""
    if queue.depth() != 0 or channel.is_shut():
        return False
    if sendable is None:
        with transaction() as session:
            sendable = _is_sendable(session)
    return sendable and queue.ring(SEND)


def _is_sendable(session: Session) -> bool:
    """Is anybody waiting whose row is due?"""
    mine = select(Recipient.id).where(
        Recipient.broadcast_id == Broadcast.id,
        Recipient.state == Progress.WAITING,
        or_(Recipient.due_at.is_(None), Recipient.due_at <= NOW),
    )
    found = select(Broadcast.id).where(
        Broadcast.state == State.SENDING, Broadcast.way == MESSAGE, _is_awake(), mine.exists()
    )
    return session.scalar(found.limit(1)) is not None


def _is_awake() -> ColumnElement[bool]:
    return or_(Broadcast.rest_until.is_(None), Broadcast.rest_until <= NOW)


def _ids(session: Session, *conditions: ColumnElement[bool]) -> list[uuid.UUID]:
    return list(session.scalars(select(Broadcast.id).where(*conditions)))

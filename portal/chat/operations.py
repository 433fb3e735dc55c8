"""The inbox: what Zalo tells us is kept once, worked on once, and a poisoned event holds nobody up."""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass

from sqlalchemy import CursorResult, Interval, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.chat import events, handling, signature
from portal.chat.events import Event
from portal.chat.models import InboxEvent
from portal.core import clock, db, limits, settings
from portal.core.db import transaction
from portal.core.errors import Unsigned

OLDEST = dt.timedelta(hours=24)
EARLIEST = dt.timedelta(minutes=5)  # how far Zalo's clock may be ahead of ours
LEASE_SECONDS = 60
MOST_TRIES = 5
LADDER = (5, 30, 120, 600)
KEPT_DAYS = 90
PRUNED_AT_ONCE = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """An event that is ours to work on until its lease ends."""

    id: uuid.UUID
    lease_token: uuid.UUID
    tries: int


def receive(raw: bytes, header: str | None) -> bool:
    """Keep a webhook call that is Zalo's; True when it is new. Committed when this returns.

    `{}` is the probe of registration. A digest that is not Zalo's raises Unsigned and is counted. A repeat,
    and an event of another account, change nothing; one too old or from the future is kept and set aside.
    """
    if raw.strip() == b"{}":
        return False
    value = events.value_of(raw)
    if not signature.is_genuine(raw, header, value):
        _count_forgery(signature.other_explanation(raw, header, value))
        raise Unsigned("the signature does not fit")
    event = events.read(raw, value)
    if not event.is_ours:
        log.info("webhook about another account name=%s", event.name)
        return False
    return _keep(event, raw)


def _count_forgery(explanation: str) -> None:
    seen, _ = limits.count(limits.key("webhook-forged"), 300)
    if seen == 1 or seen % 100 == 0:
        log.error("webhook signature refused count=%s in=300s would_fit=%s", seen, explanation)


def _keep(event: Event, raw: bytes) -> bool:
    now = clock.now()
    at = event.at or now
    outcome = None
    if not now - OLDEST <= at <= now + EARLIEST:
        outcome = "set_aside"
    elif event.kind not in events.WORKED_ON:
        outcome = "stored"
    row = insert(InboxEvent).values(
        id=uuid.uuid4(),
        event_key=event.key,
        oa_id=settings.get().zalo_oa_id,
        name=event.name,
        user_id=event.user_id,
        raw=raw,
        event_at=at,
        received_at=now,
        due_at=func.now(),
        tries=0,
        done_at=now if outcome else None,
        outcome=outcome,
    )
    with transaction() as session:
        new = session.scalar(row.on_conflict_do_nothing().returning(InboxEvent.id)) is not None
        if new and outcome is None:
            db.notify("inbox")
    return new


def take(most: int) -> list[Taken]:
    """Lease the next due events; nobody else gets them until the lease ends.

    An event that has used up its tries is closed as failed here and stays to be seen.
    """
    token = uuid.uuid4()
    due = (
        select(InboxEvent.id)
        .where(InboxEvent.done_at.is_(None), InboxEvent.due_at <= func.now())
        .order_by(InboxEvent.due_at, InboxEvent.received_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED")  # a plain subquery may be run again and take more than `most`
    )
    leased = (
        update(InboxEvent)
        .where(InboxEvent.id.in_(select(due.c.id)))
        .values(lease_token=token, due_at=func.now() + _seconds(LEASE_SECONDS), tries=InboxEvent.tries + 1)
        .returning(InboxEvent.id, InboxEvent.tries, InboxEvent.received_at)
    )
    with transaction() as session:
        rows = sorted(session.execute(leased).all(), key=lambda row: row.received_at)
        taken = [Taken(row.id, token, row.tries) for row in rows if row.tries <= MOST_TRIES]
        for row in rows:
            if row.tries > MOST_TRIES:
                _close(row.id, token, "failed")
                log.error("inbox event given up event=%s", row.id)
    return taken


def work(taken: Taken) -> bool:
    """Do what an event asks and owe the answer, in one commit; False when the lease was lost."""
    with transaction() as session:
        row = session.scalar(
            select(InboxEvent)
            .where(
                InboxEvent.id == taken.id,
                InboxEvent.lease_token == taken.lease_token,
                InboxEvent.done_at.is_(None),
            )
            .with_for_update()
        )
        if row is None:
            return False
        event = events.read(row.raw, events.value_of(row.raw))
        outcome = handling.handle(event, row.id, row.event_at)
        return _close(taken.id, taken.lease_token, outcome)


def put_back(taken: Taken) -> None:
    """It did not work this time: due again later, and given up after the last try."""
    with transaction() as session:
        if taken.tries >= MOST_TRIES:
            _close(taken.id, taken.lease_token, "failed")
            log.error("inbox event given up event=%s", taken.id)
            return
        wait = LADDER[min(taken.tries, len(LADDER)) - 1]
        session.execute(
            update(InboxEvent)
            .where(InboxEvent.id == taken.id, InboxEvent.lease_token == taken.lease_token)
            .values(lease_token=None, due_at=func.now() + _seconds(settings.get().scaled(wait)))
        )


def try_again() -> int:
    """Make every event that was given up due once more, once its reason is mended; how many."""
    with transaction() as session:
        opened = session.execute(
            update(InboxEvent)
            .where(InboxEvent.outcome == "failed")
            .values(done_at=None, outcome=None, tries=0, due_at=func.now())
        )
        db.notify("inbox")
    return opened.rowcount if isinstance(opened, CursorResult) else 0


def _close(event_id: uuid.UUID, token: uuid.UUID, outcome: str) -> bool:
    with transaction() as session:
        closed = session.execute(
            update(InboxEvent)
            .where(InboxEvent.id == event_id, InboxEvent.lease_token == token, InboxEvent.done_at.is_(None))
            .values(done_at=clock.now(), outcome=outcome, lease_token=None)
        )
    return isinstance(closed, CursorResult) and closed.rowcount == 1


def prune() -> int:
    """Forget raw events older than 90 days, a bounded number a commit; how many."""
    old = (
        select(InboxEvent.id)
        .where(InboxEvent.received_at < clock.now() - dt.timedelta(days=KEPT_DAYS))
        .limit(PRUNED_AT_ONCE)
    )
    total, gone = 0, PRUNED_AT_ONCE
    while gone == PRUNED_AT_ONCE:
        with transaction() as session:
            ended = session.execute(delete(InboxEvent).where(InboxEvent.id.in_(old.scalar_subquery())))
            gone = ended.rowcount if isinstance(ended, CursorResult) else 0
        total += gone
    return total


def _seconds(count: float) -> object:
    return cast(f"{count} seconds", Interval)

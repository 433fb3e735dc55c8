"""Events are leased, worked on once each, and put back or given up when they cannot be."""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Interval, cast, func, select, update

from portal.account import operations as account
from portal.broadcast.choosing import operations as choosing
from portal.chat import events, handling, rated
from portal.chat.events import Event, Kind, QuotaChange, Rating, Tagging, TemplateChange
from portal.chat.models import InboxEvent
from portal.chat.operations import silencing
from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.notifications import quota, ratings

NOW = func.clock_timestamp()  # a transaction may have begun before the event came
MANY = 40  # events that wait before more of them count as a flood
CALM_SECONDS = 0.3
MOST_HELD_SECONDS = 1.5  # a citizen waits no longer because many others write, too
LEASE_SECONDS = 60
MOST_TRIES = 5
LADDER = (5, 30, 120, 600)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """An event that is ours to work on until its lease ends."""

    id: uuid.UUID
    lease_token: uuid.UUID
    tries: int


@dataclass(frozen=True)
class Backlog:
    """What waits to be worked on: how many (counted up to MANY), and for how long in seconds."""

    due: int
    oldest: float
    newest: float

    @property
    def is_flood(self) -> bool:
        """Many wait, more have just come, and nobody has waited too long yet."""
        return self.due > MANY and self.newest < CALM_SECONDS and self.oldest < MOST_HELD_SECONDS


def backlog() -> Backlog:
    """How much is due now, in one small question to the database."""
    is_due = (InboxEvent.done_at.is_(None), InboxEvent.due_at <= NOW)
    first = select(InboxEvent.due_at).where(*is_due).order_by(InboxEvent.due_at).limit(MANY + 1).subquery()
    last = select(func.max(InboxEvent.due_at)).where(*is_due).scalar_subquery()
    with transaction() as session:
        row = session.execute(
            select(func.count(), _age(func.min(first.c.due_at)), _age(last)).select_from(first)
        ).one()
    return Backlog(row[0], float(row[1] or 0), float(row[2] or 0))


def _age(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.extract("epoch", NOW - moment)


def ring_again() -> None:
    """Wake the relay once more: somebody left work undone on purpose."""
    with transaction():
        db.notify("inbox")


def take(most: int) -> list[Taken]:
    """Lease the next due events; nobody else gets them until the lease ends.

    An event that has used up its tries is closed as failed here and stays to be seen.
    """
    token = uuid.uuid4()
    due = (
        select(InboxEvent.id)
        .where(InboxEvent.done_at.is_(None), InboxEvent.due_at <= NOW)
        .order_by(InboxEvent.due_at, InboxEvent.received_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED")  # a plain subquery may be run again and take more than `most`
    )
    leased = (
        update(InboxEvent)
        .where(InboxEvent.id.in_(select(due.c.id)))
        .values(lease_token=token, due_at=NOW + _seconds(LEASE_SECONDS), tries=InboxEvent.tries + 1)
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
        outcome = do(event, row.id, row.event_at)
        if not row.may_answer:  # it was said long ago, or answered by somebody else
            silencing.leave_photos(session, row.id)
            outcome = handling.DONE if silencing.take_back(session, row.id) else outcome
        return _close(taken.id, taken.lease_token, outcome)


def do(event: Event, event_id: uuid.UUID, at: dt.datetime) -> str:
    """What the event asks, in the caller's transaction; the outcome's name."""
    if event.kind is Kind.ACCOUNT:
        return _learn(event, at)
    if isinstance(event.detail, Rating):
        return _rated(event, event.detail, at)
    return handling.handle(event, event_id, at)


def _learn(event: Event, at: dt.datetime) -> str:
    """Zalo changed what the account may do; an older word than the one we know changes nothing."""
    told = event.detail
    if isinstance(told, QuotaChange) and told.after is not None:
        if account.note_change(event.name, told.after, at):
            quota.learn(settings.get().zalo_oa_id, told.after)
    elif isinstance(told, Tagging):
        if told.name and (told.user_ids or event.name == "remove_tag"):
            choosing.tagged(told.name, told.user_ids, on=event.name.startswith("add"))
    elif isinstance(told, TemplateChange) and told.after is not None:
        account.note_change(
            event.name, told.after, at, template_id=told.template_id or "", reason=told.reason or ""
        )
    return handling.DONE


def _rated(event: Event, told: Rating, at: dt.datetime) -> str:
    """Stars stand beside the message they are for; for a message we do not know they are only kept."""
    is_ours = ratings.note(
        message_id=event.message_id,
        reference=told.tracking_id,
        rate=told.rate,
        said=told.note,
        feedbacks=told.feedbacks,
        at=told.submitted_at or at,
    )
    if is_ours and told.rate is not None:
        rated.by_stars(event.message_id, told.tracking_id, told.rate)
    return handling.DONE if is_ours else handling.STORED


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
            .values(lease_token=None, due_at=NOW + _seconds(settings.get().scaled(wait)))
        )


def _close(event_id: uuid.UUID, token: uuid.UUID, outcome: str) -> bool:
    with transaction() as session:
        closed = session.execute(
            update(InboxEvent)
            .where(InboxEvent.id == event_id, InboxEvent.lease_token == token, InboxEvent.done_at.is_(None))
            .values(done_at=clock.now(), outcome=outcome, lease_token=None)
        )
    return isinstance(closed, CursorResult) and closed.rowcount == 1


def _seconds(count: float) -> object:
    return cast(f"{count} seconds", Interval)

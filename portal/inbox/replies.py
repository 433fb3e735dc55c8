"""An officer's answer: owed at once, or when offices open; until it has left it can be taken back (OD8)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.inbox import kinds, window
from portal.inbox.models import Deed, DeskReply, InboxItem, ItemState
from portal.inbox.operations import record
from portal.inbox.working import By, held
from portal.notifications import operations as notifications
from portal.notifications.messages import MOST_SIGNS
from portal.notifications.models import Intent, Lane
from portal.notifications.operations import Owed
from portal.places import queries as places
from portal.staff import operations as staff

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Words:
    """What is to be said; `key` comes with the form and makes a second press harmless."""

    key: str
    body: str
    in_office_hours: bool = False


def write(item_id: uuid.UUID, by: By, words: Words) -> bool:
    """Answer the person of an item; True when it is owed now, False when it waits for office hours.

    Whoever answers has the item from then on; its time stands still until the citizen writes again. The
    same key again changes nothing. Conflict when a colleague did something since `by.seen`; Refused when
    nothing may be sent to this person by then, or the text is longer than Zalo takes.
    """
    with transaction() as session:
        item = held(item_id, By(by.user_id, by.scope))
        known = session.scalar(select(DeskReply).filter_by(key=words.key))
        if known is not None:
            return known.owed_at is not None
        held(item_id, by)
        citizen_id = _person(item)
        due_at = next_opening() if words.in_office_hours else clock.now()
        if not window.of(citizen_id, due_at).can_send:
            raise Refused("window")
        if not 0 < len(words.body) <= MOST_SIGNS:
            raise Refused("too long")
        reply = DeskReply(
            item_id=item.id,
            citizen_id=citizen_id,
            key=words.key,
            body=words.body,
            written_by=by.user_id,
            written_at=clock.now(),
            due_at=due_at,
        )
        session.add(reply)
        session.flush()
        _answered(item, by.user_id)
        if due_at <= clock.now():
            _owe(reply)
        return reply.owed_at is not None


def _person(item: InboxItem) -> uuid.UUID:
    kind = kinds.named(item.kind)
    found = kind.person(item.subject_id) if kind.person else None
    if found is None:
        raise Refused("nobody to answer")
    return found


def _answered(item: InboxItem, by: uuid.UUID) -> None:
    kind = kinds.named(item.kind)
    if item.assignee_id != by:
        if kind.take:
            kind.take(item.subject_id, by)
        item.assignee_id = by
    if kind.answered:
        kind.answered(item.subject_id)
    now = clock.now()
    item.state, item.paused_at = ItemState.PAUSED, item.paused_at or now
    item.version, item.changed_at = item.version + 1, now
    record(item.id, Deed.ANSWERED, by)
    staff.record_act("inbox.answer", "inbox_item", item.id, by)


def next_opening() -> dt.datetime:
    """When offices are open next; this moment while they are."""
    state = places.opening_of(None)
    return clock.now() if state.is_open else state.again or clock.now()


def _owe(reply: DeskReply) -> None:
    """Within Zalo's window as an answer, beyond it as a template message, in the caller's transaction."""
    is_late = window.of(reply.citizen_id).state is window.Open.TEMPLATE
    owed = Owed(
        citizen_id=reply.citizen_id,
        kind=window.KIND,
        subject_kind="desk_reply",
        subject_id=reply.id,
        subject_version=1,
        params={"text": reply.body},
        lane=Lane.DOSSIER if is_late else Lane.REPLY,
        consent=None,
    )
    notifications.notify([owed])
    reply.owed_at = clock.now()
    with transaction() as session:
        session.flush()


def send_due() -> int:
    """Owe what has waited for office hours; what nothing may carry any more comes back to its officer."""
    done = 0
    with transaction() as session:
        waiting = (
            select(DeskReply)
            .where(
                DeskReply.owed_at.is_(None),
                DeskReply.cancelled_at.is_(None),
                DeskReply.due_at <= clock.now(),
            )
            .order_by(DeskReply.due_at)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        for reply in session.scalars(waiting).all():
            if window.of(reply.citizen_id).can_send:
                _owe(reply)
                done += 1
            else:
                _take_back(reply, None, "window")
    return done


def cancel(item_id: uuid.UUID, reply_id: uuid.UUID, by: By) -> None:
    """Do not send this one; Conflict when it is gone, or on its way."""
    with transaction() as session:
        reply = session.scalar(select(DeskReply).filter_by(id=reply_id, item_id=item_id).with_for_update())
        if reply is None:
            raise Missing("no such answer")
        held(reply.item_id, By(by.user_id, by.scope), is_open=False)
        if reply.cancelled_at is not None:
            return
        if reply.owed_at is not None:
            intent_id = session.scalar(select(Intent.id).filter_by(kind=window.KIND, subject_id=reply.id))
            if intent_id is None or not notifications.cancel(intent_id):
                raise Conflict("gone")
        _take_back(reply, by.user_id, "officer")


def _take_back(reply: DeskReply, by: uuid.UUID | None, why: str) -> None:
    """The citizen waits again."""
    with transaction() as session:
        now = clock.now()
        reply.cancelled_at, reply.cancelled_why = now, why
        record(reply.item_id, Deed.CANCELLED, by)
        item = session.get_one(InboxItem, reply.item_id, with_for_update=True)
        if item.state is ItemState.PAUSED:
            item.state = ItemState.TAKEN if item.assignee_id else ItemState.WAITING
            item.paused_at = None
        item.version, item.changed_at = item.version + 1, now
        session.flush()

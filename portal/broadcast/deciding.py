"""What people decide about a broadcast: submitted, approved, planned, paused, gone on with, ended.

Each locks the row first: of two who press at once the second sees what the first did, and a step that does
not fit the state is a Conflict that changes nothing. The sender reads the states (R9).
"""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from portal.broadcast import bounds, forecasting
from portal.broadcast.drafting import Draft, create, locked, noted
from portal.broadcast.models import Broadcast, State
from portal.broadcast.sending import calling_off
from portal.broadcast.shape import Audience
from portal.core import clock, settings
from portal.core.db import notify, transaction
from portal.core.errors import Conflict, Denied, Refused
from portal.newsroom import deciding as newsroom
from portal.newsroom.models import Item
from portal.newsroom.models import State as ItemState

BELL = "broadcasts"  # rings when something is to be begun, or goes on


def submit(broadcast_id: uuid.UUID, by: uuid.UUID) -> None:
    """Ask somebody else to agree, after the dry run of these very words was looked at.

    Raises Conflict without it, Refused (a word of messages.NOT_YET) for what can reach nobody, or never.
    """
    with transaction() as session:
        one = locked(session, broadcast_id, State.DRAFT)
        if one.dry_run_of != forecasting.digest(one):
            raise Conflict("rehearse it first")
        if word := bounds.barred(one):
            raise Refused(word)
        one.state, one.form_token, one.approvals = State.WAITING, uuid.uuid4(), []
        noted(one, "submit", by)


def send_back(broadcast_id: uuid.UUID, by: uuid.UUID, reason: str) -> None:
    """Not so: it is a draft again, and its author reads why."""
    with transaction() as session:
        one = locked(session, broadcast_id, State.WAITING)
        one.state, one.approvals, one.reason = State.DRAFT, [], reason
        noted(one, "send_back", by)


def approve(
    broadcast_id: uuid.UUID,
    by: uuid.UUID,
    token: uuid.UUID,
    *,
    planned_at: dt.datetime | None = None,
    repeat: str = "",
) -> State:
    """Agree to these words and plan them; the state that follows. The form's token counts once.

    Denied for whoever wrote it or agreed already, Refused for a day without room. With an item the same
    approval lets its revision out; Conflict when that has changed. It begins at its time, never before the
    seconds of the undo are over.
    """
    with transaction() as session:
        one = locked(session, broadcast_id, State.WAITING)
        if one.form_token != token:
            raise Conflict("this form was used")
        if by == one.made_by or str(by) in {each["by"] for each in one.approvals}:
            raise Denied("nobody approves their own broadcast, or twice")
        if one.dry_run_of != forecasting.digest(one):
            raise Conflict("rehearse it first")
        one.form_token = uuid.uuid4()
        one.approvals = [*one.approvals, {"by": str(by), "at": clock.now().isoformat()}]
        if planned_at or repeat:
            one.planned_at, one.repeat = planned_at, repeat
        if len(one.approvals) >= bounds.needed(one):
            soonest = clock.now() + dt.timedelta(seconds=settings.get().broadcast_undo_seconds)
            one.planned_at = max(one.planned_at or soonest, soonest)
            bounds.insist_on_room(one)
            one.state, one.reason = State.APPROVED, None
            _let_out(session, one, by)
        noted(one, "approve", by)
        return one.state


def _let_out(session: Session, one: Broadcast, by: uuid.UUID) -> None:
    """The item goes up with it: approved if it still waits, and published at the same moment."""
    if one.item_id is None or one.revision is None:
        return
    item = session.get(Item, one.item_id, populate_existing=True)
    if item is None or (item.live != one.revision and item.head != one.revision):
        raise Conflict("the text has changed")
    if item.state is ItemState.REVIEW:
        newsroom.approve(one.item_id, by, one.revision)
    if item.state is ItemState.APPROVED:
        newsroom.schedule(
            one.item_id, by, publish_at=one.planned_at, expire_at=item.expire_at, review_by=item.review_by
        )
    elif item.live != one.revision and item.state is not ItemState.SCHEDULED:
        raise Conflict("the text is not ready")


def pause(broadcast_id: uuid.UUID, by: uuid.UUID | None, reason: str = "") -> None:
    """Nobody more is taken until it goes on; who is on the wire is settled. A repeat changes nothing."""
    with transaction() as session:
        one = locked(session, broadcast_id, State.SENDING, State.PREPARING, State.PAUSED)
        if one.state is not State.PAUSED:
            one.state, one.reason = State.PAUSED, reason or None
            noted(one, "pause", by)


def resume(broadcast_id: uuid.UUID, by: uuid.UUID) -> None:
    """Go on where it stopped: after a pause, a halt, or an outage that was slept through."""
    with transaction() as session:
        one = locked(session, broadcast_id, State.PAUSED, State.HALTED, State.MISSED)
        is_begun = one.prepared_at is not None
        one.state = State.SENDING if is_begun else State.APPROVED
        if not is_begun:
            one.planned_at = clock.now()
        one.reason, one.window_calls, one.window_errors = None, 0, 0
        noted(one, "resume", by)
        notify(BELL)


def cancel(broadcast_id: uuid.UUID, by: uuid.UUID, reason: str) -> None:
    """End it: who was not sent to yet gets nothing. Before the first send that is the undo: nobody got it."""
    with transaction() as session:
        one = locked(session, broadcast_id, *(state for state in State if state not in _ENDED))
        was, one.state, one.reason = one.state, State.CANCELLED, reason
        one.ended_at = clock.now()
        session.flush()
        calling_off.some(session, broadcast_id)  # the relay ends the rest of a large one
        noted(one, "undo" if was is State.APPROVED else "cancel", by)


_ENDED = (State.CANCELLED, State.DONE)


def move(broadcast_id: uuid.UUID, by: uuid.UUID, day: dt.date) -> dt.datetime:
    """Plan it for another day at the same time of day; Refused for a time that is over, or without room."""
    with transaction() as session:
        one = locked(session, broadcast_id, State.APPROVED)
        at = clock.local(one.planned_at or clock.now()).time()
        moment = dt.datetime.combine(day, at, clock.VIETNAM).astimezone(dt.UTC)
        if moment <= clock.now():
            raise Refused("that time is over")
        one.planned_at = moment
        bounds.insist_on_room(one)
        noted(one, "move", by)
        return moment


def correct(broadcast_id: uuid.UUID, draft: Draft, by: uuid.UUID | None) -> uuid.UUID:
    """A draft that puts a sent one right, for exactly those who may have got it; what waits of it ends."""
    with transaction() as session:
        wrong = session.get(Broadcast, broadcast_id, populate_existing=True)
        if wrong is None or wrong.prepared_at is None:
            raise Conflict("nobody got it")
        if wrong.state not in _ENDED and by is not None:
            cancel(broadcast_id, by, "corrected")
        told = Draft(
            **{**vars(draft), "audience": Audience(got=str(broadcast_id)), "is_urgent": wrong.is_urgent}
        )
        return create(told, wrong.office_id, by, corrects_id=broadcast_id)

"""Who asked for a person waits in the inbox, too; this keeps both in step."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import and_, select, update

from portal.chat.models import Handover, Talk
from portal.core import clock, settings
from portal.core.db import transaction
from portal.inbox import operations as inbox
from portal.inbox.messages import TALK
from portal.inbox.models import InboxItem, ItemState
from portal.places import hours, worktime
from portal.places import queries as places

KIND = "talk"
OPEN = Handover.state != Talk.CLOSED
MOST = 500


def put(handover_id: uuid.UUID, at: dt.datetime, taken_by: uuid.UUID | None = None) -> None:
    """Somebody waits since `at`, in the caller's transaction; a word after an answer begins a new term."""
    inbox.put(KIND, handover_id, title=TALK, waiting_since=at, due_at=_due(at), assignee_id=taken_by)


def heard(handover_id: uuid.UUID, at: dt.datetime) -> None:
    """They wrote again: who was answered waits anew, who still waits keeps the first term."""
    if inbox.resume(KIND, handover_id):
        put(handover_id, at)
    else:
        inbox.touch(KIND, [handover_id])


def taken(handover_id: uuid.UUID, officer_id: uuid.UUID) -> None:
    """An officer took it on the desk of conversations."""
    inbox.taken(KIND, handover_id, officer_id)


def answered(handover_id: uuid.UUID) -> None:
    """An officer answered from the inbox: the machine is silent as after a word in Zalo's own tool."""
    with transaction() as session:
        session.execute(
            update(Handover).where(Handover.id == handover_id, OPEN).values(answered_at=clock.now())
        )


def pause(handover_id: uuid.UUID) -> None:
    """They were answered in Zalo's own tool: now we wait for them."""
    inbox.pause(KIND, handover_id)


def person(handover_id: uuid.UUID) -> uuid.UUID | None:
    """Whose conversation it is."""
    with transaction() as session:
        return session.scalar(select(Handover.citizen_id).filter_by(id=handover_id))


def close(handovers: Iterable[uuid.UUID], why: str, by: uuid.UUID | None = None) -> None:
    """Over."""
    inbox.close_many(KIND, handovers, why, by)


def _due(at: dt.datetime) -> dt.datetime:
    day = clock.local(at).date()
    week = worktime.Calendar(places.overrides(day, day + dt.timedelta(days=hours.LOOK_AHEAD)))
    return week.plus_hours(at, dt.timedelta(hours=settings.get().talk_hours))


def sync() -> int:
    """Bring in what was opened before there was an inbox, and close what ended elsewhere; how many changed.

    Erasing or merging a person changes conversations without asking anybody.
    """
    mine = and_(InboxItem.kind == KIND, InboxItem.subject_id == Handover.id)
    is_open = InboxItem.state != ItemState.CLOSED
    with transaction() as session:
        missing = session.execute(
            select(Handover.id, Handover.last_said_at, Handover.taken_by)
            .outerjoin(InboxItem, and_(mine, is_open))
            .where(OPEN, InboxItem.id.is_(None))
            .limit(MOST)
        ).all()
        for id_, at, taken_by in missing:
            put(id_, at, taken_by)
        over = session.scalars(
            select(InboxItem.subject_id)
            .outerjoin(Handover, and_(mine, OPEN))
            .where(InboxItem.kind == KIND, is_open, Handover.id.is_(None))
            .limit(MOST)
        ).all()
        close(over, "gone")
    return len(missing) + len(over)


def give(handover_id: uuid.UUID, officer_id: uuid.UUID | None) -> None:
    """The inbox gave this conversation to somebody, or (None) back to everybody."""
    state = Talk.TAKEN if officer_id else Talk.WAITING
    at = clock.now() if officer_id else None
    with transaction() as session:
        session.execute(
            update(Handover)
            .where(Handover.id == handover_id, OPEN)
            .values(state=state, taken_by=officer_id, taken_at=at)
        )

"""Who asked for a person: the wish waits, is taken, ends; meanwhile the machine keeps silent for them."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.chat import asides, inboxed
from portal.chat.messages import Reply
from portal.chat.models import Handover, Talk
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.notifications import operations as notifications
from portal.notifications.models import Lane
from portal.notifications.operations import Owed
from portal.places import hours
from portal.places import queries as places
from portal.staff import operations as staff

OPEN = Handover.state != Talk.CLOSED
_LAST_WORD = func.greatest(
    Handover.last_said_at, Handover.taken_at, Handover.answered_at
)  # NULLs are skipped


def ask(citizen_id: uuid.UUID, at: dt.datetime) -> Reply:
    """Somebody wants a person: kept once while it is open; says when a person will be there.

    The same wish told again by a replay of old events opens nothing.
    """
    with transaction() as session:
        if session.scalar(select(Handover.id).filter_by(citizen_id=citizen_id, asked_at=at)):
            return asides.person_waiting()
        row = insert(Handover).values(
            id=uuid.uuid4(),
            citizen_id=citizen_id,
            oa_id=settings.get().zalo_oa_id,
            state=Talk.WAITING,
            asked_at=at,
            last_said_at=at,
        )
        new = row.on_conflict_do_nothing(index_elements=["citizen_id"], index_where=OPEN)
        opened = session.scalar(new.returning(Handover.id))
        if opened is None:
            heard(citizen_id, at)
            return asides.person_waiting()
        inboxed.put(opened, at)
    return asides.person_asked(_usual_hours(), _opens())


def _opens() -> dt.datetime | None:
    """When offices open again; None while they are open."""
    now, today = clock.local(clock.now()), clock.today()
    overrides = places.overrides(today, today + dt.timedelta(days=hours.LOOK_AHEAD))
    state = hours.opening(now, None, overrides)
    return None if state.is_open else state.again or now


def _usual_hours() -> str:
    return "; ".join(f"{start}–{end}" for start, end in hours.USUAL_DAY)


def is_with_person(citizen_id: uuid.UUID) -> bool:
    """Does the machine keep silent for this citizen?"""
    with transaction() as session:
        return session.scalar(select(Handover.id).filter_by(citizen_id=citizen_id).where(OPEN)) is not None


def heard(citizen_id: uuid.UUID, at: dt.datetime) -> None:
    """They wrote again at `at` while a person is asked for; an older word than the last changes nothing."""
    with transaction() as session:
        spoken = session.scalars(
            update(Handover)
            .where(Handover.citizen_id == citizen_id, OPEN, Handover.last_said_at < at)
            .values(last_said_at=at, said=Handover.said + 1)
            .returning(Handover.id)
        ).all()
        for handover_id in spoken:
            inboxed.heard(handover_id, at)


def give_up(citizen_id: uuid.UUID) -> bool:
    """The citizen wants the machine back; False when nobody was asked for."""
    with transaction() as session:
        gone = session.scalars(
            update(Handover)
            .where(Handover.citizen_id == citizen_id, OPEN)
            .values(state=Talk.CLOSED, closed_at=clock.now(), closed_why="citizen")
            .returning(Handover.id)
        ).all()
        inboxed.close(gone, "citizen")
    return bool(gone)


def take(handover_id: uuid.UUID, officer_id: uuid.UUID) -> None:
    """An officer answers this one; raises Conflict when somebody else took or closed it, Missing without it.

    A repeat by the same officer changes nothing.
    """
    with transaction() as session:
        row = _locked(handover_id)
        if row.state is Talk.TAKEN and row.taken_by == officer_id:
            return
        if row.state is not Talk.WAITING:
            raise Conflict("taken or closed already")
        row.state, row.taken_by, row.taken_at = Talk.TAKEN, officer_id, clock.now()
        inboxed.taken(row.id, officer_id)
        staff.record_act("handover.take", "handover", row.id, officer_id)
        session.flush()


def close(handover_id: uuid.UUID, officer_id: uuid.UUID) -> None:
    """The conversation is over: the machine answers again, and the citizen is told so once."""
    with transaction() as session:
        row = _locked(handover_id)
        if row.state is Talk.CLOSED:
            return
        row.state, row.closed_by, row.closed_at = Talk.CLOSED, officer_id, clock.now()
        row.closed_why = "officer"
        inboxed.close([row.id], "officer", officer_id)
        staff.record_act("handover.close", "handover", row.id, officer_id)
        notifications.notify(
            [
                Owed(
                    citizen_id=row.citizen_id,
                    kind="chat_person_closed",
                    subject_kind="handover",
                    subject_id=row.id,
                    subject_version=1,
                    lane=Lane.REPLY,
                    consent=None,
                )
            ]
        )
        session.flush()


def _locked(handover_id: uuid.UUID) -> Handover:
    with transaction() as session:
        row = session.scalar(select(Handover).filter_by(id=handover_id).with_for_update())
    if row is None:
        raise Missing("no such conversation")
    return row


def answered(citizen_id: uuid.UUID, at: dt.datetime) -> None:
    """An answer was typed in Zalo's own tool at `at`, whoever took it here; an older word changes nothing."""
    with transaction() as session:
        told = session.execute(
            update(Handover)
            .where(Handover.citizen_id == citizen_id, OPEN, Handover.asked_at <= at)
            .values(answered_at=func.greatest(Handover.answered_at, at))
            .returning(Handover.id, Handover.last_said_at)
        ).all()
        for handover_id, last_said_at in told:
            if at >= last_said_at:
                inboxed.pause(handover_id)


def take_back() -> int:
    """The machine answers again where nobody has said a word for HANDOVER_HOURS; how many."""
    since = clock.now() - dt.timedelta(hours=settings.get().handover_hours)
    with transaction() as session:
        gone = session.scalars(
            update(Handover)
            .where(OPEN, _last_word() < since)
            .values(state=Talk.CLOSED, closed_at=clock.now(), closed_why="silence")
            .returning(Handover.id)
        ).all()
        inboxed.close(gone, "silence")
    return len(gone)


def _last_word() -> ColumnElement[dt.datetime]:
    """When somebody last did something in a conversation; NULLs are skipped by `greatest`."""
    return func.greatest(Handover.last_said_at, Handover.taken_at, Handover.answered_at)

"""Saying what a code means, and giving that meaning to what was told before."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.forms import read_dossier
from portal.dossiers.mapping import queries
from portal.dossiers.mapping.meanings import Meaning
from portal.dossiers.mapping.models import EVERYBODY, StatusCode, Telling
from portal.dossiers.models import Dossier, Status, StatusEvent
from portal.dossiers.operations import retelling, rows, telling
from portal.dossiers.operations.history import State, asked_for
from portal.dossiers.operations.many import among
from portal.staff import operations as staff

FRESH = dt.timedelta(days=3)  # what waited longer for its meaning is told to nobody: the page tells it
BATCH = 200

Current = tuple[StatusEvent, Meaning]


def decide(client: str, raw_status: str, status: Status, when: Telling, by: uuid.UUID | None) -> None:
    """From now on this code of this system stands for this status; a repeat changes nothing.

    What was told with it before is understood anew by `settle`. For EVERYBODY only the telling may differ: a
    national number means what it means.
    """
    row = {"status": int(status), "telling": when, "decided_at": clock.now(), "decided_by": by}
    with transaction() as session:
        made = insert(StatusCode).values(
            client=client, raw_status=raw_status, first_seen_at=clock.now(), **row
        )
        before = session.scalar(
            select(StatusCode.status).filter_by(client=client, raw_status=raw_status).with_for_update()
        )
        session.execute(made.on_conflict_do_update(index_elements=["client", "raw_status"], set_=row))
        if client != EVERYBODY and before != int(status):
            told = (StatusEvent.client == client, StatusEvent.raw_status == raw_status)
            session.execute(update(StatusEvent).where(*told).values(status=None))
        staff.record_act(
            "status.map", "status_code", f"{client}:{raw_status}", by, status=int(status), telling=when
        )


def settle(limit: int = BATCH) -> int:
    """Give events whose code has been explained their status, and tell what is still news; how many.

    A dossier that stands in such an event gets the status, too. Safe beside itself and at any time.
    """
    with transaction() as session:
        found = _waiting(session, limit)
        if not found:
            return 0
        states = _dossiers(session, {event.dossier_id for event, _ in found})
        current = [pair for pair in found if _understand(pair, states)]
        _move(session, current, states)
        telling.owe(list(_news(session, current, states)))
    return len(found)


def _waiting(session: Session, limit: int) -> list[Current]:
    pairs = session.execute(
        select(StatusEvent, StatusCode.status, StatusCode.telling)
        .join(
            StatusCode,
            and_(StatusCode.client == StatusEvent.client, StatusCode.raw_status == StatusEvent.raw_status),
        )
        .where(StatusEvent.status.is_(None), StatusCode.status.is_not(None))
        .order_by(StatusEvent.received_seq)
        .limit(limit)
        .with_for_update(of=StatusEvent, skip_locked=True)
    ).all()
    return [(row[0], Meaning(Status(row.status), row.telling or Telling.NEVER)) for row in pairs]


def _dossiers(session: Session, ids: set[uuid.UUID]) -> dict[uuid.UUID, State]:
    codes = session.scalars(select(Dossier.code).where(among(Dossier.id, ids))).all()
    return {state.id: state for state in rows.load(session, set(codes)).values()}


def _understand(pair: Current, states: dict[uuid.UUID, State]) -> bool:
    """Write the event's status; True when its dossier still stands in it."""
    event, meaning = pair
    event.status = int(meaning.status) if meaning.status else None
    event.supplement = asked_for(read_dossier(event.record), meaning.status)
    state = states[event.dossier_id]
    is_last = (event.raw_status, event.event_time) == (state.row["raw_status"], state.event_time)
    return bool(event.version) and is_last


def _move(session: Session, current: Sequence[Current], states: dict[uuid.UUID, State]) -> None:
    for event, _ in current:
        states[event.dossier_id].row["status"] = event.status
        session.execute(update(Dossier).filter_by(id=event.dossier_id).values(status=event.status))


def _news(session: Session, current: Sequence[Current], states: dict[uuid.UUID, State]) -> Iterable[State]:
    """Dossiers whose last status nobody could be told of, while it is still news."""
    newest = {event.dossier_id: event for event, _ in current}
    for event in newest.values():
        if event.received_at < clock.now() - FRESH:
            continue
        before = session.scalars(
            select(StatusEvent.raw_status).where(
                StatusEvent.dossier_id == event.dossier_id,
                StatusEvent.version.between(1, event.version - 1),
            )
        )
        if queries.meanings(event.client).is_told(event.raw_status, frozenset(before)):
            states[event.dossier_id].changes.append(retelling.change_of(event))
            yield states[event.dossier_id]

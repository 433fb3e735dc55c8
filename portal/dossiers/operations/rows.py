"""Reads and writes a batch of dossiers in a handful of statements, however many there are."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import LargeBinary, Table, func, select, text, type_coerce
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.crypto import Unopened
from portal.dossiers import codes
from portal.dossiers.models import Dossier, DossierContact, Standing, StatusEvent
from portal.dossiers.operations.history import State, asked_for
from portal.dossiers.operations.many import among, put
from portal.dossiers.queries import catalogue
from portal.places import queries as places

DOSSIER = cast(Table, Dossier.__table__)
EVENT = cast(Table, StatusEvent.__table__)
CONTACT = cast(Table, DossierContact.__table__)

KEPT = (
    *("procedure_code", "procedure_version_id", "procedure_name", "field_name", "office_id", "unit_name"),
    *("applicant", "summary", "status", "raw_status", "submitted_at", "received_at", "due_at", "due_on"),
    *("finished_at", "returned_at", "rejected_at", "channel", "return_by_post", "note", "extra"),
)
_SEALED = ("applicant", "summary", "note")  # carried unopened: half a batch's reading was opening them
_READ = tuple(
    type_coerce(c, LargeBinary).label(c.name) if c.name in _SEALED else c
    for c in (DOSSIER.c[name] for name in ("id", "code", "version", "event_time", "received_seq", *KEPT))
)
_MOVED = (*KEPT, "version", "event_time", "received_seq", "updated_at")


class Raced(Exception):
    """Somebody made one of our new dossiers at the same moment; read again."""


def load(session: Session, wanted: Collection[str]) -> dict[str, State]:
    """Code -> the dossier as it stands, locked until the end; those we do not know start empty."""
    found = session.execute(
        select(*_READ)
        .where(among(DOSSIER.c.code, wanted))
        .order_by(DOSSIER.c.code)
        .with_for_update(key_share=True)
    ).mappings()
    states = {}
    for row in found:
        state = State(row["id"], row["code"], False, row["version"], row["event_time"], row["received_seq"])
        state.row = {name: row[name] for name in KEPT}
        state.row |= {name: Unopened(row[name]) for name in _SEALED if row[name] is not None}
        states[state.code] = state
    if states:
        _load_events(session, {state.id: state for state in states.values()})
        _load_contacts(session, {state.id: state for state in states.values()})
    for code in sorted(set(wanted) - states.keys()):
        states[code] = State(uuid.uuid4(), code, True)
    return states


def _load_events(session: Session, states: dict[uuid.UUID, State]) -> None:
    c = EVENT.c
    told = select(c.dossier_id, c.event_key, c.raw_status, c.event_time).where(among(c.dossier_id, states))
    for row in session.execute(told):
        state = states[row.dossier_id]
        state.keys.add(row.event_key)
        state.moments.add((row.raw_status, row.event_time))
        state.statuses.add(row.raw_status)


def _load_contacts(session: Session, states: dict[uuid.UUID, State]) -> None:
    c = CONTACT.c
    for row in session.execute(
        select(c.dossier_id, c.standing, c.fingerprint).where(among(c.dossier_id, states))
    ):
        states[row.dossier_id].contacts.setdefault(row.standing, {})[row.fingerprint] = ""


def numbers(session: Session, how_many: int) -> list[int]:
    """Places in the order of arrival."""
    sequence = func.nextval(func.pg_get_serial_sequence("status_event", "received_seq"))
    return list(session.scalars(select(sequence).select_from(func.generate_series(1, how_many))))


def fill(states: Iterable[State]) -> None:
    """Add what the catalogue and the list of offices know."""
    moved = [state for state in states if state.is_changed]
    known = catalogue.procedures({s.row["procedure_code"] for s in moved if s.row["procedure_code"]})
    offices: dict[str, uuid.UUID | None] = {}
    for state in moved:
        row = state.row
        procedure = known.get(catalogue.national(row["procedure_code"] or ""))
        if procedure:
            row["procedure_name"] = row["procedure_name"] or procedure.name
            row["field_name"] = row["field_name"] or procedure.field
            day = clock.local(row["received_at"] or row["submitted_at"] or state.event_time).date()
            row["procedure_version_id"] = procedure.version_on(day)
        row.setdefault("procedure_version_id", None)
        row["office_id"] = _office(offices, row["unit_name"], codes.agency(state.code))


def _office(seen: dict[str, uuid.UUID | None], *names: str | None) -> uuid.UUID | None:
    """The office by the unit's name, else by the agency at the head of the code; each asked for once."""
    for name in names:
        if not name:
            continue
        if name not in seen:
            office = places.office_for(name)
            seen[name] = office.id if office else None
        if seen[name]:
            return seen[name]
    return None


def write(session: Session, states: Sequence[State], client: str, webhook_id: str) -> None:
    """Write dossiers, their contacts and the history."""
    now = clock.now()
    _write_dossiers(session, [s for s in states if s.is_changed], client, now)
    _write_contacts(session, [s for s in states if s.changed_contacts])
    events = [event for s in states for event in _events(s, client, webhook_id, now)]
    if events:
        session.execute(put(EVENT, events))


def _write_dossiers(session: Session, states: Sequence[State], client: str, now: Any) -> None:
    rows = [
        {
            "id": s.id,
            "code": s.code,
            "client": client,
            "version": s.version,
            "event_time": s.event_time,
            "received_seq": s.received_seq,
            "created_at": now,
            "updated_at": now,
            **s.row,
        }
        for s in sorted(states, key=lambda s: s.code)
    ]
    new = {s.code for s in states if s.is_new}
    made = [row for row in rows if row["code"] in new]
    if made:
        fresh = put(DOSSIER, made).on_conflict_do_nothing(index_elements=["code"]).returning(DOSSIER.c.id)
        if len(session.scalars(fresh).all()) != len(made):
            raise Raced
    moved = [row for row in rows if row["code"] not in new]
    if moved:
        told = put(DOSSIER, moved)
        newer = {name: told.excluded[name] for name in _MOVED}
        session.execute(told.on_conflict_do_update(index_elements=["code"], set_=newer))


def _write_contacts(session: Session, states: Sequence[State]) -> None:
    for standing in Standing:
        gone = [s.id for s in states if not s.is_new and standing in s.changed_contacts]
        if gone:
            which = (among(CONTACT.c.dossier_id, gone), CONTACT.c.standing == standing)
            session.execute(CONTACT.delete().where(*which))
    rows = [
        {
            "dossier_id": s.id,
            "standing": standing,
            "fingerprint": mark,
            "number": number,
        }
        for s in states
        for standing in sorted(s.changed_contacts)
        for mark, number in s.contacts[standing].items()
    ]
    if rows:
        session.execute(put(CONTACT, rows).on_conflict_do_nothing())


def _events(state: State, client: str, webhook_id: str, now: Any) -> Iterable[dict[str, Any]]:
    for change in state.changes:
        record = change.told.record
        yield {
            "received_seq": change.seq,
            "dossier_id": state.id,
            "event_key": change.told.event_key,
            "status": int(change.told.status) if change.told.status else None,
            "raw_status": record.raw_status,
            "event_time": change.event_time,
            "version": change.version,
            "office_id": state.row.get("office_id") if change.version else None,
            "unit_name": record.unit_name,
            "supplement": asked_for(record, change.told.status),
            "record": record.kept,
            "record_hash": change.told.original,
            "client": client,
            "webhook_id": webhook_id,
            "received_at": now,
        }


def mark_push(session: Session, client: str) -> None:
    """Remember when a client last pushed."""
    session.execute(
        text("UPDATE api_client SET last_push_at = :now WHERE name = :name"),
        {"now": clock.now(), "name": client},
    )

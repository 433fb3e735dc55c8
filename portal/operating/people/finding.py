"""Everything that hangs on one phone number, table by table, found by the tables' own references.

A table that points to a person, or holds a number's fingerprint, is found by itself: a new one cannot be
forgotten here. Secrets of ours (tokens, digests, keys) are no data of the person and are left out.
"""

import datetime as dt
import io
import json
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, or_, select

from portal.citizens.models import Citizen, Phone, Proof, ZaloIdentity
from portal.core import clock, crypto, images
from portal.core.db import Base, db
from portal.dossiers.models import Dossier, DossierContact
from portal.feedback.models import Feedback, FeedbackPhoto
from portal.notifications.models import Intent, MessageTemplate
from portal.notifications.told import words_of

PRINTS = ("fingerprint", "phone_fingerprint")
_OURS = re.compile(r"hash|token|verifier|fingerprint|digest|evidence|_key$|lease|secret")
# What dossiers say is told in a section of its own, without other people's names.
_APART = frozenset({"dossier_contact", "intent", "data_request", "staff_zalo", "staff_zalo_code"})


@dataclass(frozen=True)
class Person:
    """Somebody here who has the number: proven or only claimed."""

    id: uuid.UUID
    proof: Proof
    since: dt.datetime


def people(fingerprint: str) -> list[Person]:
    """Who has this number, the proven ones first; who was erased is nobody any more."""
    rows = db.session.execute(
        select(Phone.citizen_id, Phone.proof, Phone.at)
        .join(Citizen, Citizen.id == Phone.citizen_id)
        .where(Phone.fingerprint == fingerprint, Citizen.erased_at.is_(None))
        .order_by(Phone.proof.desc(), Phone.at)
    )
    return [Person(*row) for row in rows]


def everything(fingerprint: str, ids: Sequence[uuid.UUID]) -> dict[str, list[dict[str, Any]]]:
    """Table -> rows about these people or this number, as plain values; empty ones are left out."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in _APART:
            continue
        if (asked := _asked(table, fingerprint, ids)) is not None:
            rows = db.session.execute(asked).mappings().all()
            found[table.name] = [_plain(table, row) for row in rows]
    found["zalo_events"] = _events(ids)
    found["messages"] = _messages(ids)
    found["dossiers"] = _dossiers(fingerprint)
    return {name: rows for name, rows in found.items() if rows}


def packed(fingerprint: str, ids: Sequence[uuid.UUID]) -> bytes:
    """A ZIP for the person: data.json, and the photos they sent with feedback."""
    said = json.dumps(everything(fingerprint, ids), ensure_ascii=False, indent=1)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", said)
        for name in photos(fingerprint, ids):
            if (path := images.path(name)).is_file():
                pack.writestr(f"photos/{path.name}", path.read_bytes())
    return made.getvalue()


def photos(fingerprint: str, ids: Sequence[uuid.UUID]) -> list[str]:
    """Names of the photos that came with their feedback."""
    asked = (
        select(FeedbackPhoto.name)
        .join(Feedback, Feedback.id == FeedbackPhoto.feedback_id)
        .where(or_(Feedback.citizen_id.in_(ids), Feedback.phone_fingerprint == fingerprint))
        .where(FeedbackPhoto.is_proof.is_(False))
    )
    return list(db.session.scalars(asked.order_by(FeedbackPhoto.id)))


def _asked(table: Table, fingerprint: str, ids: Sequence[uuid.UUID]) -> Select[Any] | None:
    wheres = [table.c[name] == fingerprint for name in PRINTS if name in table.c]
    wheres += [column.in_(ids) for column in _pointing(table)]
    if table.name == Citizen.__tablename__:
        wheres = [table.c.id.in_(ids)]
    return select(table).where(or_(*wheres)) if wheres else None


def _pointing(table: Table) -> list[Column[Any]]:
    target = Citizen.__tablename__
    return [c for c in table.c if any(key.column.table.name == target for key in c.foreign_keys)]


def _plain(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        name: _value(row[name])
        for name in table.c.keys()  # noqa: SIM118 - columns, not a dict
        if not _OURS.search(name) and row[name] is not None
    }


def _value(told: Any) -> Any:
    if isinstance(told, dt.datetime):
        return clock.local(told).isoformat()
    if isinstance(told, bytes):
        return told.decode("utf-8", "replace")
    return told if isinstance(told, bool | int | float | str | list | dict) else str(told)


def _events(ids: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """What they wrote to the Official Account, as Zalo told it."""
    events = Base.metadata.tables["inbox_event"]
    mine = select(ZaloIdentity.user_id).where(ZaloIdentity.citizen_id.in_(ids))
    rows = db.session.execute(select(events).where(events.c.user_id.in_(mine)).order_by(events.c.event_at))
    return [_plain(events, row) for row in rows.mappings()]


def _messages(ids: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """What we wrote to them, in the words that went out."""
    rows = db.session.execute(
        select(Intent, MessageTemplate.body)
        .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
        .where(Intent.citizen_id.in_(ids))
        .order_by(Intent.created_at)
    )
    return [
        {
            "at": _value(one.created_at),
            "kind": one.kind,
            "state": one.state.value,
            "text": words_of(body, one.params or {}),
        }
        for one, body in rows
    ]


def _dossiers(fingerprint: str) -> list[dict[str, Any]]:
    """Dossiers that name the number: what their receipts say, without anybody's name."""
    rows = db.session.execute(
        select(
            Dossier.code, Dossier.procedure_name, Dossier.status, Dossier.received_at, DossierContact.standing
        )
        .join(DossierContact, DossierContact.dossier_id == Dossier.id)
        .where(DossierContact.fingerprint == fingerprint)
        .order_by(Dossier.code)
    )
    return [{name: _value(v) for name, v in row._mapping.items() if v is not None} for row in rows]


def fingerprint_of(number: str) -> str:
    """As every table keeps it."""
    return crypto.fingerprint(number)

"""Replies an office says often, with placeholders that are filled when an officer takes one up (OD3)."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Denied, Missing, Refused
from portal.inbox.messages import HOLES
from portal.inbox.models import CannedReply
from portal.places.models import Office
from portal.staff import operations as staff

Offices = frozenset[uuid.UUID] | None
_HOLE = re.compile(r"\{([^{}\n]{1,40})\}")


@dataclass(frozen=True)
class Canned:
    """One of them."""

    id: uuid.UUID
    title: str
    body: str
    office_id: uuid.UUID | None
    office: str | None
    used: int


def offered(offices: Offices, office_id: uuid.UUID | None = None) -> list[Canned]:
    """Those of somebody's offices and of the whole province; with `office_id` only of that one."""
    where: list[ColumnElement[bool]] = [CannedReply.ended_at.is_(None)]
    within = offices if office_id is None else frozenset({office_id})
    if within is not None:
        where.append(or_(CannedReply.office_id.is_(None), CannedReply.office_id.in_(within)))
    rows = db.session.execute(
        select(
            CannedReply.id,
            CannedReply.title,
            CannedReply.body,
            CannedReply.office_id,
            Office.name,
            CannedReply.used,
        )
        .outerjoin(Office, Office.id == CannedReply.office_id)
        .where(*where)
        .order_by(CannedReply.used.desc(), CannedReply.title)
    )
    return [Canned(*row) for row in rows]


def strange(body: str) -> list[str]:
    """Placeholders that nobody knows."""
    return sorted(set(_HOLE.findall(body)) - HOLES.keys())


def filled(body: str, known: Mapping[str, str | None]) -> str:
    """The words with every placeholder that is known; the others stay in braces for the officer to fill.

    What stands in a value is never read as a placeholder.
    """
    return _HOLE.sub(lambda hole: known.get(hole[1]) or hole[0], body)


def save(by: uuid.UUID, offices: Offices, title: str, body: str, office_id: uuid.UUID | None) -> uuid.UUID:
    """Write one, or write over the one of that name at that office. Denied outside one's offices; the whole
    province's belong to who may act everywhere. Refused with a placeholder nobody knows.
    """
    if offices is not None and office_id not in offices:
        raise Denied("not their office")
    if unknown := strange(body):
        raise Refused("{" + unknown[0] + "}")
    with transaction() as session:
        same = select(CannedReply).filter_by(office_id=office_id, title=title).with_for_update()
        row = session.scalar(same) or CannedReply(id=uuid.uuid4(), office_id=office_id, title=title, used=0)
        row.body, row.changed_at, row.changed_by, row.ended_at = body, clock.now(), by, None
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            raise Conflict("somebody wrote one of this name just now") from None
        staff.record_act("inbox.words", "canned_reply", row.id, by)
        return row.id


def end(canned_id: uuid.UUID, by: uuid.UUID, offices: Offices) -> None:
    """Nobody is offered it any more; a repeat changes nothing."""
    with transaction() as session:
        row = session.get(CannedReply, canned_id, with_for_update=True)
        if row is None or (offices is not None and row.office_id not in offices):
            raise Missing("no such reply here")
        if row.ended_at is None:
            row.ended_at = clock.now()
            staff.record_act("inbox.words", "canned_reply", row.id, by, ended=True)
        session.flush()


def take(canned_id: uuid.UUID, offices: Offices, known: Mapping[str, str | None]) -> str:
    """The words of one, filled, and counted as used."""
    found = next((one for one in offered(offices) if one.id == canned_id), None)
    if found is None:
        raise Missing("no such reply here")
    with transaction() as session:
        session.execute(
            update(CannedReply).where(CannedReply.id == canned_id).values(used=CannedReply.used + 1)
        )
    return filled(found.body, known)

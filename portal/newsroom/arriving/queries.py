"""What imports there are, and what one of them would bring, has brought, or leaves behind."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from portal.core.db import db
from portal.newsroom.arriving.models import Arrival, Fate, Import, Reference, Sort
from portal.places.models import Office
from portal.staff.models import StaffUser

PER_PAGE, MOST_BROKEN, MOST_IMPORTS = 50, 300, 30


@dataclass(frozen=True)
class Line:
    """One import in the list."""

    row: Import
    office: str | None
    by: str
    entries: int


@dataclass(frozen=True)
class Broken:
    """Something that articles refer to and that is not there."""

    sort: Sort
    address: str
    why: str


def recent(offices: frozenset[uuid.UUID] | None) -> list[Line]:
    """The last imports of these offices; None is the whole province."""
    entries = select(func.count(Arrival.id)).where(Arrival.import_id == Import.id).scalar_subquery()
    rows = (
        select(Import, Office.name, StaffUser.name, entries)
        .outerjoin(Office, Office.id == Import.office_id)
        .join(StaffUser, StaffUser.id == Import.made_by)
        .order_by(Import.made_at.desc(), Import.id)
        .limit(MOST_IMPORTS)
    )
    if offices is not None:
        rows = rows.where(Import.office_id.in_(offices))
    return [Line(row, office, by, count) for row, office, by, count in db.session.execute(rows)]


def one(import_id: uuid.UUID) -> Import | None:
    """An import, whoever it belongs to."""
    return db.session.get(Import, import_id, populate_existing=True)


def fates(import_id: uuid.UUID) -> dict[Fate, int]:
    """How many entries there are of each fate; those without any stand with 0."""
    rows = (
        select(Arrival.fate, func.count(Arrival.id))
        .where(Arrival.import_id == import_id)
        .group_by(Arrival.fate)
    )
    told = {fate: count for fate, count in db.session.execute(rows)}
    return {fate: told.get(fate, 0) for fate in Fate}


def arrivals(import_id: uuid.UUID, fate: Fate | None, page: int) -> tuple[Sequence[Arrival], int]:
    """A page of an import's entries in the order of the file, and the number of the last page."""
    which: list[ColumnElement[bool]] = [Arrival.import_id == import_id]
    if fate is not None:
        which.append(Arrival.fate == fate)
    total = db.session.scalar(select(func.count(Arrival.id)).where(*which)) or 0
    rows = select(Arrival).where(*which).order_by(Arrival.number)
    found = db.session.scalars(rows.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return found, max(1, -(-total // PER_PAGE))


def broken(import_id: uuid.UUID) -> tuple[list[Broken], int]:
    """What would break, pictures first, and how many there are in all."""
    bad: list[Any] = [Reference.import_id == import_id, Reference.why != ""]
    total = db.session.scalar(select(func.count(Reference.id)).where(*bad)) or 0
    rows = select(Reference.sort, Reference.address, Reference.why).where(*bad)
    listed = db.session.execute(rows.order_by(Reference.sort, Reference.id).limit(MOST_BROKEN))
    return [Broken(*row) for row in listed], total


def referred(import_id: uuid.UUID) -> dict[Sort, int]:
    """How many different pictures, papers and links there are."""
    rows = (
        select(Reference.sort, func.count(Reference.id))
        .where(Reference.import_id == import_id)
        .group_by(Reference.sort)
    )
    told = {sort: count for sort, count in db.session.execute(rows)}
    return {sort: told.get(sort, 0) for sort in Sort}

"""Which office stands above which: what is late with one climbs to the other."""

import uuid
from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.core.db import db, transaction
from portal.core.errors import Conflict, Missing
from portal.places.models import Office

MOST_LEVELS = 10


def above(office_id: uuid.UUID | None) -> uuid.UUID | None:
    """The office that stands above, if one was named."""
    return db.session.scalar(select(Office.superior_id).filter_by(id=office_id)) if office_id else None


def below(offices: Collection[uuid.UUID]) -> Select[uuid.UUID]:
    """The offices that these stand above, as part of a query."""
    return select(Office.id).where(Office.superior_id.in_(offices))


def climbs_to(office_id: uuid.UUID | None, not_to: uuid.UUID | None = None) -> uuid.UUID | None:
    """The office above, unless it is the one that must not judge itself."""
    found = above(office_id)
    return found if found != not_to else None


def every() -> list[tuple[uuid.UUID, str, str]]:
    """Every office that has one above, with both names, in the order of the page of support."""
    higher = aliased(Office)
    rows = db.session.execute(
        select(Office.id, Office.name, higher.name)
        .join(higher, Office.superior_id == higher.id)
        .order_by(Office.place, Office.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def put(office_id: uuid.UUID, superior_id: uuid.UUID | None) -> None:
    """From now on this office stands above; None: none does. Raises Missing, or Conflict for a circle."""
    with transaction() as session:
        row = session.get(Office, office_id, with_for_update=True)
        if row is None:
            raise Missing("office")
        if superior_id is not None:
            _insist_on_no_circle(office_id, superior_id)
        row.superior_id = superior_id
        session.flush()


def _insist_on_no_circle(office_id: uuid.UUID, superior_id: uuid.UUID) -> None:
    at: uuid.UUID | None = superior_id
    for _ in range(MOST_LEVELS):
        if at is None:
            return
        if at == office_id:
            raise Conflict("an office would stand above itself")
        at = above(at)
    raise Conflict("too many levels")

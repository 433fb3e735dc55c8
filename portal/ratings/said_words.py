"""What stands around the desk's table: comments in their own words, and the names of what was chosen."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.places.models import Office
from portal.procedures.models import Procedure
from portal.ratings.lines import Scope
from portal.ratings.models import Rating
from portal.ratings.results import within

MOST = 50


@dataclass(frozen=True)
class Heard:
    """One comment, without a word about who said it."""

    label: str
    score: int
    comment: str
    criteria: dict[str, int]
    office: str | None
    at: dt.datetime


def comments(scope: Scope) -> list[Heard]:
    """The newest comments of a scope, the lowest scores first among those of a day."""
    rows = db.session.execute(
        select(Rating, Office.name)
        .join(Office, Office.id == Rating.office_id, isouter=True)
        .where(Rating.about == scope.about, Rating.comment.is_not(None))
        .where(*within(scope, Rating, Rating.rated_at))
        .order_by(Rating.rated_at.desc())
        .limit(MOST)
    )
    return [
        Heard(one.label, one.score, one.comment or "", one.criteria, office, one.rated_at)
        for one, office in rows
    ]


def chosen(scope: Scope) -> list[str]:
    """The office and the procedure a scope is narrowed to, by name."""
    names = []
    if scope.office_id:
        names.append(db.session.scalar(select(Office.name).filter_by(id=scope.office_id)))
    if scope.procedure_code:
        found = db.session.scalar(select(Procedure.name).filter_by(code=scope.procedure_code))
        names.append(found or scope.procedure_code)
    return [name for name in names if name]


def offices(within_: Collection[uuid.UUID] | None) -> list[tuple[uuid.UUID, str]]:
    """Public offices with a counter, of these (None is all), by name."""
    query = select(Office.id, Office.name).where(Office.is_public)
    if within_ is not None:
        query = query.where(Office.id.in_(within_))
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Office.place, Office.name))]

"""What forms of cases offer to choose from: offices, communes, and the rules there are."""

import datetime as dt
import uuid

from sqlalchemy import or_, select

from portal.core.db import db
from portal.feedback.models import FeedbackRule
from portal.places.models import Office, Unit, UnitLevel


def offices() -> list[tuple[uuid.UUID, str]]:
    """Every office, in the order of the page of support."""
    rows = db.session.execute(select(Office.id, Office.name).order_by(Office.place, Office.name))
    return [(row[0], row[1]) for row in rows]


def communes(province: str, today: dt.date) -> list[tuple[int, str]]:
    """The communes of today, by name."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.level == UnitLevel.COMMUNE, Unit.parent_name == province)
        .where(Unit.valid_from <= today, or_(Unit.valid_to.is_(None), Unit.valid_to >= today))
        .order_by(Unit.folded)
    )
    return [(row[0], row[1]) for row in rows]


def rules() -> list[tuple[FeedbackRule, str | None, str]]:
    """Every rule with its commune and its office."""
    rows = db.session.execute(
        select(FeedbackRule, Unit.name, Office.name)
        .join(Unit, Unit.id == FeedbackRule.unit_id, isouter=True)
        .join(Office, Office.id == FeedbackRule.office_id)
        .order_by(Unit.folded.nulls_last(), FeedbackRule.kind)
    )
    return [(row[0], row[1], row[2]) for row in rows]

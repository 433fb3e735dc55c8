"""Hotlines and guides."""

import uuid

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import Missing
from portal.support.models import Guide, Hotline


def hotlines() -> list[Hotline]:
    """Every number, emergencies first."""
    order = (Hotline.is_emergency.desc(), Hotline.place, Hotline.topic)
    return list(db.session.scalars(select(Hotline).order_by(*order)))


def hotline(line_id: uuid.UUID) -> Hotline:
    """One number; raises Missing."""
    found = db.session.get(Hotline, line_id)
    if found is None:
        raise Missing("hotline")
    return found


def guides() -> list[Guide]:
    """Every how-to, in order."""
    return list(db.session.scalars(select(Guide).order_by(Guide.place, Guide.title)))

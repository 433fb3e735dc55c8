"""Hotlines, guides, and the days that work other than the calendar says."""

import datetime as dt

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.places import hours
from portal.places import queries as places
from portal.support.models import Guide, Hotline


def hotlines() -> list[Hotline]:
    """Every number, emergencies first."""
    order = (Hotline.is_emergency.desc(), Hotline.place, Hotline.topic)
    return list(db.session.scalars(select(Hotline).order_by(*order)))


def guides() -> list[Guide]:
    """Every how-to, in order."""
    return list(db.session.scalars(select(Guide).order_by(Guide.place, Guide.title)))


def overrides_ahead() -> dict[dt.date, bool]:
    """Decided days from today on, as far as opening hours look ahead."""
    today = clock.today()
    return places.overrides(today, today + dt.timedelta(days=hours.LOOK_AHEAD))

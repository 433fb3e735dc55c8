"""One announcement for its page, in one cheap read."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from portal.core import clock
from portal.core.db import read_alone
from portal.news.models import Announcement
from portal.places.models import Office

OFFICE = "office_name"


def with_office(slug: str) -> Row[Any] | None:
    """The columns of what `queries.by_slug` finds, then the name of the office that says it; in one read."""
    return read_alone(_ONE, slug=slug, now=clock.now())


_ONE = (
    select(*Announcement.__table__.c, Office.name.label(OFFICE))
    .outerjoin_from(Announcement, Office, Office.id == Announcement.office_id)
    .where(Announcement.slug == bindparam("slug"), Announcement.published_at <= bindparam("now"))
)


def whole(row: Row[Any]) -> Announcement:
    """The announcement of `with_office`, by itself: no session knows it."""
    told = dict(row._mapping)
    del told[OFFICE]
    return Announcement(**told)

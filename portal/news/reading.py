"""One announcement for its page: whether it says what it said before, in one cheap read."""

from typing import Any

from sqlalchemy import Row, Text, bindparam, cast, literal_column, select

from portal.core import clock
from portal.core.db import db
from portal.core.reads import read_alone
from portal.news.models import Announcement
from portal.places.models import Office

# PostgreSQL's own name of a row as it stands: any write to it is another one.
_EDITION = cast(literal_column("announcement.xmin"), Text) + cast(literal_column("announcement.ctid"), Text)


def stands(slug: str) -> Any:
    """What decides about the page of one announcement, without its text; equal ones say the same."""
    return read_alone(_STANDS, slug=slug, now=clock.now())


_STANDS = (
    select(
        Announcement.id,
        _EDITION.label("edition"),
        Announcement.withdrawn_at,
        Announcement.expires_at,
        Announcement.corrected_at,
        Office.name.label("office"),
    )
    .outerjoin_from(Announcement, Office, Office.id == Announcement.office_id)
    .where(Announcement.slug == bindparam("slug"), Announcement.published_at <= bindparam("now"))
)


def whole(row: Row[Any]) -> Announcement:
    """All that this announcement says."""
    return db.session.get_one(Announcement, row.id)

"""Tables that may tell their new rows, and the rules they have."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.broadcast.feeds.models import Feed
from portal.core.db import db
from portal.staff.models import StaffUser
from portal.tables import queries as tables
from portal.tables.columns import Role
from portal.tables.queries import Shown


@dataclass(frozen=True)
class Line:
    """One table, its rule, and who made and approved it."""

    shown: Shown
    feed: Feed | None
    made_by: str | None
    approved_by: str | None


def lines() -> list[Line]:
    """Every live table with a column of communes."""
    feeds = {feed.table_id: feed for feed in db.session.scalars(select(Feed))}
    people = {id_ for feed in feeds.values() for id_ in (feed.made_by, feed.approved_by) if id_}
    named = dict(
        db.session.execute(select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(people))).all()
    )
    found = []
    for shown in tables.live():
        if shown.of_role(Role.PLACE) and not shown.is_exact:
            feed = feeds.get(shown.table.id)
            made = named.get(feed.made_by) if feed else None
            agreed = named.get(feed.approved_by) if feed and feed.approved_by else None
            found.append(Line(shown, feed, made, agreed))
    return found

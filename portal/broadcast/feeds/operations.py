"""A table's rule is made, agreed to by somebody else, and stopped."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.broadcast.choosing.topics import TOPICS
from portal.broadcast.feeds import gathering
from portal.broadcast.feeds.models import Feed, FeedState, ToldRow
from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Denied, Missing, Refused
from portal.staff import operations as staff
from portal.tables import queries as tables
from portal.tables.columns import Role
from portal.tables.queries import Shown


def make(table_id: uuid.UUID, topic: str, hour: int, by: uuid.UUID) -> uuid.UUID:
    """Propose (or change) a table's rule; it counts once somebody else agrees, also after a change.

    Raises Refused for a table without a column of communes, or one that a key alone opens.
    """
    shown = _live(table_id)
    if not shown.of_role(Role.PLACE) or shown.is_exact or not TOPICS[topic].is_local:
        raise Refused("not by commune")
    with transaction() as session:
        feed = session.scalar(select(Feed).filter_by(table_id=table_id).with_for_update())
        if feed is None:
            feed = Feed(table_id=table_id)
            session.add(feed)
        feed.topic, feed.hour, feed.state = topic, hour, FeedState.WAITING
        feed.made_by, feed.made_at, feed.approved_by, feed.approved_at = by, clock.now(), None, None
        session.flush()
        staff.record_act("feed.make", "table_feed", feed.id, by, topic=topic, hour=hour)
        return feed.id


def approve(feed_id: uuid.UUID, by: uuid.UUID) -> None:
    """From now on new rows are told; what stands in the table now is not new. Denied for whoever made it."""
    with transaction() as session:
        feed = _locked(session, feed_id)
        if feed.state is not FeedState.WAITING:
            raise Conflict("nothing to agree to")
        if feed.made_by == by:
            raise Denied("nobody approves their own rule")
        shown, now = _live(feed.table_id), clock.now()
        note(session, feed, gathering.fresh(feed, shown, clock.today()).rows)
        feed.state, feed.approved_by, feed.approved_at = FeedState.ON, by, now
        feed.seen, feed.problem = shown.edition.id, None
        staff.record_act("feed.approve", "table_feed", feed.id, by)


def stop(feed_id: uuid.UUID, by: uuid.UUID) -> None:
    """Nothing is told of this table any more. A repeat changes nothing."""
    with transaction() as session:
        feed = _locked(session, feed_id)
        if feed.state is not FeedState.OFF:
            feed.state = FeedState.OFF
            staff.record_act("feed.stop", "table_feed", feed.id, by)


def note(session: Session, feed: Feed, rows: Iterable[gathering.Row]) -> None:
    """These rows are never told again."""
    now = clock.now()
    values = [{"feed_id": feed.id, "digest": row.digest, "at": now} for row in rows]
    for first in range(0, len(values), 1000):
        session.execute(insert(ToldRow).values(values[first : first + 1000]).on_conflict_do_nothing())


def _locked(session: Session, feed_id: uuid.UUID) -> Feed:
    feed = session.scalar(select(Feed).filter_by(id=feed_id).with_for_update())
    if feed is None:
        raise Missing("no such rule")
    return feed


def _live(table_id: uuid.UUID) -> Shown:
    found = next((shown for shown in tables.live() if shown.table.id == table_id), None)
    if found is None:
        raise Missing("no live table")
    return found

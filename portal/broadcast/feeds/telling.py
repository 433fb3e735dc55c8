"""What the clock does for table rules: new rows become broadcasts, one a person and day, each row once.

Run by the relay. A rule's rows, its broadcasts and its mark are one commit, so that a killed relay told all
of it or nothing.
"""

import logging
import uuid

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.broadcast import drafting
from portal.broadcast.choosing.topics import TOPICS
from portal.broadcast.feeds import gathering
from portal.broadcast.feeds.models import Feed, FeedState
from portal.broadcast.feeds.operations import note
from portal.broadcast.messages import UNPLACED
from portal.broadcast.models import State
from portal.broadcast.shape import Audience
from portal.core import clock
from portal.core.db import notify, release, transaction
from portal.core.errors import Problem
from portal.places import queries as places
from portal.tables import queries as tables
from portal.tables.queries import Shown

LAST_HOUR = 21  # what comes later in the evening is told tomorrow
MOST_NAMED = 3  # communes in a title
log = logging.getLogger(__name__)


def run() -> int:
    """Tell what is due now; how many broadcasts were made. One rule that fails holds no other back."""
    today, made = clock.today(), 0
    if not clock.local(clock.now()).hour < LAST_HOUR:
        return 0
    due = (Feed.state == FeedState.ON, or_(Feed.told_on.is_(None), Feed.told_on < today))
    with transaction() as session:
        ids = session.scalars(select(Feed.id).where(*due)).all()
    for feed_id in ids:
        try:
            with transaction() as session:
                locked = select(Feed).where(Feed.id == feed_id, *due).with_for_update(skip_locked=True)
                feed = session.scalar(locked.execution_options(populate_existing=True))
                made += _tell(session, feed) if feed is not None else 0
        except (Problem, SQLAlchemyError):
            log.exception("new rows not told feed=%s", feed_id)
    release()
    return made


def _tell(session: Session, feed: Feed) -> int:
    shown = next((one for one in tables.live() if one.table.id == feed.table_id), None)
    is_early = clock.local(clock.now()).hour < feed.hour
    if shown is None or is_early or feed.seen == shown.edition.id:
        return 0
    found = gathering.fresh(feed, shown, clock.today())
    communes = frozenset(code for row in found.rows for code in row.communes)
    made = 0
    for codes in gathering.groups(feed.topic, communes) if communes else ():
        _owe(feed, shown, found, codes, tuple(sorted(communes - set(codes))))
        made += 1
    note(session, feed, found.rows)
    feed.seen, feed.problem = shown.edition.id, UNPLACED if found.unplaced else None
    if made:
        feed.told_on = clock.today()
        notify("broadcasts")
    return made


def _owe(
    feed: Feed, shown: Shown, found: gathering.Fresh, codes: tuple[str, ...], others: tuple[str, ...]
) -> uuid.UUID:
    """One broadcast for whoever named exactly these of the communes; agreed to as the rule was."""
    text, beyond = gathering.merged(found.rows, codes)
    if beyond:
        text += f"\n\nCòn {beyond} dòng khác, xin xem trên trang."
    named = {unit.code: unit.name for unit in places.communes()}
    where = ", ".join(named.get(code, code) for code in codes[:MOST_NAMED])
    more = f" và {len(codes) - MOST_NAMED} nơi khác" if len(codes) > MOST_NAMED else ""
    audience = Audience(topics=(feed.topic,), communes=codes, every=True, without=others)
    draft = drafting.Draft(
        title=f"{TOPICS[feed.topic].title}: {where}{more}",
        body=text,
        audience=audience,
        way="message",
        link=f"/tra-cuu/{shown.table.slug}/",
    )
    agreed = {"by": str(feed.approved_by), "at": (feed.approved_at or clock.now()).isoformat()}
    return drafting.create(
        draft,
        None,
        feed.made_by,
        feed_id=feed.id,
        state=State.APPROVED,
        planned_at=clock.now(),
        approvals=[agreed],
    )

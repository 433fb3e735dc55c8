"""What the clock does in the newsroom: planned texts go up, ended ones end, forgotten ones are called up.

Run by the relay; a killed one leaves each item as it was or as it should be. One item that fails does not
hold the others back.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.alerts import operations as alerts
from portal.alerts.operations import Told
from portal.core import clock, settings
from portal.core.db import release, transaction
from portal.core.errors import Problem
from portal.news import operations as news
from portal.newsroom import messages, showing, supporting
from portal.newsroom.models import Item, State
from portal.newsroom.operations import noted, revision
from portal.notifications.messages import Button
from portal.staff.models import StaffUser

MOST = 100  # items a round
REMIND_DAYS = (0, 7, 14)  # after the review day: its author twice, then whoever leads the newsroom

Act = Callable[[Session, Item, dt.datetime], None]

log = logging.getLogger(__name__)


def run() -> int:
    """Everything that is due now; how many items were moved."""
    now = clock.now()
    moved = 0
    for due, act in (
        ((Item.state == State.SCHEDULED) & (Item.publish_at <= now), _publish),
        (Item.live.is_not(None) & (Item.expire_at <= now), _expire),
    ):
        for item_id in _ids(due):
            moved += _safely(item_id, due, act, now)
    release()
    return moved


def remind() -> int:
    """Call to mind what nobody looked at since its review day; how many reminders."""
    today = clock.today()
    count = 0
    for times, days in enumerate(REMIND_DAYS):
        due = (
            Item.live.is_not(None) & (Item.review_by <= today - dt.timedelta(days)) & (Item.reminded == times)
        )
        count += sum(_safely(item_id, due, _remind, clock.now()) for item_id in _ids(due))
    release()
    return count


def _ids(due: ColumnElement[bool]) -> list[uuid.UUID]:
    with transaction() as session:
        return list(session.scalars(select(Item.id).where(due).order_by(Item.publish_at).limit(MOST)))


def _safely(item_id: uuid.UUID, due: ColumnElement[bool], act: Act, now: dt.datetime) -> int:
    """One item in a commit of its own, looked at again under its lock; another process's is left alone."""
    try:
        with transaction() as session:
            mine = select(Item).where(Item.id == item_id, due).with_for_update(skip_locked=True)
            item = session.scalar(mine.execution_options(populate_existing=True))
            if item is not None:
                act(session, item, now)
    except (Problem, SQLAlchemyError) as error:
        log.exception("item not moved by the clock item=%s error=%s", item_id, type(error).__name__)
        return 0
    return int(item is not None)


def _publish(session: Session, item: Item, now: dt.datetime) -> None:
    """Put it up, unless it would be over already or its author may not work here any more."""
    at = item.publish_at or now
    if item.expire_at and item.expire_at <= now:
        item.state, item.publish_at = State.EXPIRED, None
        noted(session, item, "expired", None)
        return
    author = session.get(StaffUser, revision(session, item.id, item.approved or 0).made_by)
    if author is not None and not author.is_active:
        item.state, item.publish_at, item.approved = State.REVIEW, None, None
        noted(session, item, "held", None, messages.HELD)
        log.warning("planned item held, its author is disabled item=%s", item.id)
        return
    showing.put_up(session, item, None, at)


def _expire(session: Session, item: Item, now: dt.datetime) -> None:
    """It is over: lists and alerts are without it by themselves, kept pages are told."""
    supporting.take_away(item, revision(session, item.id, item.live or item.head))
    news.ended(item.id)
    if item.head == item.live:
        item.state = State.EXPIRED
    item.live = item.live_before = item.live_at = None
    noted(session, item, "expired", None)


def _remind(session: Session, item: Item, now: dt.datetime) -> None:
    """Once more; past an author who is not here any more at once."""
    author = session.get(StaffUser, item.author_id) if item.author_id else None
    item.reminded = item.reminded + 1 if author and author.is_active else len(REMIND_DAYS)
    noted(session, item, "reminded", None)
    if author is not None and author.is_active:
        _tell(item, author.id)


def _tell(item: Item, author_id: uuid.UUID) -> None:
    """Also on the author's own Zalo, where they joined it; each reminder once."""
    page = Button("Mở bài", "url", f"{settings.get().base_url}/desk/tin-bai/{item.id}/")
    key = f"review:{item.id}:{item.review_by}:{item.reminded}"
    day = clock.day(item.review_by) if item.review_by else ""
    alerts.tell(Told("review", key, messages.REVIEW.format(title=item.title, day=day), page), [author_id])

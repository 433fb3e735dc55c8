"""What of an item citizens read: its approved revision, written into `announcement` and nowhere else."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from portal.core import clock
from portal.media import operations as media
from portal.news import operations as news
from portal.newsroom import attaching, supporting
from portal.newsroom.arriving import origins
from portal.newsroom.models import Item, Revision, State
from portal.newsroom.operations import noted, revision


def put_up(session: Session, item: Item, by: uuid.UUID | None, at: dt.datetime) -> None:
    """Show the approved revision to citizens from `at`, inside the open transaction."""
    told = revision(session, item.id, item.approved or 0)
    if item.live != told.number:
        item.live_before, item.expire_before = item.live, news.ends_at(item.id) if item.live else None
        item.live = told.number
    show(item, told, origins.first_day(item.id) or at)
    item.state, item.publish_at, item.live_at = State.PUBLISHED, None, clock.now()
    noted(session, item, "published", by)


def show(item: Item, told: Revision, at: dt.datetime | None) -> None:
    """Write what citizens read of this revision, and which pictures they may see."""
    parts = ("title", "summary", "body", "category", "topics", "communes", "procedures")
    text = news.Text(
        **{name: getattr(told, name) for name in (*parts, "is_pinned", "alert_level", "details")},
        kind=item.kind,
        office_id=item.office_id,
        revision=told.number,
    )
    slug = news.show(item.id, text, slug=told.slug, published_at=at, expires_at=item.expire_at)
    held = attaching.with_papers(told.body, told.details)
    media.note_use(f"item:{item.id}", held, title=told.title, href=f"/tin/{slug}/", is_public=True)
    supporting.put(item, told)


def may_stand_again(item: Item) -> int | None:
    """The revision that stood there before, unless its own time is over meanwhile."""
    is_over = item.expire_before is not None and item.expire_before <= clock.now()
    return None if is_over else item.live_before


def put_back(session: Session, item: Item, number: int) -> None:
    """Show the revision that stood there before, until its own end; its page says that it was put right."""
    item.live, item.live_before, item.live_at = number, None, None
    item.expire_at, item.expire_before = item.expire_before, None
    show(item, revision(session, item.id, number), None)
    news.corrected(item.id)


def take_down(session: Session, item: Item, reason: str) -> None:
    """Take it off the portal, its pictures with it; its address tells the reason."""
    supporting.take_away(item, revision(session, item.id, item.live or item.head))
    news.withdraw(item.id, reason)
    media.note_use(f"item:{item.id}", "", title=item.title, href="", is_public=True)
    if item.head == item.live:
        item.state = State.WITHDRAWN
    item.live_before, item.expire_before = item.live, item.expire_at
    item.live = item.live_at = None

"""Publishing announcements."""

import datetime as dt
import uuid

from sqlalchemy import select

from portal.core import clock, sanitize
from portal.core.db import afterwards, transaction
from portal.core.errors import Refused
from portal.core.search import fold, tidy
from portal.news import queries
from portal.news.models import Announcement, Category

LEVELS = (None, "warning", "danger")
LONGEST_SLUG = 80


def publish_item(
    *,
    title: str,
    summary: str,
    body: str,
    category: Category,
    published_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    alert_level: str | None = None,
    is_pinned: bool = False,
    office_id: uuid.UUID | None = None,
    is_demo: bool = False,
) -> uuid.UUID:
    """Write an announcement, shown from `published_at` (now) until `expires_at`; its body is cleaned here."""
    published = published_at or clock.now()
    if not tidy(title) or alert_level not in LEVELS:
        raise Refused("an announcement needs a title and a known alert level")
    if expires_at and expires_at <= published:
        raise Refused("an announcement cannot end before it begins")
    with transaction() as session:
        item = Announcement(
            id=uuid.uuid4(),
            slug=_free_slug(title),
            title=tidy(title),
            summary=tidy(summary),
            body=sanitize.clean(body),
            category=category,
            office_id=office_id,
            is_pinned=is_pinned,
            alert_level=alert_level,
            published_at=published,
            expires_at=expires_at,
            updated_at=clock.now(),
            is_demo=is_demo,
        )
        session.add(item)
        afterwards(queries.forget_alerts)
        return item.id


def _free_slug(title: str) -> str:
    """The title as an address, with a number when an older announcement has it."""
    base = fold(title).replace(" ", "-")[:LONGEST_SLUG].strip("-") or "tin"
    with transaction() as session:
        taken = set(session.scalars(select(Announcement.slug).where(Announcement.slug.startswith(base))))
    slug, n = base, 2
    while slug in taken:
        slug, n = f"{base}-{n}", n + 1
    return slug

"""What citizens read: announcements shown, renamed, ended and withdrawn. Only published texts come here."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core import clock, sanitize
from portal.core.db import afterwards, transaction
from portal.core.errors import Missing, Refused
from portal.core.search import fold, tidy
from portal.news import queries
from portal.news.models import Announcement, Category, Kind, OldAddress

LEVELS = (None, "warning", "danger")
LONGEST_SLUG = 80


@dataclass(frozen=True)
class Text:
    """What an announcement says and where it belongs."""

    title: str
    summary: str
    body: str
    category: Category
    kind: Kind = Kind.ANNOUNCEMENT
    is_pinned: bool = False
    alert_level: str | None = None
    office_id: uuid.UUID | None = None
    topics: list[str] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    revision: int | None = None


def publish_item(
    *,
    published_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    is_demo: bool = False,
    **told: Any,
) -> uuid.UUID:
    """Write an announcement, shown from `published_at` (now) until `expires_at`; `told` is a Text."""
    made = uuid.uuid4()
    show(made, Text(**told), published_at=published_at, expires_at=expires_at, is_demo=is_demo)
    return made


def show(
    item_id: uuid.UUID,
    told: Text,
    *,
    slug: str | None = None,
    published_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    is_demo: bool = False,
) -> str:
    """Show this text, in place of an earlier one of the same item; its body is cleaned here. The address.

    The day of publishing stays that of the first time. Another `slug` renames it: the old address leads on.
    A withdrawn one stands there again. A repeat changes nothing but `updated_at`.
    """
    _check(told, published_at, expires_at)
    with transaction() as session:
        row = session.get(Announcement, item_id, with_for_update=True)
        if row is None:
            row = Announcement(id=item_id, published_at=published_at or clock.now(), is_demo=is_demo)
            row.slug = _free_slug(session, slug or told.title, item_id)
            session.add(row)
        elif slug and slug != row.slug:
            _rename(session, row, _free_slug(session, slug, item_id))
        _fill(row, told)
        row.expires_at, row.updated_at = expires_at, clock.now()
        row.withdrawn_at = row.withdrawn_why = row.corrected_at = None
        afterwards(queries.forget_alerts)
        return row.slug


def withdraw(item_id: uuid.UUID, why: str) -> None:
    """Take it away; its address goes on telling why."""
    with transaction():
        row = _known(item_id)
        row.withdrawn_at, row.withdrawn_why, row.updated_at = clock.now(), tidy(why), clock.now()
        afterwards(queries.forget_alerts)


def end(item_id: uuid.UUID, at: dt.datetime | None) -> None:
    """Another end, or none; whoever holds its address still reads what is over."""
    with transaction():
        row = _known(item_id)
        if row.expires_at != at:
            row.expires_at, row.updated_at = at, clock.now()
        afterwards(queries.forget_alerts)


def ends_at(item_id: uuid.UUID) -> dt.datetime | None:
    """When what is shown of it ends."""
    with transaction() as session:
        return session.scalar(select(Announcement.expires_at).filter_by(id=item_id))


def corrected(item_id: uuid.UUID) -> None:
    """A later text was taken back and this one stands here again: its page says so for a while."""
    with transaction():
        _known(item_id).corrected_at = clock.now()


def ended(item_id: uuid.UUID) -> None:
    """Its time is over: nothing of it changes, but pages that were kept with it are told (migration 0024)."""
    with transaction() as session:
        mine = update(Announcement).where(Announcement.id == item_id)
        session.execute(mine.values(expires_at=Announcement.expires_at))
        afterwards(queries.forget_alerts)


def _check(told: Text, published_at: dt.datetime | None, expires_at: dt.datetime | None) -> None:
    if not tidy(told.title) or told.alert_level not in LEVELS:
        raise Refused("an announcement needs a title and a known alert level")
    if expires_at and expires_at <= (published_at or clock.now()):
        raise Refused("an announcement cannot end before it begins")


def _fill(row: Announcement, told: Text) -> None:
    row.title, row.summary = tidy(told.title), tidy(told.summary)
    row.body = sanitize.clean(told.body)
    for name in ("category", "kind", "is_pinned", "alert_level", "office_id", "revision"):
        setattr(row, name, getattr(told, name))
    for name in ("topics", "communes", "procedures"):
        setattr(row, name, list(getattr(told, name)))
    row.details = dict(told.details)


def _rename(session: Session, row: Announcement, slug: str) -> None:
    """Give it another address; the old one leads there, and the new one is no longer an old one."""
    session.execute(delete(OldAddress).where(OldAddress.slug == slug))
    session.add(OldAddress(slug=row.slug, announcement_id=row.id, since=clock.now()))
    row.slug = slug


def _known(item_id: uuid.UUID) -> Announcement:
    with transaction() as session:
        row = session.get(Announcement, item_id, with_for_update=True)
    if row is None:
        raise Missing("no such announcement")
    return row


def _free_slug(session: Session, told: str, item_id: uuid.UUID) -> str:
    """The words as an address, with a number when another announcement has it or once had it."""
    base = fold(told).replace(" ", "-")[:LONGEST_SLUG].strip("-") or "tin"
    others = select(Announcement.slug).where(Announcement.slug.startswith(base), Announcement.id != item_id)
    once = select(OldAddress.slug).where(
        OldAddress.slug.startswith(base), OldAddress.announcement_id != item_id
    )
    taken = set(session.scalars(others)) | set(session.scalars(once))
    slug, n = base, 2
    while slug in taken:
        slug, n = f"{base}-{n}", n + 1
    return slug

"""Which addresses articles lead to, and whether they still answer; read anew every night."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import db, transaction
from portal.news.models import Announcement
from portal.newsroom.checking.models import LinkCheck
from portal.newsroom.models import Item, Revision
from portal.staff.models import StaffUser

FRESH = dt.timedelta(hours=20)
GONE = frozenset({404, 410})  # said plainly; anything else may be a bad night
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SHOWN = 200
_HREF = re.compile(r'<a href="([^"]+)"')


@dataclass(frozen=True)
class Broken:
    """An address that does not answer, in one item."""

    address: str
    status: int
    since: dt.datetime
    item_id: uuid.UUID
    title: str
    author: str | None
    author_id: uuid.UUID | None


def addresses(html: str) -> set[str]:
    """Pages and files an article leads to; not telephone numbers, mail or places in the page itself."""
    found = {unescape(one).partition("#")[0] for one in _HREF.findall(html)}
    return {one for one in found if one.startswith(("https://", "/"))}


def collect() -> int:
    """Put every address of the newest texts on the list, take off what nobody leads to; how many."""
    found: set[str] = set()
    for body in _bodies():
        found |= addresses(body)
    with transaction() as session:
        known = set(session.scalars(select(LinkCheck.address)))
        fresh = [{"address": one, "status": 0, "checked_at": NEVER} for one in sorted(found - known)]
        if fresh:
            session.execute(insert(LinkCheck).values(fresh).on_conflict_do_nothing())
        if known - found:
            session.execute(delete(LinkCheck).where(LinkCheck.address.in_(known - found)))
    return len(found)


def _bodies() -> Iterator[str]:
    newest = select(Revision.body).join(Item, (Item.id == Revision.item_id) & (Item.head == Revision.number))
    for query in (select(Announcement.body), newest):
        yield from db.session.scalars(query.execution_options(yield_per=200))


def due(most: int) -> list[str]:
    """Addresses that were not read this night, the longest unread first."""
    waiting = select(LinkCheck.address).where(LinkCheck.checked_at < clock.now() - FRESH)
    return list(db.session.scalars(waiting.order_by(LinkCheck.checked_at).limit(most)))


def note(address: str, status: int) -> None:
    """What an address answered; 0 when nobody did. The night it began to fail is kept until it answers."""
    now = clock.now()
    is_bad = status == 0 or status in GONE or status >= 500
    with transaction() as session:
        row = update(LinkCheck).where(LinkCheck.address == address)
        session.execute(
            row.values(status=status, checked_at=now, **({} if is_bad else {"failing_since": None}))
        )
        if is_bad:
            session.execute(row.where(LinkCheck.failing_since.is_(None)).values(failing_since=now))


def _is_broken() -> list[object]:
    """Gone for certain, or silent for longer than a night."""
    silent = LinkCheck.failing_since < clock.now() - FRESH
    return [LinkCheck.failing_since.is_not(None), LinkCheck.status.in_(GONE) | silent]


def broken_in(html: str) -> frozenset[str]:
    """Those addresses of a text that are known not to answer."""
    asked = addresses(html)
    if not asked:
        return frozenset()
    rows = select(LinkCheck.address).where(LinkCheck.address.in_(asked), *_is_broken())  # type: ignore[arg-type]
    return frozenset(db.session.scalars(rows))


def report(seen: Callable[[Any], Any] = lambda query: query) -> list[Broken]:
    """Every broken address with each item whose newest text leads to it, the oldest fault first.

    `seen` takes away what whoever asks may not see.
    """
    said = func.concat('href="', func.replace(LinkCheck.address, "&", "&amp;"))
    rows = (
        select(LinkCheck, Item.id, Item.title, StaffUser.name, Item.author_id)
        .join(Revision, func.strpos(Revision.body, said) > 0)
        .join(Item, (Item.id == Revision.item_id) & (Item.head == Revision.number))
        .outerjoin(StaffUser, StaffUser.id == Item.author_id)
        .where(*_is_broken())  # type: ignore[arg-type]
        .order_by(LinkCheck.failing_since, LinkCheck.address, Item.title)
        .limit(SHOWN)
    )
    return [
        Broken(check.address, check.status, check.failing_since or check.checked_at, item_id, title, name, by)
        for check, item_id, title, name, by in db.session.execute(seen(rows))
    ]

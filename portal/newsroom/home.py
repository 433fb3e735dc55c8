"""What the desk's home tells of the newsroom: what waits to be approved, what goes up next, what grew old."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.newsroom.models import Item, Revision, State
from portal.staff.access import Officer, Permission
from portal.staff.board import Note, Part

SOON = dt.timedelta(days=7)
LAST = 3  # the reminder that goes past the author: clockwork.REMIND_DAYS


def notes(officer: Officer) -> Iterator[Note]:
    """What this person may approve, publish, or wrote themselves, within their offices."""
    if not officer.may(Permission.WRITE_NEWS):
        return
    mine = Item.author_id == officer.id
    if officer.may(Permission.APPROVE_NEWS):
        yield _many(_("Bài chờ bạn duyệt"), State.REVIEW, _to_approve(officer))
    if officer.may(Permission.PUBLISH_NEWS):
        where = _within(officer, Permission.PUBLISH_NEWS)
        yield _many(_("Bài đã duyệt, chờ hẹn giờ đăng"), State.APPROVED, where)
    yield _many(_("Bài của bạn đang viết dở"), State.DRAFT, mine)
    yield from _old(officer, mine)
    yield from _next(officer)
    yield from _figures(_within(officer, Permission.WRITE_NEWS))


def _figures(here: Any) -> Iterator[Note]:
    """Of the person's offices: what went up this week, what citizens read today, what ends within a week."""
    now, live = clock.now(), Item.live.is_not(None)
    index = url_for("newsroom_desk.index")
    ends = (Item.expire_at > now, Item.expire_at <= now + SOON)
    up = _count(here, live, Item.live_at >= now - SOON)
    yield Note(Part.FIGURE, _("Bài đã đăng trong 7 ngày"), f"{index}?tinh-trang={State.PUBLISHED.value}", up)
    yield Note(Part.FIGURE, _("Bài đang ở trên cổng"), index, _count(here, live))
    calendar = url_for("newsroom_looking.calendar")
    yield Note(Part.FIGURE, _("Bài hết hiệu lực trong 7 ngày tới"), calendar, _count(here, live, *ends))


def _old(officer: Officer, mine: Any) -> Iterator[Note]:
    """What was not looked at since its review day: its author is told twice, then whoever publishes there."""
    href = url_for("newsroom_looking.stale")
    due = Item.live.is_not(None) & (Item.review_by <= clock.today())
    once, again = _count(mine, due, Item.reminded < 2), _count(mine, due, Item.reminded >= 2)
    yield Note(Part.WAITS, _("Bài của bạn cần xem lại"), href, once)
    yield Note(Part.WAITS, _("Bài của bạn cần xem lại, đã nhắc hai lần"), href, again)
    if officer.may(Permission.PUBLISH_NEWS):
        left = _count(_within(officer, Permission.PUBLISH_NEWS), due, Item.reminded >= LAST, ~mine)
        yield Note(Part.FAILED, _("Bài quá ngày xem lại mà người viết chưa xem"), href, left)


def _many(title: str, state: State, *where: Any) -> Note:
    href = f"{url_for('newsroom_desk.index')}?tinh-trang={state.value}"
    return Note(Part.WAITS, title, href, _count(Item.state == state, *where))


def _count(*where: Any) -> int:
    return db.session.scalar(select(func.count(Item.id)).where(*where)) or 0


def _within(officer: Officer, permission: Permission) -> Any:
    """The clause of items at the person's offices."""
    offices: frozenset[uuid.UUID] | None = officer.offices(permission)
    return Item.id.is_not(None) if offices is None else Item.office_id.in_(offices)


def _to_approve(officer: Officer) -> Any:
    """The clause of what somebody else wrote: nobody approves their own."""
    wrote = select(Revision.item_id).where(
        Revision.item_id == Item.id,
        Revision.made_by == officer.id,
        Revision.number > func.coalesce(Item.live, 0),
    )
    return _within(officer, Permission.APPROVE_NEWS) & ~wrote.exists()


def _next(officer: Officer) -> Iterator[Note]:
    """What goes up next, of what this person may see."""
    seen = or_(~Item.is_limited, _within(officer, Permission.WRITE_NEWS))
    soon = select(Item.id, Item.title, Item.publish_at).where(Item.state == State.SCHEDULED, seen)
    for item_id, title, at in db.session.execute(soon.order_by(Item.publish_at).limit(5)):
        yield Note(Part.NEXT, title, url_for("newsroom_desk.show", item_id=item_id), at=at)

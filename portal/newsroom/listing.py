"""Lists of items: what stands in the newsroom, found by words; what is planned; what grew old."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.search import words
from portal.news.models import Kind
from portal.newsroom.models import Item, State, Step
from portal.places.models import Office
from portal.staff.models import StaffUser

PER_PAGE = 30
MOST_PLANNED = 300


@dataclass(frozen=True)
class Line:
    """One item in a list."""

    id: uuid.UUID
    kind: Kind
    state: State
    title: str
    office: str | None
    author: str | None
    is_limited: bool
    is_live: bool
    was_bypassed: bool
    publish_at: dt.datetime | None
    expire_at: dt.datetime | None
    review_by: dt.date | None
    changed_at: dt.datetime
    office_id: uuid.UUID | None
    reminded: int


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    text: str = ""
    state: State | None = None
    kind: Kind | None = None
    author_id: uuid.UUID | None = None


def lines() -> Any:
    """Items as lists show them, without any order; narrow it with access.seen()."""
    bypassed = (
        select(Step.id)
        .where(Step.item_id == Item.id, Step.act == "bypassed", Step.number == Item.approved)
        .exists()
    )
    return (
        select(
            *(Item.id, Item.kind, Item.state, Item.title, Office.name, StaffUser.name, Item.is_limited),
            Item.live.is_not(None),
            bypassed,
            *(
                Item.publish_at,
                Item.expire_at,
                Item.review_by,
                Item.changed_at,
                Item.office_id,
                Item.reminded,
            ),
        )
        .outerjoin(Office, Office.id == Item.office_id)
        .outerjoin(StaffUser, StaffUser.id == Item.author_id)
    )


def asked(query: Select[Any], wanted: Asked) -> Select[Any]:
    """The same select, narrowed to what was asked for; words are compared without marks."""
    for word in words(wanted.text):
        query = query.where(Item.folded.contains(word, autoescape=True))
    for column, value in (
        (Item.state, wanted.state),
        (Item.kind, wanted.kind),
        (Item.author_id, wanted.author_id),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def page(query: Select[Any], number: int) -> tuple[list[Line], bool]:
    """One page, the last changed first, and whether there are more."""
    rows = db.session.execute(
        query.order_by(Item.changed_at.desc(), Item.id.desc())
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    ).all()
    return [Line(*row) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


def some(query: Select[Any], ids: list[uuid.UUID]) -> list[Line]:
    """These items alone, by title."""
    rows = db.session.execute(query.where(Item.id.in_(ids)).order_by(Item.folded, Item.id))
    return [Line(*row) for row in rows]


def planned(query: Select[Any], first: dt.datetime, last: dt.datetime) -> list[Line]:
    """What goes up or ends in a span of time."""
    goes_up = and_(Item.state == State.SCHEDULED, Item.publish_at >= first, Item.publish_at < last)
    ends = and_(
        or_(Item.live.is_not(None), Item.state == State.SCHEDULED),
        Item.expire_at >= first,
        Item.expire_at < last,
    )
    rows = db.session.execute(query.where(or_(goes_up, ends)).order_by(Item.publish_at).limit(MOST_PLANNED))
    return [Line(*row) for row in rows]


def stale(query: Select[Any]) -> list[Line]:
    """What is on the portal and should have been looked at by today, the oldest first."""
    due = query.where(Item.live.is_not(None), Item.review_by <= clock.today())
    return [Line(*row) for row in db.session.execute(due.order_by(Item.review_by).limit(MOST_PLANNED))]

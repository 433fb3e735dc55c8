"""What stands in the newsroom: the list, one item's revisions and history, the plan, what grew old."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from portal.core import clock, crypto
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.search import words
from portal.news.models import Announcement, Kind
from portal.newsroom.models import Item, Revision, Share, State, Step
from portal.places.models import Office
from portal.staff.models import StaffUser

PER_PAGE = 30
MOST_REVISIONS, MOST_STEPS, MOST_PLANNED = 200, 100, 300


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


@dataclass(frozen=True)
class Version:
    """One revision in the list of them."""

    number: int
    name: str | None
    title: str
    made_at: dt.datetime
    by: str | None
    restored_from: int | None


@dataclass(frozen=True)
class Told:
    """One line of an item's history."""

    act: str
    number: int
    reason: str | None
    by: str | None
    at: dt.datetime


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


def revision(item_id: uuid.UUID, number: int) -> Revision:
    """One revision. Raises Missing."""
    found = db.session.scalar(select(Revision).filter_by(item_id=item_id, number=number))
    if found is None:
        raise Missing("no such revision")
    return found


def writers(item_id: uuid.UUID, live: int | None) -> set[uuid.UUID | None]:
    """Who wrote in what is not yet on the portal: they do not approve it."""
    mine = select(Revision.made_by).where(Revision.item_id == item_id, Revision.number > (live or 0))
    return set(db.session.scalars(mine))


def slug(item_id: uuid.UUID) -> str | None:
    """Its address on the portal, once it has been there."""
    return db.session.scalar(select(Announcement.slug).filter_by(id=item_id))


def revisions(item_id: uuid.UUID) -> list[Version]:
    """The revisions of an item: named ones first, then the newest."""
    rows = db.session.execute(
        select(
            *(Revision.number, Revision.name, Revision.title, Revision.made_at, StaffUser.name),
            Revision.restored_from,
        )
        .outerjoin(StaffUser, StaffUser.id == Revision.made_by)
        .where(Revision.item_id == item_id)
        .order_by(Revision.name.is_(None), Revision.number.desc())
        .limit(MOST_REVISIONS)
    )
    return [Version(*row) for row in rows]


def steps(item_id: uuid.UUID) -> list[Told]:
    """What happened to an item, the newest first."""
    rows = db.session.execute(
        select(Step.act, Step.number, Step.reason, StaffUser.name, Step.at)
        .outerjoin(StaffUser, StaffUser.id == Step.user_id)
        .where(Step.item_id == item_id)
        .order_by(Step.id.desc())
        .limit(MOST_STEPS)
    )
    return [Told(*row) for row in rows]


def offices_named(offices: frozenset[uuid.UUID] | None) -> list[tuple[uuid.UUID, str]]:
    """The offices somebody writes for, by name; all of them for None."""
    rows = select(Office.id, Office.name).where(~Office.code.startswith("bai-")).order_by(Office.folded)
    if offices is not None:
        rows = rows.where(Office.id.in_(offices))
    return [(row[0], row[1]) for row in db.session.execute(rows)]


def shares(item_id: uuid.UUID) -> list[tuple[Share, int]]:
    """The links that still open, with the revision each shows."""
    rows = db.session.execute(
        select(Share, Revision.number)
        .join(Revision, Revision.id == Share.revision_id)
        .where(Revision.item_id == item_id, Share.ended_at.is_(None), Share.expires_at > clock.now())
        .order_by(Share.made_at.desc())
    )
    return [(row[0], row[1]) for row in rows]


def shared(token: str) -> tuple[Revision, Kind, dt.datetime]:
    """The revision a link shows, its kind, and until when. Raises Missing for every other link, alike."""
    row = db.session.execute(
        select(Revision, Item.kind, Share.expires_at)
        .join(Share, Share.revision_id == Revision.id)
        .join(Item, Item.id == Revision.item_id)
        .where(
            Share.token_hash == crypto.digest(token),
            Share.ended_at.is_(None),
            Share.expires_at > clock.now(),
        )
    ).one_or_none()
    if row is None:
        raise Missing("no such link")
    return row[0], row[1], row[2]


def waiting(query: Select[Any]) -> int:
    """How many of these items wait for somebody's approval."""
    wanted = query.where(Item.state == State.REVIEW).with_only_columns(func.count()).order_by(None)
    return int(db.session.scalar(wanted) or 0)

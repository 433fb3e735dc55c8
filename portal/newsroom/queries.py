"""One item of the newsroom: its revisions and history, who wrote in it, the links that show it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock, crypto
from portal.core.db import db
from portal.core.errors import Missing
from portal.news.models import Announcement, Kind
from portal.newsroom.models import Item, Revision, Share, Step
from portal.places.models import Office
from portal.staff.models import StaffUser

MOST_REVISIONS, MOST_STEPS = 200, 100


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

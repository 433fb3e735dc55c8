"""Keeping what is being written, without anybody asking for it, until it is saved or let go."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Missing, Refused
from portal.core.sanitize import LONGEST
from portal.newsroom.writing.models import Copy

KEPT = dt.timedelta(days=30)  # a copy nobody came back for
LONGEST_TITLE, LONGEST_SUMMARY = 1_000, 5_000
MOST_COPIES = 200  # of one person: a broken page must not fill the disk


@dataclass(frozen=True)
class Written:
    """The text of an open page."""

    tab: uuid.UUID
    item_id: uuid.UUID | None
    base: int
    title: str
    summary: str
    body: str


def keep(told: Written, user_id: uuid.UUID, serial: int) -> uuid.UUID:
    """Write down the newest text of a page; the copy's id.

    One row a page and person. A call overtaken by a later one (`serial`) changes nothing, a repeat neither.
    Refuses what is longer than an article may be.
    """
    if len(told.body) > LONGEST or len(told.title) > LONGEST_TITLE or len(told.summary) > LONGEST_SUMMARY:
        raise Refused("longer than an article may be")
    now = clock.now()
    fresh = {"serial": serial, "title": told.title, "summary": told.summary, "body": told.body, "at": now}
    fresh |= {"base": told.base, "item_id": told.item_id}
    row = insert(Copy).values(id=uuid.uuid4(), user_id=user_id, tab=told.tab, began_at=now, **fresh)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=["user_id", "tab"], set_=fresh, where=Copy.serial < row.excluded.serial
            )
        )
        _prune(user_id)
        return session.scalars(select(Copy.id).filter_by(user_id=user_id, tab=told.tab)).one()


def _prune(user_id: uuid.UUID) -> None:
    with transaction() as session:
        oldest = select(Copy.id).filter_by(user_id=user_id).order_by(Copy.at.desc()).offset(MOST_COPIES)
        session.execute(delete(Copy).where(Copy.id.in_(oldest)))


def taken(tab: uuid.UUID | None, user_id: uuid.UUID) -> None:
    """The page's text was saved into its item: its copy is not needed any more. A repeat changes nothing."""
    with transaction() as session:
        session.execute(delete(Copy).where(Copy.user_id == user_id, Copy.tab == tab))


def drop(copy_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a copy go; Missing when it is not this person's."""
    with transaction() as session:
        gone = session.execute(delete(Copy).where(Copy.id == copy_id, Copy.user_id == user_id))
        if not getattr(gone, "rowcount", 0):
            raise Missing("no such copy")


def sweep() -> int:
    """Forget copies nobody came back for; how many."""
    with transaction() as session:
        gone = session.execute(delete(Copy).where(Copy.at < clock.now() - KEPT))
    return int(getattr(gone, "rowcount", 0))

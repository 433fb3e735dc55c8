"""What officers do: make a table, upload an edition, say what its columns are, put it up, take it back."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import clock, db, sheets
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.core.search import fold, tidy
from portal.staff import operations as staff
from portal.tables import columns as cells
from portal.tables import queries
from portal.tables.columns import Column
from portal.tables.models import LookupTable, State, TableEdition
from portal.tables.operations import locked, putting_up

CHANNEL = "tables"
OPEN = (State.ARRIVED, State.LOOKED, State.IMPORTING, State.READY)
LONGEST_NAME = 120


def make(kind: str, title: str, keyword: str, intro: str, by: uuid.UUID) -> uuid.UUID:
    """A table without rows, seen by nobody yet; a word of the chat that another table has is a Conflict."""
    row = LookupTable(
        title=tidy(title),
        intro=tidy(intro),
        kind=kind,
        keyword=tidy(keyword),
        keyword_folded=fold(keyword),
        slug="",
        live_id=None,
        created_at=clock.now(),
        created_by=by,
    )
    try:
        with transaction() as session:
            row.slug = _free_slug(session, title)
            session.add(row)
            session.flush()
            staff.record_act("table.make", "lookup_table", row.id, by, kind=kind)
            return row.id
    except IntegrityError:
        raise Conflict("keyword") from None


def _free_slug(session: Session, title: str) -> str:
    first = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60] or "bang"
    taken = set(session.scalars(select(LookupTable.slug).where(LookupTable.slug.like(f"{first}%"))))
    return next(slug for n in range(1, 10_000) if (slug := first if n == 1 else f"{first}-{n}") not in taken)


def reword(table_id: uuid.UUID, title: str, keyword: str, intro: str, by: uuid.UUID) -> None:
    """Other words for the page and the chat; its address stays, since it is printed and shared."""
    try:
        with transaction() as session:
            table = locked.table(session, table_id)
            table.title, table.intro = tidy(title), tidy(intro)
            table.keyword, table.keyword_folded = tidy(keyword), fold(keyword)
            session.flush()
            staff.record_act("table.reword", "lookup_table", table_id, by)
    except IntegrityError:
        raise Conflict("keyword") from None


def upload(table_id: uuid.UUID, stream: BinaryIO, file_name: str, by: uuid.UUID) -> uuid.UUID:
    """Keep the file and ask a worker to look into it; raises BadSheet. What was open before is given up."""
    kept = sheets.keep(stream)
    try:
        with transaction() as session:
            locked.table(session, table_id)
            for open_one in session.scalars(
                select(TableEdition).where(TableEdition.table_id == table_id, TableEdition.state.in_(OPEN))
            ):
                open_one.state, open_one.lease_token = State.DROPPED, None
            edition = _fresh(table_id, tidy(file_name)[-LONGEST_NAME:], kept.name, by)
            session.add(edition)
            session.flush()
            staff.record_act("table.upload", "table_edition", edition.id, by, bytes=kept.size)
            db.notify(CHANNEL)
            return edition.id
    except BaseException:
        sheets.forget(kept.name)
        raise


def _fresh(table_id: uuid.UUID, file_name: str, file_ref: str, by: uuid.UUID) -> TableEdition:
    now = clock.now()
    return TableEdition(
        table_id=table_id,
        state=State.ARRIVED,
        file_name=file_name,
        file_ref=file_ref,
        facts={},
        header=[],
        sample=[],
        columns=[],
        places=[],
        vocabulary=[],
        document_no="",
        problem={},
        due_at=now,
        uploaded_at=now,
        uploaded_by=by,
    )


def choose(
    edition_id: uuid.UUID,
    columns: Sequence[Column],
    *,
    document_no: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    by: uuid.UUID,
) -> None:
    """Say what the columns are and have the rows brought in; chosen anew, the worker clears away first."""
    with transaction() as session:
        edition = locked.edition(session, edition_id, {State.LOOKED, State.READY, State.REFUSED})
        if not edition.header:
            raise Conflict("state")  # refused before its columns could be seen
        edition.columns = cells.packed(columns)
        edition.document_no, edition.valid_from, edition.valid_to = tidy(document_no), valid_from, valid_to
        edition.rows_done = edition.rows_bad = edition.tries = 0
        edition.rows_end, edition.problem = edition.header_end, {}
        edition.state, edition.due_at, edition.lease_token = State.IMPORTING, clock.now(), None
        staff.record_act("table.columns", "table_edition", edition_id, by, columns=len(columns))
        db.notify(CHANNEL)


def publish(edition_id: uuid.UUID, by: uuid.UUID) -> bool:
    """Put it up: from this commit on page and chat answer from it. What was live stays, for undoing.

    One that is not in force yet waits while another is; the relay puts it up on its day:
    False then.
    """
    with transaction() as session:
        edition = locked.edition(session, edition_id, {State.READY, State.UNDONE})
        table = locked.table(session, edition.table_id)
        waits = queries.is_for_later(table, edition)
        if waits:
            edition.state = State.PLANNED
        else:
            putting_up.put_up(session, table, edition)
        act = "table.plan" if waits else "table.publish"
        staff.record_act(act, "table_edition", edition_id, by, rows=edition.rows_done)
        return not waits


def undo(edition_id: uuid.UUID, by: uuid.UUID) -> bool:
    """Take the live edition back: the one before is live again in the same commit; without one, none is.

    One that waits for its day waits no more and what is live stays: False then.
    """
    with transaction() as session:
        edition = locked.edition(session, edition_id, {State.LIVE, State.PLANNED})
        table = locked.table(session, edition.table_id)
        was_live = edition.state is State.LIVE
        if was_live:
            table.live_id = putting_up.given_back(session, edition)
        edition.state = State.UNDONE
        staff.record_act("table.undo", "table_edition", edition_id, by)
        return was_live


def drop(edition_id: uuid.UUID, by: uuid.UUID) -> None:
    """Give an edition up that was never live; its rows and file are cleared away soon."""
    with transaction() as session:
        edition = locked.edition(session, edition_id, {*OPEN, State.REFUSED})
        edition.state, edition.lease_token = State.DROPPED, None
        staff.record_act("table.drop", "table_edition", edition_id, by)

"""What goes of itself: rows of editions nobody will show again, files that are of no more use."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, Select, delete, func, select

from portal.core import clock, sheets
from portal.core.db import transaction
from portal.tables.models import State, TableEdition, TableRow

KEPT = 5  # editions of a table that were live once and stay readable, with the live one
AFTER = dt.timedelta(days=7)  # a refused or unfinished upload
CHUNK = 10_000


def sweep() -> int:
    """Clear away a little at each call, so that nobody waits for it; how many rows went."""
    _give_up_old()
    with transaction() as session:
        over = session.scalars(
            select(TableEdition.id).where(
                (TableEdition.state == State.DROPPED) | _refused() | TableEdition.id.in_(_aged()),
                select(TableRow.line).where(TableRow.edition_id == TableEdition.id).exists()
                | (TableEdition.file_ref != ""),
            )
        ).all()
    return sum(_clear(edition_id) for edition_id in over)


def _give_up_old() -> None:
    with transaction() as session:
        old = session.scalars(
            select(TableEdition)
            .where(
                TableEdition.state.in_((State.LOOKED, State.READY)),
                TableEdition.uploaded_at < clock.now() - AFTER,
            )
            .with_for_update(skip_locked=True)
        )
        for edition in old:
            edition.state = State.DROPPED


def _refused() -> ColumnElement[bool]:
    """Whose columns may be chosen anew waits a while; the others are of no more use."""
    is_over = (TableEdition.header == []) | (TableEdition.uploaded_at < clock.now() - AFTER)
    return (TableEdition.state == State.REFUSED) & is_over


def _aged() -> Select[tuple[uuid.UUID]]:
    """Editions behind the newest of their table that were live once."""
    place = func.row_number().over(
        partition_by=TableEdition.table_id, order_by=TableEdition.published_at.desc()
    )
    ranked = (
        select(TableEdition.id, place.label("place"))
        .where(TableEdition.state.in_((State.REPLACED, State.UNDONE)))
        .subquery()
    )
    return select(ranked.c.id).where(ranked.c.place > KEPT)


def _clear(edition_id: uuid.UUID) -> int:
    """One chunk of an edition's rows; its file with the last."""
    with transaction() as session:
        some = select(TableRow.line).where(TableRow.edition_id == edition_id).limit(CHUNK)
        gone = session.execute(
            delete(TableRow).where(TableRow.edition_id == edition_id, TableRow.line.in_(some))
        )
        count = int(getattr(gone, "rowcount", 0))
        edition = session.get(TableEdition, edition_id)
        if edition is not None and count < CHUNK and edition.file_ref:
            sheets.forget(edition.file_ref)
            edition.file_ref = ""
        return count

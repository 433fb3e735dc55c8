"""An edition takes the place of the live one: at once, or by itself on the day from which it is in force."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.staff import operations as staff
from portal.tables.models import LookupTable, State, TableEdition
from portal.tables.operations import locked


def put_up(session: Session, table: LookupTable, edition: TableEdition) -> None:
    """Make it the live one, inside the caller's transaction; what was live stays, for undoing."""
    if table.live_id is not None:
        locked.edition(session, table.live_id, {State.LIVE}).state = State.REPLACED
    edition.replaces_id = table.live_id
    edition.state, edition.published_at, table.live_id = State.LIVE, clock.now(), edition.id


def given_back(session: Session, edition: TableEdition) -> uuid.UUID | None:
    """The edition that this one replaced is live again, inside the caller's transaction; None without one."""
    before = session.get(TableEdition, edition.replaces_id) if edition.replaces_id else None
    if before is None or before.state is not State.REPLACED:
        return None
    before.state = State.LIVE
    return before.id


def switch() -> int:
    """Put up what is in force from today on, the earliest day first; how many. A repeat changes nothing."""
    due = TableEdition.valid_from <= clock.today()
    with transaction() as session:
        waiting = session.scalars(
            select(TableEdition.id)
            .where(TableEdition.state == State.PLANNED, due)
            .order_by(TableEdition.valid_from, TableEdition.number)
        ).all()
    return sum(_switched(edition_id) for edition_id in waiting)


def _switched(edition_id: uuid.UUID) -> bool:
    """One commit; False when an officer, or another relay, was quicker."""
    try:
        with transaction() as session:
            edition = locked.edition(session, edition_id, {State.PLANNED})
            put_up(session, locked.table(session, edition.table_id), edition)
            staff.record_act("table.switch", "table_edition", edition_id, None, rows=edition.rows_done)
    except Conflict:
        return False
    return True

"""Tables and editions for who changes them: locked, the table first, in a state that fits."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Conflict, Missing
from portal.tables.models import LookupTable, State, TableEdition


def table(session: Session, table_id: uuid.UUID) -> LookupTable:
    """Locked, so that two officers change one table one after the other; raises Missing."""
    found = session.scalar(
        select(LookupTable).filter_by(id=table_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing("table")
    return found


def edition(session: Session, edition_id: uuid.UUID, states: set[State]) -> TableEdition:
    """Locked after its table; in another state than it was seen in, it is a Conflict."""
    table_id = session.scalar(select(TableEdition.table_id).filter_by(id=edition_id))
    if table_id is None:
        raise Missing("edition")
    table(session, table_id)
    found = session.scalars(
        select(TableEdition)
        .filter_by(id=edition_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if found.state not in states:
        raise Conflict("state")
    return found

"""Whose an edition is while a worker has it: taken for a time, put back, refused; a lost one is let be."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock, db
from portal.core.db import transaction
from portal.tables import columns as cells
from portal.tables.columns import Column
from portal.tables.models import WORK, State, TableEdition
from portal.tables.operations import rows

LEASE = dt.timedelta(seconds=60)
MOST_TRIES = 5


@dataclass(frozen=True)
class Taken:
    """An edition that is ours to work on until the lease ends."""

    id: uuid.UUID
    number: int
    token: uuid.UUID
    state: State
    file_ref: str
    columns: tuple[Column, ...]
    width: int
    rows_end: int
    is_fresh: bool  # no row of this choice of columns is in yet


class Lost(Exception):
    """Somebody else has it now, or an officer gave it up."""


def is_due() -> bool:
    """Does an edition wait for a worker?"""
    due = TableEdition.state.in_(WORK) & (TableEdition.due_at <= func.clock_timestamp())
    with transaction() as session:
        return session.scalar(select(TableEdition.id).where(due).limit(1)) is not None


def take() -> Taken | None:
    """Lease the oldest edition that is due; one that was taken too often and got nowhere is refused."""
    token = uuid.uuid4()
    with transaction() as session:
        row = session.scalar(
            select(TableEdition)
            .where(TableEdition.state.in_(WORK), TableEdition.due_at <= func.clock_timestamp())
            .order_by(TableEdition.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.lease_token, row.due_at, row.tries = token, clock.now() + LEASE, row.tries + 1
        if row.tries > MOST_TRIES:
            row.state, row.problem, row.lease_token = State.REFUSED, {"word": "worker"}, None
        columns = tuple(cells.unpacked(row.columns))
        return Taken(
            row.id,
            row.number,
            token,
            row.state,
            row.file_ref,
            columns,
            len(row.header),
            row.rows_end,
            row.rows_end == row.header_end,
        )


def refuse(taken: Taken, word: str, **facts: Any) -> None:
    """Not to be taken; nothing of it stays but the reason."""
    with transaction() as session:
        rows.forget(session, taken.id)
        mine(session, taken, state=State.REFUSED, problem={"word": word, **facts}, lease_token=None)


def put_back(taken: Taken) -> None:
    """Its next job may begin at once."""
    with transaction() as session:
        mine(session, taken, due_at=clock.now(), lease_token=None)
        db.notify("tables")


def mine(session: Session, taken: Taken, **values: Any) -> None:
    """Write these values, in the caller's transaction; raises Lost when the lease is no longer ours."""
    ours = (TableEdition.id == taken.id) & (TableEdition.lease_token == taken.token)
    done = session.execute(update(TableEdition).where(ours).values(**values))
    if not getattr(done, "rowcount", 0):
        raise Lost

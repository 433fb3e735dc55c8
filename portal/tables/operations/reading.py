"""What workers do: look into a file, bring its rows in. Each step commits; a killed one is gone on with."""

import datetime as dt
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock, db, sheets
from portal.core.db import transaction
from portal.core.faults import fault
from portal.core.search import fold, tidy
from portal.core.sheets import BadSheet, Placed
from portal.tables import columns as cells
from portal.tables import kinds
from portal.tables.columns import Column, Fault, Line, Role
from portal.tables.models import WORK, State, TableEdition, TableFault, TableRow
from portal.tables.operations import rows

LEASE = dt.timedelta(seconds=60)
MOST_TRIES = 5
BATCH = 2500
MOST_FAULTS = 1000  # listed; all are counted
SLICE = 4.0  # seconds of one job; then messages have their turn
SAMPLE = 5


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


def work_on(taken: Taken) -> bool:
    """Look or bring in; True when there is more to do. A file that cannot be taken is refused, whole."""
    try:
        if taken.state is State.ARRIVED:
            look(taken)
        elif taken.state is State.IMPORTING:
            return bring_in(taken)
    except BadSheet as error:
        refuse(taken, error.word, **error.facts)
    return False


def look(taken: Taken) -> None:
    """Read the whole file once: what it is, its columns, how many rows; or why it is refused."""
    seen: list[Placed] = []
    filled: set[int] = set()
    total = 0
    with sheets.opened(taken.file_ref) as sheet:
        for row in sheets.unroll(taken.file_ref, sheet):
            total += 1
            if len(seen) < kinds.LOOKS + SAMPLE:
                seen.append(row)
            else:
                filled.update(at for at, cell in enumerate(row.cells) if cell)
        facts = sheet.facts
    if not seen:
        raise BadSheet("empty")
    at = kinds.header_of([row.cells for row in seen])
    filled.update(place for row in seen[at + 1 :] for place, cell in enumerate(row.cells) if cell)
    header = _header(seen[at].cells, filled)
    if total <= at + 1:
        raise BadSheet("header_only")
    sample = [row.cells for row in seen[at + 1 : at + 1 + SAMPLE]]
    with transaction() as session:
        _mine(
            session,
            taken,
            state=State.LOOKED,
            facts=facts,
            header=header,
            header_line=seen[at].line,
            header_end=seen[at].end,
            sample=sample,
            rows_total=total - at - 1,
            lease_token=None,
            tries=0,
        )


def _header(cells_: Sequence[str], filled: set[int]) -> list[str]:
    """The names of the columns, one each; raises BadSheet (`no_header`, `twins`, `nameless`)."""
    header = [tidy(name)[: cells.LONGEST_LABEL] for name in cells_]
    if not any(any(sign.isalpha() for sign in name) for name in header):
        raise BadSheet("no_header")
    first: dict[str, int] = {}
    for place, name in enumerate(header):
        folded = fold(name)
        if folded in first:
            raise BadSheet("twins", name=name, first=first[folded] + 1, second=place + 1)
        if folded:
            first[folded] = place
        elif place in filled:
            raise BadSheet("nameless", column=place + 1)
    return header


def refuse(taken: Taken, word: str, **facts: Any) -> None:
    """Not to be taken; nothing of it stays but the reason."""
    with transaction() as session:
        rows.forget(session, taken.id)
        _mine(session, taken, state=State.REFUSED, problem={"word": word, **facts}, lease_token=None)


@dataclass
class _Batch:
    """What has been read and not yet written."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    end: int = 0

    def __len__(self) -> int:
        return len(self.lines) + len(self.faults)

    def read(self, taken: Taken, row: Placed, keys: set[str]) -> None:
        self.end = row.end
        try:
            found = cells.read(taken.columns, row.cells, taken.width)
            if keys.intersection(found.keys):
                raise Fault("twice", "", found.keys[0])
        except Fault as wrong:
            self.faults.append((row.line, wrong))
        else:
            keys.update(found.keys)
            self.lines.append((row.line, found))


def bring_in(taken: Taken) -> bool:
    """Write the rows from `rows_end` on, batch by batch; True when a job's time is over before the end."""
    until, batch = time.monotonic() + SLICE, _Batch()
    if taken.is_fresh:
        with transaction() as session:
            _mine(session, taken, due_at=clock.now() + LEASE)
            rows.forget(session, taken.id)  # of columns that were chosen before
    keys = _keys_so_far(taken)
    for row in sheets.rows_from(taken.file_ref, taken.rows_end):
        batch.read(taken, row, keys)
        if len(batch) >= BATCH:
            _write(taken, batch)
            batch = _Batch()
            if time.monotonic() > until:
                _put_back(taken)
                return True
    if len(batch):
        _write(taken, batch)
    _finish(taken)
    return False


def _keys_so_far(taken: Taken) -> set[str]:
    place = next((n for n, column in enumerate(taken.columns) if column.role is Role.EXACT), None)
    if place is None:
        return set()
    with transaction() as session:
        shown = session.scalars(select(TableRow.cells[place].astext).filter_by(edition_id=taken.id))
        return {cells.key(taken.columns[place], value) for value in shown}


def _write(taken: Taken, batch: _Batch) -> None:
    """One commit: rows, faults, how far it went; nobody else's lease is written over."""
    with transaction() as session:
        listed = (
            session.scalar(select(func.count()).select_from(TableFault).filter_by(edition_id=taken.id)) or 0
        )
        _mine(
            session,
            taken,
            rows_done=TableEdition.rows_done + len(batch.lines),
            rows_bad=TableEdition.rows_bad + len(batch.faults),
            rows_end=batch.end,
            due_at=clock.now() + LEASE,
            tries=0,
        )
        rows.copy(session, taken.id, taken.number, batch.lines)
        session.add_all(
            TableFault(edition_id=taken.id, line=line, column=wrong.label, word=wrong.word, value=wrong.value)
            for line, wrong in batch.faults[: max(0, MOST_FAULTS - listed)]
        )
        fault("tables-batch")


def _put_back(taken: Taken) -> None:
    with transaction() as session:
        _mine(session, taken, due_at=clock.now(), lease_token=None)
        db.notify("tables")


def _finish(taken: Taken) -> None:
    """Ready for the officer; refused when no row was good."""
    with transaction() as session:
        done = session.scalar(select(TableEdition.rows_done).filter_by(id=taken.id))
        if not done:
            _mine(session, taken, state=State.REFUSED, problem={"word": "no_good_rows"}, lease_token=None)
            return
        found = rows.gathered(session, taken.id, taken.number, taken.columns)
        _mine(session, taken, state=State.READY, lease_token=None, **found)


def _mine(session: Session, taken: Taken, **values: Any) -> None:
    mine = (TableEdition.id == taken.id) & (TableEdition.lease_token == taken.token)
    done = session.execute(update(TableEdition).where(mine).values(**values))
    if not getattr(done, "rowcount", 0):
        raise Lost

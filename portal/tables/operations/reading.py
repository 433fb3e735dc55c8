"""What workers do: look into a file, bring its rows in. Each step commits; a killed one is gone on with."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from portal.core import clock, sheets
from portal.core.db import transaction
from portal.core.faults import fault
from portal.core.search import fold, tidy
from portal.core.sheets import BadSheet, Placed
from portal.tables import columns as cells
from portal.tables import kinds
from portal.tables.columns import Fault, Line, Role
from portal.tables.models import State, TableEdition, TableFault, TableRow
from portal.tables.operations import leasing, rows

BATCH = 2500
MOST_FAULTS = 1000  # listed; all are counted
SLICE = 4.0  # seconds of one job; then messages have their turn
SAMPLE = 5


def work_on(taken: leasing.Taken) -> bool:
    """Look or bring in; True when there is more to do. A file that cannot be taken is refused, whole."""
    try:
        if taken.state is State.ARRIVED:
            look(taken)
        elif taken.state is State.IMPORTING:
            return bring_in(taken)
    except BadSheet as error:
        leasing.refuse(taken, error.word, **error.facts)
    return False


def look(taken: leasing.Taken) -> None:
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
        leasing.mine(
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


@dataclass
class _Batch:
    """What has been read and not yet written."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    end: int = 0

    def __len__(self) -> int:
        return len(self.lines) + len(self.faults)

    def read(self, taken: leasing.Taken, row: Placed, keys: set[str]) -> None:
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


def bring_in(taken: leasing.Taken) -> bool:
    """Write the rows from `rows_end` on, batch by batch; True when a job's time is over before the end."""
    until, batch = time.monotonic() + SLICE, _Batch()
    if taken.is_fresh:
        with transaction() as session:
            leasing.mine(session, taken, due_at=clock.now() + leasing.LEASE)
            rows.forget(session, taken.id)  # of columns that were chosen before
    keys = _keys_so_far(taken)
    for row in sheets.rows_from(taken.file_ref, taken.rows_end):
        batch.read(taken, row, keys)
        if len(batch) >= BATCH:
            _write(taken, batch)
            batch = _Batch()
            if time.monotonic() > until:
                leasing.put_back(taken)
                return True
    if len(batch):
        _write(taken, batch)
    _finish(taken)
    return False


def _keys_so_far(taken: leasing.Taken) -> set[str]:
    place = next((n for n, column in enumerate(taken.columns) if column.role is Role.EXACT), None)
    if place is None:
        return set()
    with transaction() as session:
        shown = session.scalars(select(TableRow.cells[place].astext).filter_by(edition_id=taken.id))
        return {cells.key(taken.columns[place], value) for value in shown}


def _write(taken: leasing.Taken, batch: _Batch) -> None:
    """One commit: rows, faults, how far it went; nobody else's lease is written over."""
    with transaction() as session:
        listed = (
            session.scalar(select(func.count()).select_from(TableFault).filter_by(edition_id=taken.id)) or 0
        )
        leasing.mine(
            session,
            taken,
            rows_done=TableEdition.rows_done + len(batch.lines),
            rows_bad=TableEdition.rows_bad + len(batch.faults),
            rows_end=batch.end,
            due_at=clock.now() + leasing.LEASE,
            tries=0,
        )
        rows.copy(session, taken.id, taken.number, batch.lines)
        session.add_all(
            TableFault(edition_id=taken.id, line=line, column=wrong.label, word=wrong.word, value=wrong.value)
            for line, wrong in batch.faults[: max(0, MOST_FAULTS - listed)]
        )
        fault("tables-batch")


def _finish(taken: leasing.Taken) -> None:
    """Ready for the officer; refused when no row was good."""
    with transaction() as session:
        done = session.scalar(select(TableEdition.rows_done).filter_by(id=taken.id))
        if not done:
            leasing.mine(
                session, taken, state=State.REFUSED, problem={"word": "no_good_rows"}, lease_token=None
            )
            return
        found = rows.gathered(session, taken.id, taken.number, taken.columns)
        leasing.mine(session, taken, state=State.READY, lease_token=None, **found)

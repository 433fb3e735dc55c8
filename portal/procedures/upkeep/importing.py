"""A file for the catalogue on its way: kept, compared by a worker, seen by an officer, then applied whole."""

import uuid
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, sheets
from portal.core.db import apart, db, notify, transaction
from portal.core.errors import Conflict, Missing
from portal.places import queries as places
from portal.procedures import files, layout, operations, queries
from portal.procedures.forms import ProcedureFacts
from portal.procedures.upkeep.models import CatalogueChange, CatalogueImport, ChangeKind, ImportState
from portal.procedures.upkeep.tasks import content
from portal.procedures.upkeep.turns import STALE
from portal.staff import operations as staff

BELL = "catalogue"
LISTED = 500  # refused rows that are kept; all are counted
BATCH = 250
MARK = "partial"


def hand_in(stream: BinaryIO, name: str, user_id: uuid.UUID) -> uuid.UUID:
    """Keep a file and have it compared; nothing of the catalogue changes. Raises BadSheet (empty, large)."""
    kept = sheets.keep(stream)
    now = clock.now()
    with transaction() as session:
        row = CatalogueImport(
            id=uuid.UUID(kept.name),
            file_name=name[-120:],
            state=ImportState.WAITING,
            refused=[],
            told_by=user_id,
            created_at=now,
            moved_at=now,
        )
        session.add(row)
        session.flush()
        staff.record_act("catalogue.handed_in", "catalogue_import", row.id, user_id=user_id, size=kept.size)
        notify(BELL)
    return uuid.UUID(kept.name)


def apply(import_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Have a compared file taken over by a worker; a repeat changes nothing. Conflict if it is not ready."""
    with transaction() as session:
        row = locked(import_id)
        if row.state in {ImportState.APPLYING, ImportState.APPLIED}:
            return
        if row.state is not ImportState.READY:
            raise Conflict("not ready")
        row.state, row.done, row.total = ImportState.APPLYING, 0, row.added + row.changed
        row.moved_at = clock.now() - STALE  # any worker may take it at once
        staff.record_act("catalogue.applied", "catalogue_import", import_id, user_id=user_id)
        session.flush()
        notify(BELL)


def drop(import_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Let a file go; the catalogue stays as it is. A repeat changes nothing."""
    with transaction():
        row = locked(import_id)
        if row.state is ImportState.DROPPED:
            return
        if row.state in {ImportState.APPLYING, ImportState.APPLIED}:
            raise Conflict("it is being applied")
        row.state, row.moved_at = ImportState.DROPPED, clock.now()
        staff.record_act("catalogue.dropped", "catalogue_import", import_id, user_id=user_id)
    sheets.forget(import_id.hex)


def locked(import_id: uuid.UUID) -> CatalogueImport:
    """One file, locked; raises Missing."""
    row = db.session.get(CatalogueImport, import_id, with_for_update=True)
    if row is None:
        raise Missing("import")
    return row


def compare(import_id: uuid.UUID) -> None:
    """Read a file and write down what it would change, batch by batch; a killed one is begun anew."""
    try:
        told = files.read(sheets.path(import_id.hex))
    except files.NoCatalogue as bad:
        move(import_id, state=ImportState.FAILED, problem=bad.why, refused=[bad.facts])
        sheets.forget(import_id.hex)
        return
    with transaction() as session:
        session.execute(delete(CatalogueChange).where(CatalogueChange.import_id == import_id))
    rows, refused = operations.checked(told.rows)
    total = len(told.rows)
    move(import_id, total=total, read=total, refused_count=len(refused), refused=refused[:LISTED])
    counts = {kind: 0 for kind in ChangeKind}
    ours, waiting, done = places.province_names(), iter(rows), 0
    while batch := list(islice(waiting, BATCH)):
        found = _changes(import_id, batch, ours, is_partial=told.is_partial)
        for one in found:
            counts[one["kind"]] += 1
        done += len(batch)
        with transaction() as session:
            if found:
                session.execute(insert(CatalogueChange).values(found))
            move(import_id, done=done)
    added, changed = counts[ChangeKind.NEW], counts[ChangeKind.CHANGED] + counts[ChangeKind.READ]
    unchanged = len(rows) - added - changed
    move(import_id, state=ImportState.READY, done=total, added=added, changed=changed, unchanged=unchanged)
    sheets.forget(import_id.hex)


def _changes(
    import_id: uuid.UUID, batch: list[ProcedureFacts], ours: frozenset[str], *, is_partial: bool
) -> list[dict[str, Any]]:
    standing = queries.standing([row.code for row in batch])
    made = []
    for row in batch:
        before, digest = standing.get(row.code, ({}, ""))
        entry = layout.entry(row, before, ours, is_partial=is_partial)
        if entry.digest == digest:
            continue
        made.append(
            {
                "import_id": import_id,
                "code": row.code,
                "name": str(entry.payload.get("name", row.name)),
                "kind": _kind(before, entry.payload),
                "row": row.model_dump(mode="json", exclude_unset=True) | ({MARK: True} if is_partial else {}),
                "before": before,
                "after": entry.payload,
            }
        )
    return made


def _kind(before: dict[str, Any], after: dict[str, Any]) -> ChangeKind:
    if not before:
        return ChangeKind.NEW
    return ChangeKind.CHANGED if content(before) != content(after) else ChangeKind.READ


def carry_out(import_id: uuid.UUID) -> None:
    """Take over what a file changes, in one commit; how far it is can be seen. A repeat changes nothing."""
    change = CatalogueChange
    wanted = select(change.row).where(change.import_id == import_id).order_by(change.id)
    with transaction() as session:
        rows = [dict(row) for row in session.scalars(wanted)]
    marks = [row.pop(MARK, False) for row in rows]
    report = operations.import_rows(rows, ticker(import_id), is_partial=any(marks))
    move(import_id, state=ImportState.APPLIED, added=report.added, changed=report.changed)


def ticker(import_id: uuid.UUID) -> operations.Tick:
    """Writes how many rows are done beside the transaction that does them."""
    mine, done = CatalogueImport.id == import_id, 0

    def tick(more: int, total: int) -> None:
        nonlocal done
        done += more
        with apart() as beside:
            values = {"done": done, "total": total, "moved_at": clock.now()}
            beside.execute(update(CatalogueImport).where(mine).values(**values))

    return tick


def move(import_id: uuid.UUID, **values: Any) -> None:
    """Write down how far a file has come, and that somebody is at it."""
    with transaction() as session:
        session.execute(
            update(CatalogueImport)
            .where(CatalogueImport.id == import_id)
            .values(moved_at=clock.now(), **values)
        )

"""An applied file taken back: every procedure it changed says again what it said before, in one commit."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal.core import clock, stamps
from portal.core.db import notify, transaction
from portal.core.errors import Conflict
from portal.places import queries as places
from portal.procedures import layout, operations, queries, shelf, versions
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.upkeep import importing, tasks
from portal.procedures.upkeep.models import CatalogueChange, ImportState
from portal.procedures.upkeep.turns import STALE
from portal.staff import operations as staff

_APPROVED = text(
    """UPDATE procedure_version AS now SET approved_at = old.approved_at, approved_by = old.approved_by
       FROM procedure_version AS old WHERE now.procedure_id = ANY(:ids) AND now.valid_to IS NULL
         AND old.procedure_id = now.procedure_id AND old.payload_hash = now.payload_hash
         AND old.id <> now.id AND old.approved_at IS NOT NULL AND now.approved_at IS NULL"""
)


def undo(import_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Have a worker take an applied file back; a repeat changes nothing.

    Conflict when it was not applied, or so long ago that what it changed is forgotten. Goes into the trail.
    """
    with transaction() as session:
        row = importing.locked(import_id)
        if row.state in {ImportState.UNDOING, ImportState.UNDONE}:
            return
        changes = session.scalar(select(CatalogueChange.id).filter_by(import_id=import_id).limit(1))
        if row.state is not ImportState.APPLIED or changes is None:
            raise Conflict("not applied")
        row.state, row.done, row.total = ImportState.UNDOING, 0, row.added + row.changed
        row.moved_at = clock.now() - STALE  # any worker may take it at once
        staff.record_act("catalogue.undone", "catalogue_import", import_id, user_id=user_id)
        session.flush()
        notify(importing.BELL)


def carry_out(import_id: uuid.UUID) -> None:
    """Put everything back that still says what the file made it say; `done` of `total` were.

    What was changed again since is left as it is. What the file brought in newly is hidden. A repeat finds
    nothing of the file in force and changes nothing.
    """
    tick, done = importing.ticker(import_id), 0
    wanted = select(CatalogueChange).where(CatalogueChange.import_id == import_id)
    with transaction() as session:
        session.execute(operations.LOCK)
        changes = session.scalars(wanted.order_by(CatalogueChange.id)).all()
        for at in range(0, len(changes), operations.BATCH):
            some = changes[at : at + operations.BATCH]
            done += _put_back(session, some)
            tick(len(some), len(changes))
        if done:
            stamps.touch(shelf.STAMP)
        importing.move(import_id, state=ImportState.UNDONE, done=done, total=len(changes))
    queries.forget()
    shelf.forget()


def _put_back(session: Session, changes: Iterable[CatalogueChange]) -> int:
    standing = queries.standing([one.code for one in changes])
    mine = [one for one in changes if standing.get(one.code, ({}, ""))[1] == layout.digest(one.after)]
    rows = select(Procedure.code, Procedure.id).where(Procedure.code.in_([one.code for one in mine]))
    ids = {code: found for code, found in session.execute(rows)}
    _hide(session, [ids[one.code] for one in mine if not one.before])
    known = [one for one in mine if one.before]
    ours = places.province_names()
    entries = [layout.laid_out(one.before, ours) for one in known]
    session.execute(layout.UPSERT, {"rows": layout.as_json([entry.listed for entry in entries])})
    versions.open_new(session, entries, ids, {entry.code for entry in entries})
    session.execute(_APPROVED, {"ids": [ids[entry.code] for entry in entries]})
    tasks.open_for({one.code: (one.after, one.before) for one in known})
    return len(mine)


def _hide(session: Session, ids: list[uuid.UUID]) -> None:
    """A procedure that the file brought in: nowhere listed any more, its version closed and kept."""
    session.execute(update(Procedure).where(Procedure.id.in_(ids)).values(is_hidden=True))
    session.execute(
        update(ProcedureVersion)
        .where(ProcedureVersion.procedure_id.in_(ids), ProcedureVersion.valid_to.is_(None))
        .values(valid_to=clock.today())
    )

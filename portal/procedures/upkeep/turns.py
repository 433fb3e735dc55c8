"""Whose turn it is: files of the catalogue that wait for a worker, and those a dead one has left."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import delete, select

from portal.core import clock
from portal.core.db import transaction
from portal.procedures.upkeep.models import CatalogueChange, CatalogueImport, ImportState

STALE = dt.timedelta(minutes=3)  # a worker that has not moved for so long is dead
KEEP = dt.timedelta(days=30)  # what files would have changed; versions stay for ever
WORK = {ImportState.WAITING: ImportState.READING}


def is_due() -> bool:
    """Does a file wait for a worker, or has one been left half-way?"""
    with transaction() as session:
        return session.scalar(select(CatalogueImport.id).where(_due()).limit(1)) is not None


def _due() -> Any:
    waiting = CatalogueImport.state == ImportState.WAITING
    begun = CatalogueImport.state.in_([ImportState.READING, ImportState.APPLYING, ImportState.UNDOING])
    return waiting | (begun & (CatalogueImport.moved_at <= clock.now() - STALE))


def take() -> tuple[uuid.UUID, ImportState] | None:
    """Take the oldest file that is due."""
    with transaction() as session:
        wanted = select(CatalogueImport).where(_due()).order_by(CatalogueImport.created_at).limit(1)
        row = session.scalar(wanted.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.state, row.moved_at = WORK.get(row.state, row.state), clock.now()
        return row.id, row.state


def sweep() -> int:
    """Forget what old files would have changed; how many rows."""
    old = select(CatalogueImport.id).where(CatalogueImport.created_at < clock.now() - KEEP)
    with transaction() as session:
        gone = session.execute(delete(CatalogueChange).where(CatalogueChange.import_id.in_(old)))
    return int(getattr(gone, "rowcount", 0))

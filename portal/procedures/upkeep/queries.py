"""Files for the catalogue as the desk shows them, and what they change."""

import uuid
from typing import Any

from sqlalchemy import func, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.procedures.upkeep.models import CatalogueChange, CatalogueImport, ChangeKind


def listed(limit: int = 20) -> list[CatalogueImport]:
    """Files, the newest first."""
    return list(
        db.session.scalars(select(CatalogueImport).order_by(CatalogueImport.created_at.desc()).limit(limit))
    )


def one(import_id: uuid.UUID) -> CatalogueImport:
    """One file; raises Missing."""
    row = db.session.get(CatalogueImport, import_id)
    if row is None:
        raise Missing("import")
    return row


def only_read(import_id: uuid.UUID) -> int:
    """How many rows differ only in when or where they were read."""
    mine = CatalogueChange.import_id == import_id, CatalogueChange.kind == ChangeKind.READ
    return int(db.session.scalar(select(func.count()).where(*mine)) or 0)


def changes(import_id: uuid.UUID, page: int, size: int) -> tuple[list[CatalogueChange], int]:
    """A page of what a file changes, and how much it is in all; what is changed first, then what is new."""
    mine = CatalogueChange.import_id == import_id
    rows = select(CatalogueChange).where(mine).order_by(CatalogueChange.kind, CatalogueChange.id)
    found = db.session.scalars(rows.limit(size).offset((page - 1) * size))
    return list(found), int(db.session.scalar(select(func.count()).where(mine)) or 0)


def facts(row: CatalogueImport) -> dict[str, Any]:
    """What the sentence about a file that is no catalogue needs: line, column ..."""
    return dict(row.refused[0]) if row.refused and isinstance(row.refused[0], dict) else {}

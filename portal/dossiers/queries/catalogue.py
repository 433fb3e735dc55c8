"""What the catalogue knows of the procedures a batch names, without importing that feature."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BigInteger, Date, Text, Uuid, column, select, table

from portal.core.db import db

_procedure = table(
    "procedure", column("id", Uuid), column("code", Text), column("name", Text), column("field", Text)
)
_version = table(
    "procedure_version",
    column("id", BigInteger),
    column("procedure_id", Uuid),
    column("valid_from", Date),
)


@dataclass(frozen=True)
class Known:
    """A procedure with its published versions, oldest first."""

    id: uuid.UUID
    code: str
    name: str
    field: str | None
    versions: tuple[tuple[dt.date, int], ...]

    def version_on(self, day: dt.date) -> int | None:
        """The version in force on a day; for an older day the first we know."""
        begun = [number for valid_from, number in self.versions if valid_from <= day]
        return begun[-1] if begun else self.versions[0][1] if self.versions else None


def national(code: str) -> str:
    """The national part of a procedure's code: a provincial suffix means the same procedure."""
    return code[:8] if len(code) > 8 and code[8] == "." else code


def procedures(codes: Collection[str]) -> dict[str, Known]:
    """National code -> what we know of it."""
    wanted = {national(code) for code in codes}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(
            _procedure.c.id,
            _procedure.c.code,
            _procedure.c.name,
            _procedure.c.field,
            _version.c.valid_from,
            _version.c.id.label("version_id"),
        )
        .join_from(_procedure, _version, _version.c.procedure_id == _procedure.c.id, isouter=True)
        .where(_procedure.c.code.in_(wanted))
        .order_by(_procedure.c.code, _version.c.valid_from, _version.c.id)
    ).all()
    versions: dict[str, list[tuple[dt.date, int]]] = {}
    for row in rows:
        if row.version_id is not None:
            versions.setdefault(row.code, []).append((row.valid_from, row.version_id))
    return {r.code: Known(r.id, r.code, r.name, r.field, tuple(versions.get(r.code, ()))) for r in rows}

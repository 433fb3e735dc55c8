"""Lists of fields and of what is asked most, and one procedure with what is in force."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from portal.core import clock, current
from portal.core.db import db
from portal.core.search import sort_key
from portal.procedures import terms
from portal.procedures.forms import ProcedureFacts
from portal.procedures.models import Procedure, ProcedureVersion

KEPT_SECONDS = 60
ITEM = (Procedure.code, Procedure.name, Procedure.field, Procedure.desk, Procedure.levels, Procedure.is_rich)


@dataclass(frozen=True)
class Item:
    """A procedure in a list."""

    code: str
    name: str
    field: str | None
    desk: str | None
    levels: list[str]
    is_rich: bool


@dataclass(frozen=True)
class InForce:
    """A procedure with the version in force."""

    facts: ProcedureFacts
    version_id: int
    valid_from: dt.date
    imported_at: dt.datetime
    approved_at: dt.datetime | None
    is_hidden: bool


def in_force(code: str) -> InForce | None:
    """One procedure as it is published now."""
    row = db.session.execute(
        select(
            ProcedureVersion.payload,
            ProcedureVersion.id,
            ProcedureVersion.valid_from,
            ProcedureVersion.imported_at,
            ProcedureVersion.approved_at,
            Procedure.is_hidden,
        )
        .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        .where(Procedure.code == code, ProcedureVersion.valid_to.is_(None))
    ).one_or_none()
    return InForce(ProcedureFacts.model_validate(row[0]), *row[1:]) if row else None


@dataclass(frozen=True)
class Past:
    """What was published on a day, and until when; `valid_to` is None for what is in force still."""

    facts: ProcedureFacts
    version_id: int
    valid_from: dt.date
    valid_to: dt.date | None


def on_day(code: str, day: dt.date) -> Past | None:
    """One procedure as it was published on a day; for a day before all we know, the first we know."""
    version = ProcedureVersion
    begun = version.valid_from <= day
    row = db.session.execute(
        select(version.payload, version.id, version.valid_from, version.valid_to)
        .join(Procedure, Procedure.id == version.procedure_id)
        .where(Procedure.code == code, ~Procedure.is_hidden)
        .order_by(begun.desc(), case((begun, version.valid_from)).desc(), version.valid_from)
        .order_by(version.valid_to.is_(None).desc(), version.id.desc())
        .limit(1)
    ).one_or_none()
    return Past(ProcedureFacts.model_validate(row[0]), *row[1:]) if row else None


@dataclass(frozen=True)
class Version:
    """One of the versions a procedure has had."""

    id: int
    valid_from: dt.date
    valid_to: dt.date | None
    as_of: str
    imported_at: dt.datetime
    approved_at: dt.datetime | None


def versions(code: str) -> tuple[Version, ...]:
    """Every version of a procedure, the newest first."""
    version = ProcedureVersion
    columns = (version.id, version.valid_from, version.valid_to)
    rows = db.session.execute(
        select(*columns, version.as_of, version.imported_at, version.approved_at)
        .join(Procedure, Procedure.id == version.procedure_id)
        .where(Procedure.code == code)
        .order_by(version.valid_from.desc(), version.id.desc())
        .limit(50)
    )
    return tuple(Version(*row) for row in rows)


def version(code: str, number: int) -> ProcedureVersion | None:
    """One version of a procedure by its number."""
    mine = select(ProcedureVersion).join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
    wanted = Procedure.code == code, ProcedureVersion.id == number
    return db.session.scalars(mine.where(*wanted)).one_or_none()


def approvals(codes: Iterable[str]) -> dict[str, dt.datetime | None]:
    """When the version in force of each procedure was approved."""
    rows = db.session.execute(
        select(Procedure.code, ProcedureVersion.approved_at)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(Procedure.code.in_(list(codes)), ProcedureVersion.valid_to.is_(None))
    )
    return dict(rows.all())


def standing(codes: Iterable[str]) -> dict[str, tuple[dict[str, Any], str]]:
    """Code -> what is in force, with its hash."""
    rows = db.session.execute(
        select(Procedure.code, ProcedureVersion.payload, ProcedureVersion.payload_hash)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
        .where(Procedure.code.in_(list(codes)), ProcedureVersion.valid_to.is_(None))
    )
    return {code: (payload, digest) for code, payload, digest in rows}


def count() -> int:
    """How many procedures there are."""
    return int(db.session.scalar(select(func.count()).select_from(Procedure)) or 0)


@dataclass
class _Kept:
    fields: tuple[str, ...] = ()
    common_fields: tuple[str, ...] = ()
    top: tuple[Item, ...] = ()
    until: dt.datetime | None = None


_kept = _Kept()


def forget() -> None:
    """Read the lists anew at the next question."""
    _kept.until = None


current.on_change(forget)


def _lists() -> _Kept:
    """Lists that change only with an import, kept a minute in this process."""
    if _kept.until is None or clock.now() >= _kept.until:
        counted = select(Procedure.field, func.bool_or(Procedure.is_rich)).where(~Procedure.is_hidden)
        rows = db.session.execute(counted.where(Procedure.field.is_not(None)).group_by(Procedure.field))
        named = sorted(((name, common) for name, common in rows if name), key=lambda row: sort_key(row[0]))
        places = {code: place for place, code in enumerate(terms.most_asked())}
        common = db.session.execute(select(*ITEM).where(~Procedure.is_hidden, Procedure.code.in_(places)))
        _kept.fields = tuple(name for name, _ in named)
        _kept.common_fields = tuple(name for name, is_common in named if is_common)
        _kept.top = tuple(sorted((Item(*row) for row in common), key=lambda item: places[item.code]))
        _kept.until = clock.now() + dt.timedelta(seconds=KEPT_SECONDS)
    return _kept


def fields() -> tuple[str, ...]:
    """Every field that has a procedure, in Vietnamese order."""
    return _lists().fields


def common_fields() -> tuple[str, ...]:
    """The fields that citizens have to do with most."""
    return _lists().common_fields


def top() -> tuple[Item, ...]:
    """Procedures people ask for most."""
    return _lists().top

"""Writing down where things are: units of today and before, swapped working days, offices."""

import csv
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Table, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core.db import afterwards, transaction
from portal.core.errors import Refused
from portal.core.search import fold
from portal.places import spoken
from portal.places.forms import CurrentUnit, OfficeFacts, OldUnit, Row, WorkingDay
from portal.places.models import Office, Unit, UnitLevel, UnitSuccession, WorkingDayOverride

FOLDER = Path(__file__).parent / "data"
UNITS = (FOLDER / "units_current.csv", FOLDER / "units_old_new.csv")
WORKING_DAYS = FOLDER / "working_day_overrides.csv"
NEW_MAP = dt.date(2025, 7, 1)  # the day districts went and communes were drawn anew
LAST_OF_OLD = dt.date(2025, 6, 30)
NOT_KNOWN = dt.date(1900, 1, 1)  # the sources do not say since when an old unit existed
LARGEST = 16 * 1024 * 1024
SHAPES: tuple[type[Row], ...] = (CurrentUnit, OldUnit, WorkingDay)


@dataclass
class Report:
    """What an import did; `changed` counts rows that are new or say something else than before."""

    read: int = 0
    changed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def import_units(files: Sequence[Path] = UNITS) -> Report:
    """Read tables of units or of working days, told apart by their columns, in one commit.

    A row that cannot be believed is reported with its line and left out; a repeat changes nothing.
    Raises Refused, with nothing written, when a file is none of these tables.
    """
    report = Report()
    found: dict[type[Row], list[Any]] = {shape: [] for shape in SHAPES}
    for path in files:
        shape, rows = _read(path, report)
        found[shape] += rows
    with transaction() as session:
        report.changed += _write_current(session, found[CurrentUnit])
        report.changed += _write_old(session, found[OldUnit], report)
        days = [row.model_dump() for row in found[WorkingDay]]
        report.changed += _upsert(session, WorkingDayOverride, days, ["date"])
        afterwards(spoken.forget)
    return report


def import_working_days() -> Report:
    """Read the swapped working days that come with the portal; a repeat changes nothing."""
    return import_units([WORKING_DAYS])


def upsert_office(facts: OfficeFacts) -> uuid.UUID:
    """Write an office down, or what changed about it, by its code."""
    values = facts.model_dump(mode="json", exclude={"unit_code"})
    with transaction() as session:
        unit = select(Unit.id).where(Unit.code == facts.unit_code, Unit.valid_to.is_(None))
        values["unit_id"] = session.scalar(unit) if facts.unit_code else None
        new = insert(Office).values(id=uuid.uuid4(), folded=fold(facts.name), **values)
        kept = {name: new.excluded[name] for name in (*values, "folded") if name != "code"}
        made: uuid.UUID | None = session.scalar(
            new.on_conflict_do_update(index_elements=["code"], set_=kept).returning(Office.id)
        )
    if made is None:
        raise RuntimeError("an upsert returned no row")
    return made


def _read(path: Path, report: Report) -> tuple[type[Row], list[Row]]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"{path}: is larger than {LARGEST // 1024 // 1024} MB")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Refused(f"{path}: is not text in UTF-8") from None
    table = csv.DictReader(lines, strict=True)
    columns = set(table.fieldnames or ())
    shape = next((shape for shape in SHAPES if set(shape.model_fields) <= columns), None)
    if shape is None:
        raise Refused(f"{path}: has none of the known sets of columns")
    try:
        return shape, _checked(path.name, shape, table, report)
    except csv.Error as error:
        raise Refused(f"{path}: is not CSV: {error}") from None


def _checked(name: str, shape: type[Row], table: Iterable[dict[str, Any]], report: Report) -> list[Row]:
    good: list[Row] = []
    for number, row in enumerate(table, start=2):
        report.read += 1
        try:
            good.append(shape.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            report.refused.append((f"{name}:{number}", f"{'.'.join(map(str, first['loc']))}: {first['msg']}"))
    if not report.read:
        raise Refused(f"{name}: holds no rows")
    return good


def _write_current(session: Session, rows: list[CurrentUnit]) -> int:
    units = [
        {
            "code": row.commune_code,
            "name": row.commune_name,
            "folded": fold(row.commune_name),
            "level": UnitLevel.COMMUNE,
            "parent_name": row.province_name,
            "valid_from": NEW_MAP,
        }
        for row in rows
    ]
    return _upsert(session, Unit, units, ["code", "valid_from"])


def _write_old(session: Session, rows: list[OldUnit], report: Report) -> int:
    """Old units with what took over from each; one whose successor nobody knows is reported, not written."""
    today = dict(session.execute(select(Unit.code, Unit.id).where(Unit.valid_from == NEW_MAP)).all())
    known = [row for row in rows if row.new_commune_code in today]
    for row in rows:
        if row.new_commune_code not in today:
            report.refused.append((row.old_commune_code, f"no unit {row.new_commune_code} today"))
    units = [_old(row) for row in known]
    changed = _upsert(session, Unit, units, ["code", "valid_from"])
    before = select(Unit.code, Unit.id).where(Unit.valid_from == NOT_KNOWN)
    old = dict(session.execute(before).all())
    links = [
        {"old_id": old[unit["code"]], "new_id": today[row.new_commune_code]}
        for unit, row in zip(units, known, strict=True)
    ]
    return changed + _upsert(session, UnitSuccession, links, ["old_id", "new_id"])


def _old(row: OldUnit) -> dict[str, Any]:
    is_commune = bool(row.old_commune)
    name = row.old_commune if is_commune else row.old_district
    return {
        "code": row.old_commune_code if is_commune else f"district-{fold(name).replace(' ', '-')}",
        "name": name,
        "folded": fold(name),
        "level": UnitLevel.COMMUNE if is_commune else UnitLevel.DISTRICT,
        "parent_name": row.old_province,
        "district_name": row.old_district if is_commune else None,
        "valid_from": NOT_KNOWN,
        "valid_to": LAST_OF_OLD,
        "was_split": row.was_split,
    }


def _upsert(session: Session, model: Any, rows: list[dict[str, Any]], key: list[str]) -> int:
    """Insert or change rows by their key, all at once; how many were not there like this before."""
    unique = list({tuple(row[name] for name in key): row for row in rows}.values())
    if not unique:
        return 0
    table: Table = model.__table__
    new = insert(table).values(unique)
    rest = [name for name in unique[0] if name not in key]
    if rest:
        differs = tuple_(*(table.c[name] for name in rest)).is_distinct_from(
            tuple_(*(new.excluded[name] for name in rest))
        )
        done = new.on_conflict_do_update(
            index_elements=key, set_={name: new.excluded[name] for name in rest}, where=differs
        )
    else:
        done = new.on_conflict_do_nothing(index_elements=key)
    return len(session.execute(done.returning(table.c[key[0]])).all())

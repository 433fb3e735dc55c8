"""Reading a catalogue into the database, version by version."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core import settings, stamps
from portal.core.db import transaction
from portal.places import queries as places
from portal.procedures import files, intake, layout, queries, shelf, versions
from portal.procedures.forms import ProcedureFacts
from portal.procedures.models import Procedure
from portal.procedures.upkeep import tasks

BATCH = 500
LOCK = text("SELECT pg_advisory_xact_lock(hashtext('procedures'))")


Tick = Callable[[int, int], object]


def _unheard(done: int, total: int) -> None:
    """Nobody watches the import."""


@dataclass(frozen=True)
class Refusal:
    """A row that was left out, and why."""

    code: str
    why: str


@dataclass
class Report:
    """What an import did."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def __add__(self, other: "Report") -> "Report":
        return Report(
            self.read + other.read,
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.refused + other.refused,
        )


def import_file(path: Path, tick: Tick = _unheard) -> Report:
    """Read a catalogue file into the database, in one commit.

    Raises Refused, with nothing written, when the file as a whole is not a catalogue. A row that cannot be
    believed is reported and left out. A row that says what is already in force changes nothing; one that says
    something else closes the version in force and opens the next. `tick` hears of rows done, and of how many.
    """
    told = files.read(path)
    return import_rows(told.rows, tick, is_partial=told.is_partial)


def import_rows(rows: list[Any], tick: Tick = _unheard, *, is_partial: bool = False) -> Report:
    """The same for rows that are at hand; partial ones change only what they name."""
    good, refused = checked(rows)
    report = Report(read=len(rows), refused=[Refusal(*one) for one in refused])
    with transaction() as session:
        session.execute(LOCK)
        ours = places.province_names()
        waiting = iter(good)
        while batch := list(islice(waiting, BATCH)):
            _write(session, batch, Way(ours, is_partial), report)
            tick(len(batch), len(rows))
        if report.added or report.changed:
            stamps.touch(shelf.STAMP)
    tick(len(rows) - len(good), len(rows))
    queries.forget()
    shelf.forget()
    return report


def import_shipped(tick: Tick = _unheard) -> Report | None:
    """Read the catalogue that comes with the portal, unless this very catalogue was read before.

    Facts first, then the common procedures told in our own words. None when there was nothing to do.
    """
    marker = settings.get().portal_home / "catalogue.sha256"
    digest = intake.shipped_digest()
    if marker.exists() and marker.read_text() == digest and queries.count() > 0:
        return None
    report = import_file(intake.FACTS, tick) + import_file(intake.COMMON, tick)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text(digest)
    return report


def checked(rows: list[Any]) -> tuple[list[ProcedureFacts], list[tuple[str, str]]]:
    """The rows that can be believed, each code once; and the others, by code or place, with why."""
    good: dict[str, ProcedureFacts] = {}
    refused: list[tuple[str, str]] = []
    for place, row in enumerate(rows, start=1):
        told = row.get("code") if isinstance(row, dict) else None
        code = told[:40] if isinstance(told, str) and told else f"row {place}"
        try:
            facts = ProcedureFacts.model_validate(row)
        except ValidationError as error:
            refused.append((code, intake.complaint(error)))
            continue
        if facts.code in good:
            refused.append((code, f"row {place}: the code stands in the file twice"))
        else:
            good[facts.code] = facts
    return list(good.values()), refused


@dataclass(frozen=True)
class Way:
    """How rows are laid out: whose province this is, and whether they speak of everything."""

    ours: frozenset[str]
    is_partial: bool


def _write(session: Session, batch: list[ProcedureFacts], way: Way, report: Report) -> None:
    """Write a batch at once; when the database refuses it, row by row, so that one row harms no other."""
    try:
        with session.begin_nested():
            done = _store(session, batch, way)
    except DBAPIError as error:
        if len(batch) == 1:
            report.refused.append(Refusal(batch[0].code, f"the database refused it: {error.orig}"[:300]))
            return
        for row in batch:
            _write(session, [row], way, report)
        return
    report.added += done.added
    report.changed += done.changed
    report.unchanged += done.unchanged


def _store(session: Session, batch: list[ProcedureFacts], way: Way) -> Report:
    standing = queries.standing([row.code for row in batch])
    entries = [
        layout.entry(row, standing.get(row.code, ({}, ""))[0], way.ours, is_partial=way.is_partial)
        for row in batch
    ]
    session.execute(layout.UPSERT, {"rows": layout.as_json([entry.listed for entry in entries])})
    listed = session.execute(
        select(Procedure.code, Procedure.id).where(Procedure.code.in_([row.code for row in batch]))
    )
    ids = dict(listed.all())
    moved = [entry for entry in entries if entry.digest != standing.get(entry.code, ({}, ""))[1]]
    versions.open_new(session, moved, ids, {entry.code for entry in moved if entry.code in standing})
    changed = sum(entry.code in standing for entry in moved)
    tasks.open_for({e.code: (standing[e.code][0], e.payload) for e in moved if e.code in standing})
    return Report(added=len(moved) - changed, changed=changed, unchanged=len(entries) - len(moved))

"""Reading a catalogue into the database, version by version, and the officer's approval of a text."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.core import clock, settings, stamps
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.places import queries as places
from portal.procedures import files, intake, queries, shelf
from portal.procedures.forms import ProcedureFacts
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.upkeep import tasks
from portal.staff import operations as staff

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


def approve(code: str, version_id: int, user_id: uuid.UUID) -> None:
    """An officer stands by the text that was read; writes it into the audit trail. A repeat changes nothing.

    Raises Conflict when another version came into force in the meantime.
    """
    _decide(code, version_id, user_id, approved=True)


def unapprove(code: str, version_id: int, user_id: uuid.UUID) -> None:
    """Take the approval back: the page shows the text as a draft again. A repeat changes nothing."""
    _decide(code, version_id, user_id, approved=False)


def _decide(code: str, version_id: int, user_id: uuid.UUID, *, approved: bool) -> None:
    with transaction() as session:
        version = session.scalars(
            select(ProcedureVersion)
            .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
            .where(Procedure.code == code, ProcedureVersion.valid_to.is_(None))
            .with_for_update(of=ProcedureVersion)
        ).one_or_none()
        if version is None:
            raise Missing("procedure")
        if version.id != version_id or not ProcedureFacts.model_validate(version.payload).is_rich:
            raise Conflict("the text in force is another one")
        if (version.approved_at is not None) == approved:
            return
        version.approved_at = clock.now() if approved else None
        version.approved_by = user_id if approved else None
        act = "procedure.approved" if approved else "procedure.unapproved"
        staff.record_act(act, "procedure_version", version.id, user_id=user_id, code=code)


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
        intake.entry(row, standing.get(row.code, ({}, ""))[0], way.ours, is_partial=way.is_partial)
        for row in batch
    ]
    session.execute(intake.UPSERT, {"rows": intake.as_json([entry.listed for entry in entries])})
    listed = session.execute(
        select(Procedure.code, Procedure.id).where(Procedure.code.in_([row.code for row in batch]))
    )
    ids = dict(listed.all())
    moved = [entry for entry in entries if entry.digest != standing.get(entry.code, ({}, ""))[1]]
    open_versions(session, moved, ids, {entry.code for entry in moved if entry.code in standing})
    changed = sum(entry.code in standing for entry in moved)
    tasks.open_for({e.code: (standing[e.code][0], e.payload) for e in moved if e.code in standing})
    return Report(added=len(moved) - changed, changed=changed, unchanged=len(entries) - len(moved))


def open_versions(
    session: Session, moved: Iterable[intake.Entry], ids: dict[str, uuid.UUID], known: set[str]
) -> None:
    """Close what was in force and open what is; a version that comes back the same day is opened again.

    Inside the caller's transaction, which holds LOCK.
    """
    today, now = clock.today(), clock.now()
    closing = [ids[code] for code in known]
    session.execute(
        update(ProcedureVersion)
        .where(ProcedureVersion.procedure_id.in_(closing), ProcedureVersion.valid_to.is_(None))
        .values(valid_to=today)
    )
    rows = [
        {
            "procedure_id": ids[entry.code],
            "valid_from": today if entry.code in known else min(today, _first_day(entry.as_of)),
            "payload": entry.payload,
            "payload_hash": entry.digest,
            "source": entry.source,
            "as_of": entry.as_of,
            "imported_at": now,
        }
        for entry in moved
    ]
    if rows:
        new = insert(ProcedureVersion).values(rows)
        session.execute(
            new.on_conflict_do_update(
                index_elements=["procedure_id", "payload_hash", "valid_from"],
                set_={"valid_to": None, "imported_at": new.excluded.imported_at},
            )
        )


def _first_day(as_of: str) -> dt.date:
    """The first day of the month or year in which the source was read: from then on we know the text."""
    year, _, month = as_of.partition("-")
    return dt.date(int(year), int(month or 1), 1)

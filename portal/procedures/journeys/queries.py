"""Reading journeys: the published ones as people follow them, every one as its editor sees it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy import select

from portal.core import current
from portal.core.db import db
from portal.procedures.journeys.models import Branch, Journey, JourneyStep
from portal.procedures.models import Procedure

KEPT_SECONDS = 15.0


@dataclass(frozen=True)
class Step:
    """A step with what the catalogue says of its procedure now; `is_lost` when it is not there any more."""

    id: uuid.UUID
    branch: Branch
    title: str
    condition: str | None
    note: str | None
    code: str | None
    name: str | None
    is_lost: bool


@dataclass(frozen=True)
class Shown:
    """A journey with its steps in numbered groups: those of one group are alternatives or go together."""

    id: uuid.UUID
    slug: str
    title: str
    summary: str
    is_published: bool
    groups: tuple[tuple[Step, ...], ...] = ()

    @property
    def steps(self) -> list[Step]:
        """Every step in order."""
        return [step for group in self.groups for step in group]


@dataclass(frozen=True)
class Line:
    """A journey in a list."""

    slug: str
    title: str
    summary: str


def every() -> Sequence[Journey]:
    """All journeys for the desk, as they stand in the list."""
    return db.session.scalars(select(Journey).order_by(Journey.place, Journey.title)).all()


def by_slug(slug: str) -> Shown | None:
    """A published journey."""
    found = db.session.scalars(
        select(Journey).where(Journey.slug == slug, Journey.is_published)
    ).one_or_none()
    return _shown(found) if found else None


def by_id(journey_id: uuid.UUID) -> Shown | None:
    """Any journey, for the desk."""
    found = db.session.get(Journey, journey_id)
    return _shown(found) if found else None


def _shown(found: Journey) -> Shown:
    rows = db.session.execute(
        select(JourneyStep, Procedure.name, Procedure.is_hidden)
        .outerjoin(Procedure, Procedure.code == JourneyStep.procedure_code)
        .where(JourneyStep.journey_id == found.id)
        .order_by(JourneyStep.place, JourneyStep.id)
    )
    groups: list[list[Step]] = []
    for step, name, is_hidden in rows:
        lost = step.procedure_code is not None and (name is None or is_hidden)
        told = Step(
            step.id,
            step.branch,
            step.title,
            step.condition,
            step.note,
            None if lost else step.procedure_code,
            name,
            lost,
        )
        if step.branch is Branch.THEN or not groups:
            groups.append([])
        groups[-1].append(told)
    made = tuple(tuple(group) for group in groups)
    return Shown(found.id, found.slug, found.title, found.summary, found.is_published, made)


@dataclass
class _Kept:
    lines: tuple[Line, ...] = ()
    by_code: dict[str, list[Line]] = field(default_factory=dict)
    until: float = 0.0


_kept = _Kept()


def forget() -> None:
    """Read the lists anew at the next question."""
    _kept.until = 0.0


current.on_change(forget)


def _lists() -> _Kept:
    """What is published, kept some seconds in this process: every page of a procedure asks for it."""
    if monotonic() >= _kept.until:
        rows = db.session.execute(
            select(Journey.slug, Journey.title, Journey.summary, JourneyStep.procedure_code)
            .outerjoin(JourneyStep, JourneyStep.journey_id == Journey.id)
            .where(Journey.is_published)
            .order_by(Journey.place, Journey.title)
        )
        lines: dict[str, Line] = {}
        by_code: dict[str, list[Line]] = {}
        for slug, title, summary, code in rows:
            line = lines.setdefault(slug, Line(slug, title, summary))
            if code and line not in by_code.setdefault(code, []):
                by_code[code].append(line)
        _kept.lines, _kept.by_code = tuple(lines.values()), by_code
        _kept.until = monotonic() + KEPT_SECONDS
    return _kept


def published() -> tuple[Line, ...]:
    """Journeys that people may follow."""
    return _lists().lines


def containing(code: str) -> Sequence[Line]:
    """Published journeys with a step that is this procedure."""
    return _lists().by_code.get(code, ())

"""Building journeys. Each act goes into the trail; a published one is changed only by who may publish."""

import json
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import afterwards, transaction
from portal.core.errors import Conflict, Denied, Missing
from portal.core.search import fold
from portal.procedures.journeys import queries
from portal.procedures.journeys.models import Branch, Journey, JourneyStep
from portal.staff import operations as staff

SHIPPED = Path(__file__).with_name("shipped.json")
MOST_STEPS = 40


@dataclass(frozen=True)
class Editor:
    """Who changes a journey, and whether that person may change what citizens see."""

    user_id: uuid.UUID | None
    may_publish: bool


@dataclass(frozen=True)
class StepFacts:
    """One step as it was typed and checked."""

    title: str
    branch: Branch = Branch.THEN
    condition: str | None = None
    note: str | None = None
    code: str | None = None


def create(title: str, summary: str, by: Editor) -> uuid.UUID:
    """A new draft without steps; its address is made of its title once, and stays."""
    with transaction() as session:
        made = Journey(
            id=uuid.uuid4(),
            slug=_free_slug(session, title),
            title=title,
            summary=summary,
            is_published=False,
            changed_at=clock.now(),
            changed_by=by.user_id,
        )
        session.add(made)
        session.flush()
        staff.record_act("journey.created", "journey", made.id, user_id=by.user_id)
    return made.id


def _free_slug(session: Session, title: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60].strip("-") or "viec"
    taken = set(session.scalars(select(Journey.slug).where(Journey.slug.like(f"{plain}%"))))
    return next(slug for n in range(1, 10_000) if (slug := plain if n == 1 else f"{plain}-{n}") not in taken)


def describe(journey_id: uuid.UUID, title: str, summary: str, by: Editor) -> None:
    """Other words for the whole; the address stays."""
    with transaction() as session:
        journey = _open(session, journey_id, by, "journey.described")
        journey.title, journey.summary = title, summary


def publish(journey_id: uuid.UUID, by: Editor, *, shown: bool) -> None:
    """Show it to citizens or take it away; a repeat changes nothing. Conflict for one without steps."""
    with transaction() as session:
        if not by.may_publish:
            raise Denied("journeys")
        journey = _locked(session, journey_id)
        if journey.is_published == shown:
            return
        if shown and not _count(session, journey_id):
            raise Conflict("a journey without steps")
        journey.is_published = shown
        _changed(journey, by, "journey.published" if shown else "journey.withdrawn")


def add_step(journey_id: uuid.UUID, facts: StepFacts, by: Editor) -> uuid.UUID:
    """One more step at the end. Raises Conflict beyond MOST_STEPS."""
    with transaction() as session:
        _open(session, journey_id, by, "journey.step_added")
        count = _count(session, journey_id)
        if count >= MOST_STEPS:
            raise Conflict("too many steps")
        made = JourneyStep(id=uuid.uuid4(), journey_id=journey_id, place=count + 1, **_columns(facts))
        session.add(made)
        return made.id


def change_step(journey_id: uuid.UUID, step_id: uuid.UUID, facts: StepFacts, by: Editor) -> None:
    """Say it otherwise."""
    with transaction() as session:
        _open(session, journey_id, by, "journey.step_changed")
        for name, value in _columns(facts).items():
            setattr(_step(session, journey_id, step_id), name, value)


def move_step(journey_id: uuid.UUID, step_id: uuid.UUID, by: int, editor: Editor) -> None:
    """One place up (-1) or down (1); at the end of the list it stays where it is."""
    with transaction() as session:
        _open(session, journey_id, editor, "journey.step_moved")
        steps = _steps(session, journey_id)
        at = steps.index(_step(session, journey_id, step_id))
        to = min(max(at + by, 0), len(steps) - 1)
        steps.insert(to, steps.pop(at))
        _number(steps)


def drop_step(journey_id: uuid.UUID, step_id: uuid.UUID, by: Editor) -> None:
    """Take a step away; what is published keeps at least one."""
    with transaction() as session:
        journey = _open(session, journey_id, by, "journey.step_dropped")
        steps = _steps(session, journey_id)
        gone = _step(session, journey_id, step_id)
        if journey.is_published and len(steps) == 1:
            raise Conflict("a journey without steps")
        session.delete(gone)
        _number([step for step in steps if step is not gone])


def load_shipped(*, shown: bool = False) -> int:
    """The journeys that come with the portal, as drafts, into an empty table; how many were written."""
    with transaction() as session:
        if session.scalar(select(func.count()).select_from(Journey)):
            return 0
        rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text("utf-8"))
        by = Editor(None, may_publish=True)
        for row in rows:
            made = create(row["title"], row["summary"], by)
            for step in row["steps"]:
                told = {**step, "branch": Branch(step.get("branch", "then"))}
                add_step(made, StepFacts(**told), by)
            if shown:
                publish(made, by, shown=True)
        return len(rows)


def _columns(facts: StepFacts) -> dict[str, Any]:
    told = {"title": facts.title, "branch": facts.branch}
    return told | {
        "condition": facts.condition or None,
        "note": facts.note or None,
        "procedure_code": facts.code or None,
    }


def _open(session: Session, journey_id: uuid.UUID, by: Editor, act: str) -> Journey:
    """The journey, locked for a change and marked as changed."""
    journey = _locked(session, journey_id)
    if journey.is_published and not by.may_publish:
        raise Denied("a published journey")
    _changed(journey, by, act)
    return journey


def _locked(session: Session, journey_id: uuid.UUID) -> Journey:
    journey = session.get(Journey, journey_id, with_for_update=True)
    if journey is None:
        raise Missing("journey")
    return journey


def _changed(journey: Journey, by: Editor, act: str) -> None:
    journey.changed_at, journey.changed_by = clock.now(), by.user_id
    staff.record_act(act, "journey", journey.id, user_id=by.user_id)
    afterwards(queries.forget)


def _steps(session: Session, journey_id: uuid.UUID) -> list[JourneyStep]:
    mine = select(JourneyStep).where(JourneyStep.journey_id == journey_id)
    return list(session.scalars(mine.order_by(JourneyStep.place, JourneyStep.id)))


def _step(session: Session, journey_id: uuid.UUID, step_id: uuid.UUID) -> JourneyStep:
    step = session.get(JourneyStep, step_id)
    if step is None or step.journey_id != journey_id:
        raise Missing("step")
    return step


def _count(session: Session, journey_id: uuid.UUID) -> int:
    mine = select(func.count()).where(JourneyStep.journey_id == journey_id)
    return int(session.scalar(mine) or 0)


def _number(steps: list[JourneyStep]) -> None:
    for place, step in enumerate(steps, 1):
        step.place = place

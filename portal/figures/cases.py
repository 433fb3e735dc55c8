"""Dossiers that are overdue now, apologies of a time, and how long feedback waited for its answer."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, func, literal, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from portal.core import clock
from portal.core.db import db
from portal.dossiers.deadlines.models import Apology
from portal.dossiers.models import Dossier, ProgressStep, Status
from portal.feedback.models import Feedback, Verdict
from portal.figures.period import Period

RUNNING = (Status.ACCEPTED, Status.PROCESSING)
WEEK = 7


@dataclass(frozen=True)
class Overdue:
    """Dossiers past their day at one office in one step."""

    office_id: uuid.UUID | None
    status: int
    step: str | None  # the department that has it, as the one-stop system told last
    n: int
    longest: int  # days of the oldest
    over_a_week: int


def overdue(period: Period) -> list[Overdue]:
    """As it stands today, the new day of an apology counted; most first."""
    due = _due()
    late = literal(clock.today(), Date) - due.c.day
    step = (
        select(ProgressStep.department)
        .where(ProgressStep.dossier_id == Dossier.id)
        .order_by(ProgressStep.at.desc(), ProgressStep.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("step")
    )
    asked = (
        select(Dossier.office_id, Dossier.status, step, late.label("late"))
        .join(due, true())
        .where(Dossier.status.in_(RUNNING), Dossier.due_on < clock.today(), due.c.day < clock.today())
    )
    if period.offices is not None:
        asked = asked.where(Dossier.office_id.in_(period.offices))
    one = asked.subquery()
    many = func.count().filter(one.c.late > WEEK)
    grouped = select(
        one.c.office_id, one.c.status, one.c.step, func.count(), func.max(one.c.late), many
    ).group_by(one.c.office_id, one.c.status, one.c.step)
    found = [Overdue(*row) for row in db.session.execute(grouped)]
    return sorted(found, key=lambda row: (-row.n, -row.longest, row.status))


def _due() -> LateralFromClause:
    """The day that counts: the one told, or the new one of an apology for it."""
    new = (
        select(func.max(Apology.new_due_on))
        .where(Apology.dossier_id == Dossier.id, Apology.told_due_on == Dossier.due_on)
        .scalar_subquery()
    )
    return select(func.greatest(Dossier.due_on, new).label("day")).lateral("due")


def apologies(period: Period) -> dict[str, int]:
    """YYYY-MM -> apologies by rule that were made in the month."""
    month = func.to_char(Apology.made_on, "YYYY-MM").label("month")
    asked = (
        select(month, func.count())
        .join(Dossier, Dossier.id == Apology.dossier_id)
        .where(Apology.made_on >= period.first, Apology.made_on <= period.last)
        .group_by(month)
    )
    if period.offices is not None:
        asked = asked.where(Dossier.office_id.in_(period.offices))
    return {month: n for month, n in db.session.execute(asked)}


@dataclass(frozen=True)
class Heard:
    """Feedback that came in a time, and what became of it until now. Hours by the clock, nights included."""

    received: int
    answered: int
    in_term: int  # answered before the term, of those with one
    median_hours: float | None
    longest_hours: float | None
    solved: int
    unconfirmed: int
    reopened: int


def heard(period: Period) -> Heard:
    """What looks made by robots is not counted."""
    first, before = period.moments()
    hours = func.extract("epoch", Feedback.answered_at - Feedback.received_at) / 3600
    is_in_term = Feedback.answered_at <= Feedback.answer_by
    asked: Any = select(
        func.count(),
        func.count(Feedback.answered_at),
        func.count().filter(is_in_term),
        func.percentile_cont(0.5).within_group(hours),
        func.max(hours),
        func.count().filter(Feedback.verdict == Verdict.SOLVED),
        func.count().filter(Feedback.verdict == Verdict.SILENT),
        func.count(Feedback.reopened_at),
    ).where(Feedback.received_at >= first, Feedback.received_at < before, ~Feedback.is_suspect)
    if period.offices is not None:
        asked = asked.where(Feedback.office_id.in_(period.offices))
    row = db.session.execute(asked).one()
    return Heard(*row[:3], *(None if one is None else round(float(one), 1) for one in row[3:5]), *row[5:])

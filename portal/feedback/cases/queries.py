"""Reads of cases for the desk: the list, one case without its sender, what waits to be made public."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy import case as sql_case

from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback.cases import moves
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status
from portal.places import superiors
from portal.places.models import Office, Unit

SIZE = 50
LISTS = ("open", "late", "paused", "answered", "closed", "suspect")
RUNNING = LISTS[:3]


@dataclass(frozen=True)
class Line:
    """A case in a list: nothing that its sender wrote."""

    id: uuid.UUID
    code: str
    kind: Kind
    status: Status
    unit: str | None
    office: str | None
    received_at: dt.datetime
    due_at: dt.datetime | None
    is_late: bool
    is_suspect: bool


@dataclass(frozen=True)
class Asked:
    """What a list shows: which cases, of which kind, from which page on."""

    which: str = "open"  # open, late, paused, answered, closed, suspect
    kind: Kind | None = None
    page: int = 1


def inside(offices: Collection[uuid.UUID] | None) -> ColumnElement[bool]:
    """Cases of these offices and what climbed to them, but none that complains of one of them.

    None: all, without an office, too.
    """
    if offices is None:
        return true()
    own = Feedback.blamed_office_id.in_(offices)
    climbed = and_(Feedback.escalated > 0, Feedback.office_id.in_(superiors.below(offices)))
    theirs = or_(Feedback.office_id.in_(offices), climbed)
    return and_(theirs, or_(Feedback.blamed_office_id.is_(None), ~own))


def _due() -> ColumnElement[dt.datetime | None]:
    """The term that counts now: to take it while nobody has, else to answer."""
    untaken = Feedback.status.in_((Status.NEW, Status.TRANSFERRED))
    return sql_case((untaken, Feedback.accept_by), else_=Feedback.answer_by)


def lines(asked: Asked, offices: Collection[uuid.UUID] | None, now: dt.datetime) -> tuple[list[Line], bool]:
    """One page of cases, the most urgent first, and whether there are more."""
    due = _due()
    rows = db.session.execute(
        select(
            Feedback.id,
            Feedback.code,
            Feedback.kind,
            Feedback.status,
            Unit.name.label("unit"),
            Office.name.label("office"),
            Feedback.received_at,
            due.label("due_at"),
            Feedback.is_suspect,
        )
        .join(Unit, Unit.id == Feedback.unit_id, isouter=True)
        .join(Office, Office.id == Feedback.office_id, isouter=True)
        .where(inside(offices), *_which(asked, due, now))
        .order_by(
            due if asked.which in ("open", "late", "paused") else Feedback.received_at.desc(), Feedback.id
        )
        .limit(SIZE + 1)
        .offset((asked.page - 1) * SIZE)
    ).all()
    found = [
        Line(
            row.id,
            row.code,
            row.kind,
            row.status,
            row.unit,
            row.office,
            row.received_at,
            row.due_at,
            bool(row.due_at and row.due_at < now and row.status in moves.OPEN - {Status.NEED_INFO}),
            row.is_suspect,
        )
        for row in rows[:SIZE]
    ]
    return found, len(rows) > SIZE


def _which(
    asked: Asked, due: ColumnElement[dt.datetime | None], now: dt.datetime
) -> list[ColumnElement[bool]]:
    running = Feedback.status.in_(moves.OPEN - {Status.NEED_INFO})
    rules: dict[str, list[ColumnElement[bool]]] = {
        "open": [running],
        "late": [running, due < now],
        "paused": [Feedback.status == Status.NEED_INFO],
        "answered": [Feedback.status.in_(moves.ANSWERED), Feedback.closed_at.is_(None)],
        "closed": [Feedback.closed_at.is_not(None)],
        "suspect": [],
    }
    of_kind = [Feedback.kind == asked.kind] if asked.kind else []
    return [Feedback.is_suspect.is_(asked.which == "suspect"), *rules[asked.which], *of_kind]


def case(feedback_id: uuid.UUID, offices: Collection[uuid.UUID] | None) -> Feedback:
    """One case within these offices; raises Missing."""
    row = db.session.scalar(select(Feedback).where(Feedback.id == feedback_id, inside(offices)))
    if row is None:
        raise Missing("feedback")
    return row


def steps(feedback_id: uuid.UUID) -> list[tuple[FeedbackStep, str | None]]:
    """Its history with the office that had it, oldest first."""
    rows = db.session.execute(
        select(FeedbackStep, Office.name)
        .join(Office, Office.id == FeedbackStep.office_id, isouter=True)
        .where(FeedbackStep.feedback_id == feedback_id)
        .order_by(FeedbackStep.at, FeedbackStep.id)
    )
    return [(row[0], row[1]) for row in rows]


def photos(feedback_id: uuid.UUID, *, is_proof: bool = False) -> list[FeedbackPhoto]:
    """Its sender's photos in the order they came, or those of how it looks mended."""
    asked = select(FeedbackPhoto).filter_by(feedback_id=feedback_id, is_proof=is_proof)
    asked = asked.order_by(FeedbackPhoto.id)
    return list(db.session.scalars(asked))


def climbed_to(row: Feedback) -> uuid.UUID | None:
    """The office above that has it, too, since it is late; None: triage."""
    return superiors.climbs_to(row.office_id, row.blamed_office_id) if row.escalated == 1 else None


def name_of_unit(unit_id: int | None) -> str | None:
    """The commune's name with its kind."""
    return db.session.scalar(select(Unit.name).filter_by(id=unit_id)) if unit_id else None


def name_of_office(office_id: uuid.UUID | None) -> str | None:
    """The office's name."""
    return db.session.scalar(select(Office.name).filter_by(id=office_id)) if office_id else None


def waiting_for_public() -> list[Feedback]:
    """Answered, not published and not kept back, the oldest first."""
    asked = (
        select(Feedback)
        .where(Feedback.status == Status.PENDING_PUBLICATION, Feedback.kept_back.is_(None))
        .where(Feedback.is_suspect.is_(False))
        .order_by(Feedback.answered_at)
        .limit(200)
    )
    return list(db.session.scalars(asked))

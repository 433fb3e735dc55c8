"""Reads of feedback: what its tracking code may show, and the photos that wait for their form."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from portal.core import clock, settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback.cases import choices, moves
from portal.feedback.cases import queries as cases
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status, Verdict
from portal.places.models import Office

AROUND = 0.00101  # degrees: about 110 metres, since places are kept rounded to a thousandth
LATELY = dt.timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """One step as its sender reads it; `note` are words of an officer, never the sender's own."""

    status: Status
    at: dt.datetime
    note: str | None
    office: str | None


@dataclass(frozen=True)
class Followed:
    """What anybody who holds the code may see: nothing of the person, nothing of what they wrote."""

    code: str
    kind: Kind
    status: Status
    received_at: dt.datetime
    steps: tuple[Step, ...]
    photos: int
    proofs: int  # of how it looks mended, beside the answer
    can_be_answered: bool
    answer: str | None
    may_confirm: bool
    may_reopen: bool
    verdict: Verdict | None
    is_linked: bool
    is_late: bool
    late_to: str | None  # the office above that was told, where one stands above


@dataclass(frozen=True)
class Near:
    """Reports of the same kind near by in the last days: how many, and how the newest stands."""

    count: int
    id: uuid.UUID  # of the newest, never shown
    status: Status
    received_at: dt.datetime


def by_code(code: str) -> Followed:
    """The feedback of this tracking code, or Missing."""
    row = db.session.scalar(select(Feedback).filter_by(code=code))
    if row is None:
        raise Missing("feedback")
    is_open = row.status in moves.ANSWERED and row.closed_at is None
    return Followed(
        code=row.code,
        kind=row.kind,
        status=row.status,
        received_at=row.received_at,
        steps=tuple(steps(row.id)),
        photos=len(cases.photos(row.id)),
        proofs=len(cases.photos(row.id, is_proof=True)) if row.answer else 0,
        can_be_answered=bool(row.phone or row.email or row.citizen_id),
        answer=row.answer,
        may_confirm=is_open,
        may_reopen=is_open and row.reopened_at is None,
        verdict=row.verdict,
        is_linked=row.citizen_id is not None,
        is_late=row.escalated > 0 and row.status in moves.OPEN,
        late_to=cases.name_of_office(cases.climbed_to(row)),
    )


def steps(feedback_id: uuid.UUID) -> Iterable[Step]:
    """Its history, oldest first; of words only an officer's."""
    rows = db.session.execute(
        select(FeedbackStep, Office.name)
        .join(Office, Office.id == FeedbackStep.office_id, isouter=True)
        .where(FeedbackStep.feedback_id == feedback_id)
        .order_by(FeedbackStep.at, FeedbackStep.id)
    )
    for step, office in rows:
        is_ours = step.by is not None and step.status is not Status.PENDING_PUBLICATION
        yield Step(step.status, step.at, step.note if is_ours else None, office)


def near(kind: Kind, unit_id: int | None, at: tuple[float, float] | None, digest: str) -> Near | None:
    """Open reports of this kind within 100 m, or of the same words in the same commune, of 14 days (FB5)."""
    if kind is not Kind.FIELD_REPORT:
        return None
    same = and_(Feedback.text_digest == digest, Feedback.unit_id == unit_id) if unit_id else false()
    close: ColumnElement[bool] = false()
    if at is not None:
        close = and_(
            func.abs(Feedback.latitude - at[0]) <= AROUND, func.abs(Feedback.longitude - at[1]) <= AROUND
        )
    rows = db.session.execute(
        select(Feedback.id, Feedback.status, Feedback.received_at)
        .where(Feedback.kind == kind, Feedback.received_at > clock.now() - LATELY, or_(same, close))
        .where(Feedback.is_suspect.is_(False), Feedback.status.in_(moves.OPEN))
        .order_by(Feedback.received_at.desc())
    ).all()
    return Near(len(rows), *rows[0]) if rows else None


def communes() -> list[tuple[int, str]]:
    """The communes of the province today, by name."""
    return choices.communes(settings.get().province_name, clock.today())


def offices() -> list[tuple[uuid.UUID, str]]:
    """Offices that people may go to, in the order of the page of support."""
    rows = db.session.execute(
        select(Office.id, Office.name).where(Office.is_public).order_by(Office.place, Office.name)
    )
    return [(row[0], row[1]) for row in rows]


def waiting_photos(once_key: uuid.UUID) -> list[FeedbackPhoto]:
    """Photos of a form that is being mended, in the order they came."""
    return list(
        db.session.scalars(
            select(FeedbackPhoto)
            .filter_by(once_key=once_key, feedback_id=None)
            .order_by(FeedbackPhoto.arrived_at, FeedbackPhoto.id)
        )
    )

"""Reads of what was made public: answers, their photos, and the photos that go with an answer."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback.cases import queries as cases
from portal.feedback.models import Feedback, FeedbackPhoto, Kind
from portal.places.models import Office, Unit

PAGE = 20  # answers of one public page


def proofs(code: str) -> list[FeedbackPhoto]:
    """Photos of how it looks mended, for the sender; none before the answer. Raises Missing."""
    row = db.session.scalar(select(Feedback).filter_by(code=code))
    if row is None:
        raise Missing("feedback")
    return cases.photos(row.id, is_proof=True) if row.answer else []


def public_photos(answer_id: uuid.UUID) -> list[FeedbackPhoto]:
    """Those that were published with this answer."""
    asked = (
        select(FeedbackPhoto)
        .join(Feedback, Feedback.id == FeedbackPhoto.feedback_id)
        .where(Feedback.id == answer_id, Feedback.published_at.is_not(None), FeedbackPhoto.is_public)
    )
    return list(db.session.scalars(asked.order_by(FeedbackPhoto.id)))


@dataclass(frozen=True)
class Public:
    """A question and its answer as everybody reads them."""

    id: uuid.UUID
    kind: Kind
    question: str
    answer: str
    office: str | None
    unit: str | None
    published_at: dt.datetime


@dataclass(frozen=True)
class AskedPublic:
    """A page of answers, of one kind or commune."""

    kind: Kind | None = None
    unit_id: int | None = None
    page: int = 1


def units_of_answers() -> list[tuple[int, str]]:
    """The communes that published answers are about, by name."""
    about = select(Feedback.unit_id).where(Feedback.published_at.is_not(None))
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(about)).order_by(Unit.folded))
    return [(row[0], row[1]) for row in rows]


def all_(only: uuid.UUID | None = None, asked: AskedPublic | None = None) -> list[Public]:
    """What was made public, the newest first: all of it (the last thousand), one page, or one."""
    found = (
        select(Feedback, Office.name, Unit.name)
        .join(Office, Office.id == Feedback.office_id, isouter=True)
        .join(Unit, Unit.id == Feedback.unit_id, isouter=True)
        .where(Feedback.published_at.is_not(None), Feedback.public_answer.is_not(None))
        .order_by(Feedback.published_at.desc(), Feedback.id)
    )
    if only:
        found = found.where(Feedback.id == only)
    if asked is not None and asked.kind:
        found = found.where(Feedback.kind == asked.kind)
    if asked is not None and asked.unit_id:
        found = found.where(Feedback.unit_id == asked.unit_id)
    found = found.limit(1000) if asked is None else found.limit(PAGE + 1).offset((asked.page - 1) * PAGE)
    return [
        Public(
            row.id,
            row.kind,
            row.public_question or "",
            row.public_answer or "",
            office,
            unit,
            row.published_at or row.received_at,
        )
        for row, office, unit in db.session.execute(found)
    ]

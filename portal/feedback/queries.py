"""Reads of feedback: what its tracking code may show, and the photos that wait for their form."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status


@dataclass(frozen=True)
class Followed:
    """What anybody who holds the code may see: nothing of the person, nothing of the text."""

    code: str
    kind: Kind
    status: Status
    received_at: dt.datetime
    steps: tuple[tuple[Status, dt.datetime], ...]
    photos: int
    can_be_answered: bool


def by_code(code: str) -> Followed:
    """The feedback of this tracking code, or Missing."""
    row = db.session.scalar(select(Feedback).filter_by(code=code))
    if row is None:
        raise Missing("feedback")
    steps = db.session.execute(
        select(FeedbackStep.status, FeedbackStep.at)
        .filter_by(feedback_id=row.id)
        .order_by(FeedbackStep.at, FeedbackStep.id)
    )
    return Followed(
        code=row.code,
        kind=row.kind,
        status=row.status,
        received_at=row.received_at,
        steps=tuple((status, at) for status, at in steps),
        photos=len(db.session.scalars(select(FeedbackPhoto.id).filter_by(feedback_id=row.id)).all()),
        can_be_answered=bool(row.phone or row.email),
    )


def waiting_photos(once_key: uuid.UUID) -> list[FeedbackPhoto]:
    """Photos of a form that is being mended, in the order they came."""
    return list(
        db.session.scalars(
            select(FeedbackPhoto)
            .filter_by(once_key=once_key, feedback_id=None)
            .order_by(FeedbackPhoto.arrived_at, FeedbackPhoto.id)
        )
    )

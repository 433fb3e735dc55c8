"""What may become a story, and the stories of a month."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.feedback.models import Feedback, Verdict
from portal.places.models import Office
from portal.ratings.stories.models import Story

SINCE = dt.timedelta(days=62)
MOST, MONTHS = 50, 24


@dataclass(frozen=True)
class Settled:
    """A feedback that is solved, as its sender says, with the public words of its answer."""

    id: uuid.UUID
    question: str
    answer: str
    settled_at: dt.datetime
    office_id: uuid.UUID | None
    office: str | None


@dataclass(frozen=True)
class Told:
    """A story as everybody reads it."""

    id: uuid.UUID
    said: str
    did: str
    office: str | None


def _settled() -> Any:
    return (
        select(
            Feedback.id,
            Feedback.public_question,
            Feedback.public_answer,
            Feedback.closed_at,
            Feedback.office_id,
            Office.name,
        )
        .join(Office, Office.id == Feedback.office_id, isouter=True)
        .where(
            Feedback.published_at.is_not(None),
            Feedback.closed_at.is_not(None),
            Feedback.verdict == Verdict.SOLVED,
        )
    )


def settled(feedback_id: uuid.UUID) -> Settled | None:
    """One of them."""
    row = db.session.execute(_settled().where(Feedback.id == feedback_id)).one_or_none()
    return Settled(*row) if row else None


def waiting() -> list[Settled]:
    """Settled in the last two months and not told yet, the newest first."""
    told = select(Story.feedback_id)
    asked = _settled().where(Feedback.closed_at > clock.now() - SINCE, Feedback.id.not_in(told))
    return [
        Settled(*row) for row in db.session.execute(asked.order_by(Feedback.closed_at.desc()).limit(MOST))
    ]


def months() -> list[dt.date]:
    """Months that have stories, the newest first."""
    asked = select(Story.month).distinct().order_by(Story.month.desc()).limit(MONTHS)
    return list(db.session.scalars(asked))


def of_month(month: dt.date) -> list[Told]:
    """The stories of a month, in the order they were picked."""
    rows = db.session.execute(
        select(Story.id, Story.said, Story.did, Office.name)
        .join(Office, Office.id == Story.office_id, isouter=True)
        .where(Story.month == month)
        .order_by(Story.picked_at, Story.id)
    )
    return [Told(*row) for row in rows]

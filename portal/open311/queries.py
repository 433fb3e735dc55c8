"""Field reports as everybody may see them: where they stand and whose they are; words only once published."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status
from portal.open311.forms import Wanted
from portal.open311.models import OTHER, Open311Request
from portal.places.models import Office

OPEN = frozenset({Status.NEW, Status.NEED_INFO, Status.PROCESSING, Status.TRANSFERRED})
SPAN = dt.timedelta(days=90)  # what is told when nobody asks for other days, and the most at once
MOST = 1000


@dataclass(frozen=True)
class Request:
    """One field report."""

    id: uuid.UUID
    service_code: str
    status: Status
    requested_at: dt.datetime
    updated_at: dt.datetime
    expected_at: dt.datetime | None
    office: str | None
    text: str | None  # as an editor made it public; none before
    latitude: float | None  # rounded, and told with the text alone
    longitude: float | None
    has_photo: bool  # of how it looks mended, made public

    @property
    def is_open(self) -> bool:
        """Is anybody still to do something?"""
        return self.status in OPEN


def requests(asked: Wanted) -> list[Request]:
    """The newest first; by id whatever their day, else of at most 90 days."""
    query = _all()
    if asked.ids:
        known = [found for one in asked.ids if (found := _id(one)) is not None]
        query = query.where(Feedback.id.in_(known))
    else:
        before = asked.before or (min(asked.first + SPAN, clock.now()) if asked.first else clock.now())
        first = max(asked.first or before - SPAN, before - SPAN)
        query = query.where(Feedback.received_at >= first, Feedback.received_at < before)
    if asked.status:
        is_open = Feedback.status.in_(OPEN)
        query = query.where(is_open if asked.status == "open" else ~is_open)
    if asked.services:
        query = query.where(func.coalesce(Open311Request.service_code, OTHER).in_(asked.services))
    query = query.order_by(Feedback.received_at.desc(), Feedback.id).limit(MOST)
    return [Request(*row) for row in db.session.execute(query)]


def request(told: str) -> Request:
    """One of them, or Missing."""
    wanted = _id(told)
    row = db.session.execute(_all().where(Feedback.id == wanted)).one_or_none() if wanted else None
    if row is None:
        raise Missing("no such request")
    return Request(*row)


def _all() -> Any:
    last = (
        select(func.max(FeedbackStep.at))
        .where(FeedbackStep.feedback_id == Feedback.id)
        .correlate(Feedback)
        .scalar_subquery()
    )
    return (
        select(
            Feedback.id,
            func.coalesce(Open311Request.service_code, OTHER),
            Feedback.status,
            Feedback.received_at,
            func.coalesce(last, Feedback.received_at),
            Feedback.answer_by,
            Office.name,
            _public(Feedback.public_question),
            _public(Feedback.latitude),
            _public(Feedback.longitude),
            _shown_photo(),
        )
        .join(Office, Office.id == Feedback.office_id, isouter=True)
        .join(Open311Request, Open311Request.feedback_id == Feedback.id, isouter=True)
        .where(Feedback.kind == Kind.FIELD_REPORT, Feedback.is_suspect.is_(False))
    )


def _shown_photo() -> Any:
    mine = (FeedbackPhoto.feedback_id == Feedback.id, FeedbackPhoto.is_public)
    return Feedback.published_at.is_not(None) & exists().where(*mine).correlate(Feedback)


def _public(column: Any) -> Any:
    """A column of what was published; nothing of the rest leaves the database."""
    return case((Feedback.published_at.is_not(None), column))


def _id(told: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(told)
    except ValueError:
        return None

"""An answer for everybody, edited by somebody who does not see who asked."""

import uuid
from dataclasses import dataclass

from sqlalchemy import update

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict
from portal.feedback.cases import moves, telling
from portal.feedback.cases.working import held, note_step
from portal.feedback.models import FeedbackPhoto, Status
from portal.staff import operations as staff


@dataclass(frozen=True)
class Words:
    """What everybody reads, and the names of the photos of what was mended that go with it."""

    question: str
    answer: str
    photos: frozenset[str] = frozenset()


def publish(feedback_id: uuid.UUID, told: Words, by: uuid.UUID) -> None:
    """Everybody may read it from now on; again: with these words. Raises Conflict without an answer."""
    now = clock.now()
    with transaction() as session:
        row = held(feedback_id)
        if row.status not in moves.ANSWERED or row.is_suspect:
            raise Conflict("no answer to publish")
        is_first = row.published_at is None
        row.public_question, row.public_answer, row.kept_back = told.question, told.answer, None
        shown = FeedbackPhoto.name.in_(told.photos) & FeedbackPhoto.is_proof
        session.execute(update(FeedbackPhoto).filter_by(feedback_id=row.id).values(is_public=shown))
        row.published_at, row.published_by = row.published_at or now, by
        if is_first:
            row.status = Status.PUBLISHED
            telling.owe(row, note_step(row, now, None, by))
        staff.record_act("feedback.publish", "feedback", row.id, by, row.office_id)
        session.flush()


def take_down(feedback_id: uuid.UUID, by: uuid.UUID) -> None:
    """Off the public pages; the words stay for the editor. A repeat changes nothing."""
    with transaction() as session:
        row = held(feedback_id)
        if row.published_at is None:
            return
        row.published_at, row.status = None, Status.PENDING_PUBLICATION
        note_step(row, clock.now(), None, by)
        staff.record_act("feedback.take_down", "feedback", row.id, by, row.office_id)
        session.flush()


def keep_back(feedback_id: uuid.UUID, why: str, by: uuid.UUID) -> None:
    """It will not be made public, for a reason of cases.messages.KEPT_BACK; Conflict when it is already."""
    with transaction() as session:
        row = held(feedback_id)
        if row.status is not Status.PENDING_PUBLICATION:
            raise Conflict("not waiting to be published")
        row.kept_back = why
        staff.record_act("feedback.keep_back", "feedback", row.id, by, row.office_id, why=why)
        session.flush()

"""Who sent it: for triage alone, and every look leaves a line in the trail."""

import uuid
from dataclasses import dataclass

from sqlalchemy import update

from portal.core.db import transaction
from portal.feedback.cases import opening
from portal.feedback.cases.working import held
from portal.feedback.models import Feedback
from portal.staff import operations as staff


@dataclass(frozen=True)
class Sender:
    """What somebody left of themselves; all of it may be empty."""

    name: str | None
    phone: str | None
    email: str | None
    address: str | None


def look(feedback_id: uuid.UUID, by: uuid.UUID) -> Sender:
    """The sender; the look is written down first, in the same commit."""
    with transaction():
        row = held(feedback_id)
        staff.record_act("feedback.identity", "feedback", row.id, by, row.office_id)
        return Sender(row.name, row.phone, row.email, row.address)


def is_real(feedback_id: uuid.UUID, by: uuid.UUID) -> None:
    """A person did write it: it goes its way like the others; a repeat changes nothing."""
    with transaction() as session:
        row = held(feedback_id)
        if not row.is_suspect:
            return
        session.execute(update(Feedback).where(Feedback.id == row.id).values(is_suspect=False))
        session.refresh(row)
        opening.put(row)
        staff.record_act("feedback.real", "feedback", row.id, by, row.office_id)

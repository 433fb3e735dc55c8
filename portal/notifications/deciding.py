"""Unknown sends that no evidence settles: an officer says what became of them, or takes the risk (R5)."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import db
from portal.core.db import transaction
from portal.notifications import evidence, versions
from portal.notifications.leases import NOW
from portal.notifications.models import Attempt, Intent, Outcome, State


def decide(intent_id: uuid.UUID, *, is_sent: bool) -> bool:
    """An officer settles it: it counts as sent, or goes out once more. False when it is settled already.

    What a newer version has made old does not go out again: the next step supersedes it.
    """
    with transaction() as session:
        attempt_id = session.scalar(
            select(Attempt.id).filter_by(intent_id=intent_id).order_by(Attempt.n.desc()).limit(1)
        )
        if is_sent:
            done = evidence.moved(session, intent_id, state=State.SENT, reason="officer_sent", settled_at=NOW)
        else:
            done = evidence.moved(session, intent_id, state=State.QUEUED, reason="officer_again", due_at=NOW)
        if not done or attempt_id is None:
            return False
        evidence.write(session, attempt_id, Outcome.SENT if is_sent else Outcome.UNKNOWN, "officer")
        if not is_sent:
            versions.close_older(session, _newest(session, intent_id))
            db.notify("intents")
    return True


def _newest(session: Session, intent_id: uuid.UUID) -> list[uuid.UUID]:
    """Every message to the same person about the same subject: the newest of them closes the others."""
    subject = select(Intent.subject_id, Intent.citizen_id).where(Intent.id == intent_id).subquery()
    return list(
        session.scalars(
            select(Intent.id).where(
                Intent.subject_id == subject.c.subject_id, Intent.citizen_id == subject.c.citizen_id
            )
        )
    )

"""What the messages about one dossier have cost; one worker at a time asks before it spends."""

import uuid
from collections.abc import Collection

from sqlalchemy import ARRAY, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from portal.notifications.models import Attempt, Intent, Outcome

CHARGED = (Outcome.SENT, Outcome.UNKNOWN)  # what was, or may have been


def of(session: Session, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Dossier -> đồng, calls under way included. Each stays locked to the caller's commit, so that two
    workers never spend the last of it twice; all in one order, so that nobody waits in a circle.
    """
    names = sorted(f"cost|{one}" for one in subjects)
    asked = select(func.unnest(cast(names, ARRAY(Text))).label("name")).subquery()
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(asked.c.name, 0))))
    rows = session.execute(
        select(Intent.subject_id, func.sum(Attempt.cost))
        .join(Attempt, Attempt.intent_id == Intent.id)
        .where(
            Intent.subject_id.in_(subjects),
            Attempt.marked_at.is_not(None),
            or_(Attempt.outcome.is_(None), Attempt.outcome.in_(CHARGED)),
        )
        .group_by(Intent.subject_id)
    )
    return {subject: total or 0 for subject, total in rows}

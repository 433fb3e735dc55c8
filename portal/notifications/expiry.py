"""What workers that died or broke left behind: queued again, unknown, or put aside for a person (R4, R6)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.notifications.leases import NOW, is_in, seconds
from portal.notifications.models import Attempt, Intent, Outcome, State

MOST_CRASHES = 3
RETRY_SECONDS = 60.0


def blame(id_: uuid.UUID) -> None:
    """This one broke its worker before the mark; three times and it waits for a person (R6)."""
    with transaction() as session:
        session.execute(
            update(Intent)
            .where(Intent.id == id_, or_(is_in(State.QUEUED), is_in(State.SENDING)), ~Intent.is_on_wire)
            .values(
                state=case((Intent.crashes + 1 >= MOST_CRASHES, State.QUARANTINED), else_=State.QUEUED),
                reason="crashed",
                crashes=Intent.crashes + 1,
                lease_token=None,
                due_at=NOW + seconds(RETRY_SECONDS),
            )
        )


def expire() -> int:
    """Take back what dead workers held: before the mark it is queued again, after it nobody knows (R4)."""
    with transaction() as session:
        overdue = session.execute(
            select(Intent.id, Intent.is_on_wire, Intent.crashes)
            .where(is_in(State.SENDING), Intent.due_at < NOW)
            .with_for_update(skip_locked=True)
        ).all()
        unknown = [row.id for row in overdue if row.is_on_wire]
        poison = [row.id for row in overdue if not row.is_on_wire and row.crashes + 1 >= MOST_CRASHES]
        again = [row.id for row in overdue if not row.is_on_wire and row.crashes + 1 < MOST_CRASHES]
        # The token of an unknown one is kept: its worker may only have been slow, and its answer is evidence.
        _settle(session, unknown, Outcome.UNKNOWN, state=State.UNKNOWN, reason="lost_worker", due_at=None)
        crashed = {"crashes": Intent.crashes + 1, "lease_token": None}
        quarantine = {"state": State.QUARANTINED, "reason": "crashed", "due_at": None}
        _settle(session, poison, Outcome.NOT_SENT, **crashed, **quarantine)
        _settle(session, again, Outcome.NOT_SENT, **crashed, state=State.QUEUED, reason="retry", due_at=NOW)
    return len(overdue)


def _settle(session: Session, ids: Sequence[uuid.UUID], outcome: Outcome, **values: object) -> None:
    if not ids:
        return
    session.execute(update(Intent).where(Intent.id.in_(ids)).values(**values))
    session.execute(
        update(Attempt)
        .where(Attempt.intent_id.in_(ids), Attempt.outcome.is_(None), Attempt.ended_at.is_(None))
        .values(outcome=outcome, ended_at=NOW, detail="lost_worker")
    )

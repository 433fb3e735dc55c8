"""What was owed and what became of it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core.db import db
from portal.notifications.models import Attempt, Intent, State

LISTED = (State.UNKNOWN, State.QUARANTINED, State.FAILED)


@dataclass(frozen=True)
class Listed:
    """A message that needs a person's eye: nobody knows how it ended, or it could not be sent."""

    id: uuid.UUID
    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    citizen_id: uuid.UUID
    state: State
    reason: str | None
    caused_at: dt.datetime


@dataclass(frozen=True)
class Delivery:
    """One message about a subject, for those who ask what became of it."""

    id: uuid.UUID
    kind: str
    subject_version: int
    state: State
    reason: str | None
    attempts: int
    caused_at: dt.datetime
    settled_at: dt.datetime | None


def unknown(limit: int = 200) -> list[Listed]:
    """Calls of which nobody knows how they ended, oldest first; no machine sends these again (R4, R5)."""
    return open_ones((State.UNKNOWN,), limit)


def open_ones(states: Sequence[State] = LISTED, limit: int = 200) -> list[Listed]:
    """Unknown, quarantined and failed messages, oldest first."""
    rows = db.session.execute(
        select(
            Intent.id,
            Intent.kind,
            Intent.subject_kind,
            Intent.subject_id,
            Intent.citizen_id,
            Intent.state,
            Intent.reason,
            Intent.caused_at,
        )
        .where(Intent.state.in_(states))
        .order_by(Intent.caused_at)
        .limit(limit)
    )
    return [Listed(*row) for row in rows]


def of_subject(subject_id: uuid.UUID) -> list[Delivery]:
    """Every message about one subject, newest version first."""
    rows = db.session.execute(
        select(
            Intent.id,
            Intent.kind,
            Intent.subject_version,
            Intent.state,
            Intent.reason,
            Intent.attempts,
            Intent.caused_at,
            Intent.settled_at,
        )
        .where(Intent.subject_id == subject_id)
        .order_by(Intent.subject_version.desc(), Intent.created_at)
    )
    return [Delivery(*row) for row in rows]


def counts() -> dict[State, int]:
    """How many messages stand where."""
    return {
        state: count
        for state, count in db.session.execute(
            select(Intent.state, func.count(Intent.id)).group_by(Intent.state)
        )
    }


def oldest_due() -> dt.datetime | None:
    """Since when the oldest message that may go out waits (R31)."""
    return db.session.scalar(
        select(func.min(Intent.due_at)).where(
            Intent.state == State.QUEUED, Intent.due_at <= func.clock_timestamp()
        )
    )


def references(intent_id: uuid.UUID) -> list[str]:
    """What our links in this message's attempts carry, for matching evidence."""
    return list(
        db.session.scalars(select(Attempt.reference).filter_by(intent_id=intent_id).order_by(Attempt.n))
    )

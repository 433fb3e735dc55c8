"""Lists of messages: the newest, those of one dossier, the copies of one; and the one a reference names."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from portal.core.db import db
from portal.counter.models import CounterVisit
from portal.counter.queries.visits import SUBJECT, Offices
from portal.dossiers.models import Dossier
from portal.notifications.models import Attempt, Intent, State

Columns = Select[*tuple[Any, ...]]
LATEST = 30
MOST_CHAINED = 20


@dataclass(frozen=True)
class Brief:
    """A message in a list."""

    id: uuid.UUID
    kind: str
    state: State
    reason: str | None
    error_code: int | None
    channel: str | None
    at: dt.datetime
    code: str | None
    received_at: dt.datetime | None
    seen_at: dt.datetime | None


def scoped(asked: Columns, offices: Offices, officer_id: uuid.UUID) -> Columns:
    """Messages about dossiers of these offices, and tests of the officer's own visits; answers in the chat
    and other people's tests are for those who see the whole province."""
    asked = asked.outerjoin(
        Dossier, and_(Intent.subject_kind == "dossier", Dossier.id == Intent.subject_id)
    ).outerjoin(CounterVisit, and_(Intent.subject_kind == SUBJECT, CounterVisit.id == Intent.subject_id))
    if offices is None:
        return asked
    return asked.where(or_(Dossier.office_id.in_(offices), CounterVisit.officer_id == officer_id))


_BRIEF: tuple[Any, ...] = (
    Intent.id,
    Intent.kind,
    Intent.state,
    Intent.reason,
    Attempt.error_code,
    Attempt.channel,
    Intent.created_at,
    Dossier.code,
    Attempt.received_at,
    Attempt.seen_at,
)
_LAST = and_(Attempt.intent_id == Intent.id, Attempt.n == Intent.attempts)


def others(intent: Intent) -> list[Brief]:
    """The same message, sent again or before."""
    rows = db.session.execute(
        select(*_BRIEF)
        .outerjoin(Attempt, _LAST)
        .outerjoin(Dossier, Dossier.id == Intent.subject_id)
        .where(
            Intent.kind == intent.kind,
            Intent.subject_id == intent.subject_id,
            Intent.subject_version == intent.subject_version,
            Intent.id != intent.id,
        )
        .order_by(Intent.created_at)
        .limit(MOST_CHAINED)
    )
    return [Brief(*row) for row in rows]


def latest(offices: Offices, officer_id: uuid.UUID) -> list[Brief]:
    """The newest messages somebody may see."""
    asked = scoped(select(*_BRIEF), offices, officer_id).outerjoin(Attempt, _LAST)
    rows = db.session.execute(
        asked.where(Intent.subject_kind.in_(("dossier", SUBJECT)))
        .order_by(Intent.created_at.desc())
        .limit(LATEST)
    )
    return [Brief(*row) for row in rows]


def of_dossier(dossier_id: uuid.UUID) -> list[Brief]:
    """Every message about one dossier, newest first."""
    rows = db.session.execute(
        select(*_BRIEF)
        .outerjoin(Attempt, _LAST)
        .outerjoin(Dossier, Dossier.id == Intent.subject_id)
        .where(Intent.subject_id == dossier_id)
        .order_by(Intent.created_at.desc())
        .limit(100)
    )
    return [Brief(*row) for row in rows]


def by_reference(told: str, offices: Offices, officer_id: uuid.UUID) -> uuid.UUID | None:
    """The message with this reference: its own id, that of one of its attempts, or Zalo's."""
    said = told.strip()[:100]
    asked = scoped(select(Intent.id), offices, officer_id).outerjoin(Attempt, Attempt.intent_id == Intent.id)
    try:
        which = Intent.id == uuid.UUID(said)
    except ValueError:
        which = or_(Attempt.reference == said, Attempt.message_id == said)
    return db.session.scalar(asked.where(which).limit(1)) if said else None

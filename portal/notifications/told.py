"""What one person was told, in the words that went out, and how it went."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.core.db import db
from portal.notifications import messages, topics
from portal.notifications.models import Intent, MessageTemplate, State

SHOWN = (State.QUEUED, State.SENDING, State.SENT, State.UNKNOWN, State.FAILED, State.REFUSED)
REPLY = "inbox_event"


@dataclass(frozen=True)
class Told:
    """One message of ours to a person; no text when it can no longer be drawn up."""

    id: uuid.UUID
    text: str | None
    state: State
    reason: str | None
    at: dt.datetime
    settled_at: dt.datetime | None
    topic: str | None  # notifications.topics; None for answers
    subject_kind: str
    subject_id: uuid.UUID
    is_answer: bool  # to something they had written

    @property
    def is_stopped(self) -> bool:
        """It was not sent, because they wanted none of its sort."""
        return self.state is State.DROPPED


def _shown(citizen_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    """Sent, on its way or tried; of the rest only what they stopped themselves."""
    theirs = and_(Intent.state == State.DROPPED, Intent.reason.in_((topics.STOPPED, "no_consent")))
    return (Intent.citizen_id == citizen_id, or_(Intent.state.in_(SHOWN), theirs))


def count(citizen_id: uuid.UUID) -> int:
    """How many messages there are to show."""
    return db.session.scalar(select(func.count(Intent.id)).where(*_shown(citizen_id))) or 0


def to(citizen_id: uuid.UUID, limit: int = 5, offset: int = 0) -> list[Told]:
    """The messages owed to a person, newest first; what news replaced is left out."""
    rows = db.session.execute(
        select(Intent, MessageTemplate.body)
        .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
        .where(*_shown(citizen_id))
        .order_by(Intent.created_at.desc(), Intent.id)
        .limit(limit)
        .offset(offset)
    )
    return [_told(row.Intent, row.body) for row in rows]


def _told(intent: Intent, body: str) -> Told:
    return Told(
        id=intent.id,
        text=words_of(body, intent.params or {}),
        state=intent.state,
        reason=intent.reason,
        at=intent.created_at,
        settled_at=intent.settled_at,
        topic=topics.of(intent.kind),
        subject_kind=intent.subject_kind,
        subject_id=intent.subject_id,
        is_answer=intent.subject_kind == REPLY,
    )


def words_of(body: str, params: dict[str, object]) -> str | None:
    """The words of a message; None when they are not kept any more, or cannot be drawn up."""
    try:
        return messages.render(body, params)
    except (ValueError, TypeError):
        return None

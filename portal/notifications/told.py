"""What one person was told lately, in the words that went out."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.notifications import messages
from portal.notifications.models import Intent, MessageTemplate, State

SHOWN = (State.QUEUED, State.SENDING, State.SENT, State.UNKNOWN, State.FAILED, State.REFUSED)


@dataclass(frozen=True)
class Told:
    """One message of ours to a person; no text when it can no longer be drawn up."""

    text: str | None
    state: State
    at: dt.datetime


def to(citizen_id: uuid.UUID, limit: int = 5) -> list[Told]:
    """The newest messages owed to a person, newest first; what was dropped or replaced is left out."""
    rows = db.session.execute(
        select(Intent.params, Intent.state, Intent.created_at, MessageTemplate.body)
        .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
        .where(Intent.citizen_id == citizen_id, Intent.state.in_(SHOWN))
        .order_by(Intent.created_at.desc())
        .limit(limit)
    )
    return [Told(_text(row.body, row.params or {}), row.state, row.created_at) for row in rows]


def _text(body: str, params: dict[str, object]) -> str | None:
    try:
        return messages.render(body, params)
    except (ValueError, TypeError):
        return None

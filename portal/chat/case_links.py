"""Conversations and the cases that were made of their messages, each way."""

import uuid

from sqlalchemy import case, select

from portal.chat.case_models import ChatCase
from portal.chat.inboxed import KIND
from portal.chat.models import Handover
from portal.core.db import db
from portal.core.errors import Missing
from portal.feedback import codes
from portal.feedback.models import Feedback
from portal.inbox.models import InboxItem


def cases(handover_id: uuid.UUID) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """Messages of a conversation that became cases: the case's id and its tracking code as printed."""
    rows = db.session.execute(
        select(ChatCase.event_id, Feedback.id, Feedback.code)
        .join(Feedback, Feedback.id == ChatCase.feedback_id)
        .where(ChatCase.handover_id == handover_id)
    )
    return {event_id: (id_, codes.shown(code)) for event_id, id_, code in rows}


def item_of(feedback_id: uuid.UUID) -> uuid.UUID | None:
    """The inbox item of the conversation a case was made of, else of its sender's last one; None: neither.

    Raises Missing for no such case.
    """
    citizen_id = db.session.execute(select(Feedback.citizen_id).filter_by(id=feedback_id)).one_or_none()
    if citizen_id is None:
        raise Missing("no such case")
    made = select(ChatCase.handover_id).filter_by(feedback_id=feedback_id)
    mine = Handover.id.in_(made) | (Handover.citizen_id == citizen_id[0])
    return db.session.scalar(
        select(InboxItem.id)
        .join(Handover, (Handover.id == InboxItem.subject_id) & (InboxItem.kind == KIND))
        .where(mine)
        .order_by(case((Handover.id.in_(made), 0), else_=1), Handover.asked_at.desc())
        .limit(1)
    )

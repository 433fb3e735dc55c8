"""Somebody on Zalo who asks for a person, for tests and states."""

import uuid

from sqlalchemy import select

from portal.chat import handovers
from portal.chat.models import Handover, InboxEvent
from portal.citizens import operations as citizens
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.inbox.models import InboxItem
from tests.zalo_events import USER, raw_of, said


def ask(text: str = "cho tôi gặp cán bộ", *, user_id: str = USER) -> uuid.UUID:
    """Somebody wrote `text` and asked for a person; their item in the inbox."""
    at, oa_id = clock.now(), settings.get().zalo_oa_id
    citizen_id = citizens.touch(oa_id, user_id, at)
    with transaction() as session:
        session.add(
            InboxEvent(
                id=uuid.uuid4(),
                event_key=uuid.uuid4().hex,
                oa_id=oa_id,
                name="user_send_text",
                user_id=user_id,
                raw=raw_of(said(text, user_id)),
                event_at=at,
                received_at=at,
                due_at=at,
                done_at=at,
            )
        )
    handovers.ask(citizen_id, at)
    mine = select(Handover.id).filter_by(citizen_id=citizen_id).order_by(Handover.asked_at.desc()).limit(1)
    return db.session.scalars(select(InboxItem.id).where(InboxItem.subject_id.in_(mine))).one()

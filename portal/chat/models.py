"""What Zalo told us, raw and kept, until it has been worked on."""

import datetime as dt
import uuid

from sqlalchemy import ARRAY, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import SealedBytes
from portal.core.db import Id, Model


class InboxEvent(Model):
    """One webhook event; its key makes repeats harmless (R11, R12). Raw bytes are kept 90 days."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        Index("ix_inbox_event_due", "due_at", postgresql_where=text("done_at IS NULL")),
        Index("ix_inbox_event_unread", "received_at", postgresql_where=text("is_unread")),
        Index("ix_inbox_event_name", "name", "received_at"),
        Index("ix_inbox_event_user_id", "user_id", "received_at"),
        Index("ix_inbox_event_received_at", "received_at"),
    )

    id: Mapped[Id]
    event_key: Mapped[str] = mapped_column(unique=True)
    oa_id: Mapped[str]
    name: Mapped[str]
    user_id: Mapped[str | None]
    raw: Mapped[bytes] = mapped_column(SealedBytes)
    event_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    lease_token: Mapped[uuid.UUID | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # answered, done, stored, set_aside, failed
    # An echo or a receipt: nobody waits for it, it is read later with many others (chat/evidence.py).
    is_unread: Mapped[bool] = mapped_column(server_default=text("false"))
    message_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    replayed_at: Mapped[dt.datetime | None]

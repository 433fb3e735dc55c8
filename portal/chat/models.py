"""What Zalo told us, raw and kept, until it has been worked on; who asked for a person; photos to be read."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ARRAY, ForeignKey, Index, Text, text
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


class Talk(StrEnum):
    """How it stands with somebody who asked for a person."""

    WAITING = "waiting"
    TAKEN = "taken"
    CLOSED = "closed"


class Handover(Model):
    """Somebody asked for a person: while it is open the machine keeps silent for them."""

    __tablename__ = "handover"
    __table_args__ = (
        # One open conversation a person: a second wish while the first one waits is the same wish.
        Index("uq_handover_open", "citizen_id", unique=True, postgresql_where=text("state <> 'closed'")),
        Index("ix_handover_citizen_id", "citizen_id"),
        Index("ix_handover_state", "state", "asked_at"),
    )

    id: Mapped[Id]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    oa_id: Mapped[str]
    state: Mapped[Talk]
    asked_at: Mapped[dt.datetime]
    last_said_at: Mapped[dt.datetime]  # by the citizen
    said: Mapped[int] = mapped_column(server_default=text("0"))  # messages since it was opened
    answered_at: Mapped[dt.datetime | None]  # the last answer typed in Zalo's own tool
    taken_at: Mapped[dt.datetime | None]
    taken_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_why: Mapped[str | None]  # officer, citizen, silence


class ChatPhoto(Model):
    """Photos of one message whose codes are to be read; addresses only, forgotten as soon as they were."""

    __tablename__ = "chat_photo"
    __table_args__ = (
        Index("ix_chat_photo_due", "due_at", postgresql_where=text("closed_at IS NULL")),
        Index("ix_chat_photo_citizen_id", "citizen_id", "asked_at"),
    )

    id: Mapped[Id]
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    addresses: Mapped[bytes | None] = mapped_column(SealedBytes)  # JSON list
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    lease_token: Mapped[uuid.UUID | None]
    tries: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # read, link, near, id_card, other, unread, no_picture, away

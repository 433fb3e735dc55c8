"""What Zalo told us, raw and kept, until it has been worked on; what it could not tell; talks and photos."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ARRAY, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import SealedBytes
from portal.core.db import Id, Model

WEBHOOK, RECENT_CHATS = "webhook", "recent_chats"
"""Where an event came from."""


class CatchUpReason(StrEnum):
    """Why the recent-chat list was read."""

    GAP = "gap"  # nothing came for a while
    FAILURES = "failures"  # calls of Zalo's were not answered well
    OUTAGE = "outage"  # the webhook works again
    DESK = "desk"
    COMMAND = "command"


class Failure(StrEnum):
    """How a call of Zalo's was not taken, or that one was again."""

    AWAY = "away"  # 503: the database is away or too slow
    BROKEN = "broken"  # 500
    UNSIGNED = "unsigned"  # 401
    UNREADABLE = "unreadable"  # 413, 415, or signed bytes that are no event
    LATE = "late"  # 200, but after the two seconds Zalo waits
    TAKEN = "taken"  # no failure: the first call of a process that was taken again


class OutWhy(StrEnum):
    """What shows that the webhook does not work."""

    FAILING = "failing"  # we do not answer with 200
    UNSIGNED = "unsigned"  # and nothing that is signed comes any more: perhaps our secret is the wrong one
    LOST = "lost"  # the recent-chat list holds messages nobody told us
    NO_ECHO = "no_echo"  # we send, and none of it comes back
    SILENT = "silent"  # office hours without an event


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
    origin: Mapped[str] = mapped_column(server_default=text("'webhook'"))  # or recent_chats (catching_up.py)
    may_answer: Mapped[bool] = mapped_column(server_default=text("true"))  # False: worked on in silence


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


class CatchUpState(StrEnum):
    """Where one reading of the recent-chat list stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"  # Zalo does not tell; nobody asks again by themselves


class CatchUp(Model):
    """One reading of the recent-chat list for what the webhook has not told; only counts, never words."""

    __tablename__ = "catch_up"
    __table_args__ = (
        Index("uq_catch_up_open", "oa_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_catch_up_asked_at", "asked_at"),
    )

    id: Mapped[Id]
    oa_id: Mapped[str]
    reason: Mapped[CatchUpReason]
    state: Mapped[CatchUpState]
    since: Mapped[dt.datetime]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    due_at: Mapped[dt.datetime]  # when somebody may go on; the end of the lease while somebody is at it
    ended_at: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    chats: Mapped[int] = mapped_column(default=0)
    messages: Mapped[int] = mapped_column(default=0)  # of citizens, in the time asked for
    known: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    answerable: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)  # kinds that the list does not show
    seen: Mapped[list[str]] = mapped_column(default=list)  # ids of chats that were read; empty at the end
    is_cut: Mapped[bool] = mapped_column(default=False)  # more chats or messages than are read
    lost_from: Mapped[dt.datetime | None]  # the first and the last message nobody had told
    lost_to: Mapped[dt.datetime | None]
    error_code: Mapped[int | None]
    error: Mapped[str | None]


class WebhookFailure(Model):
    """How often in one minute a call of Zalo's was not answered with 200, by kind; kept 90 days."""

    __tablename__ = "webhook_failure"

    minute: Mapped[dt.datetime] = mapped_column(primary_key=True)
    kind: Mapped[Failure] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[dt.datetime]


class WebhookStanding(Model):
    """One row an OA: until when events were looked through for gaps, and the outage of now."""

    __tablename__ = "webhook_standing"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    looked_until: Mapped[dt.datetime | None]
    out_since: Mapped[dt.datetime | None]
    why: Mapped[OutWhy | None]
    told_at: Mapped[dt.datetime | None]  # when the operators were last told of it

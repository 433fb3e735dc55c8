"""Messages we owe: one intent a person and event, one attempt a call, texts by version."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import SealedJson
from portal.core.db import Id, Model, Serial
from portal.zalo.codes import Outcome as Outcome


class State(StrEnum):
    """Where an intent stands; the last six are final."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # a call was made and nobody knows how it ended (R4)
    QUARANTINED = "quarantined"  # it crashed its workers too often (R6)
    SENT = "sent"
    FAILED = "failed"  # proven not sent, and no more tries
    REFUSED = "refused"  # Zalo said no for good
    SUPERSEDED = "superseded"  # a newer version of the subject went out instead
    CANCELLED = "cancelled"
    DROPPED = "dropped"  # a gate closed for good: no consent, not following


FINAL = (State.SENT, State.FAILED, State.REFUSED, State.SUPERSEDED, State.CANCELLED, State.DROPPED)


class Channel(StrEnum):
    """A way to a person; in this order, the free one first."""

    CS = "zalo_cs"  # consultation: a text to a user of the account, while Zalo's window is open
    ZBS = "zalo_zbs"  # template message to a user of the account
    ZNS = "zalo_zns"  # template message to a phone number
    SMS = "sms"


PAID = (Channel.ZBS, Channel.ZNS, Channel.SMS)


class Lane(StrEnum):
    """Who goes first when much is due."""

    REPLY = "1_reply"  # somebody has just written and waits
    DOSSIER = "2_dossier"
    BULK = "3_bulk"


class MessageTemplate(Model):
    """What we say for a kind on a channel; a new wording is a new version, an old intent keeps its own."""

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("kind", "channel", "locale", "version"),)

    id: Mapped[Serial]
    kind: Mapped[str]
    channel: Mapped[str]
    locale: Mapped[str] = mapped_column(default="vi")
    version: Mapped[int]
    body: Mapped[str]
    button: Mapped[str | None]  # the title of its button where staff wrote one
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Intent(Model):
    """One message we owe one person for one version of one subject (R1)."""

    __tablename__ = "intent"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "subject_version", "citizen_id", "again"),
        Index("ix_intent_due", "lane", "due_at", postgresql_where=text("state IN ('queued', 'sending')")),
        Index("ix_intent_subject", "subject_id", "subject_version"),
        Index("ix_intent_citizen_id", "citizen_id", "created_at"),
        Index("ix_intent_settled_at", "settled_at"),
        Index(
            "ix_intent_open", "state", postgresql_where=text("state IN ('unknown', 'quarantined', 'failed')")
        ),
        Index(
            "ix_intent_not_told",
            "settled_at",
            postgresql_where=text("state IN ('refused', 'failed', 'dropped', 'quarantined')"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str]  # dossier_accepted, dossier_supplement_required, chat_reply ...
    lane: Mapped[Lane]
    subject_kind: Mapped[str]  # dossier, inbox_event
    subject_id: Mapped[uuid.UUID]
    subject_version: Mapped[int]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    again: Mapped[int] = mapped_column(server_default=text("0"))  # raised by an officer who sends it again
    oa_id: Mapped[str]
    template_id: Mapped[int] = mapped_column(ForeignKey("message_template.id"))
    params: Mapped[dict[str, Any]] = mapped_column(SealedJson)  # placeholders, and "buttons"
    consent_needed: Mapped[str | None]  # a Purpose; None for the answer to somebody who wrote
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=text("false"))  # waits for nothing
    expires_at: Mapped[dt.datetime | None]  # from then on nobody is told any more; None: never stale
    state: Mapped[State] = mapped_column(default=State.QUEUED)
    reason: Mapped[str | None]  # why it stands where it stands; a key of messages.REASONS
    due_at: Mapped[dt.datetime | None]  # when it may be taken; while sending, the end of the lease
    lease_token: Mapped[uuid.UUID | None]
    is_on_wire: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)  # leases that ran out before the mark
    not_sent: Mapped[int] = mapped_column(default=0)  # outcomes proven not sent, in a row
    created_at: Mapped[dt.datetime]
    caused_at: Mapped[dt.datetime]  # commit of what caused it
    settled_at: Mapped[dt.datetime | None]


class Attempt(Model):
    """One call to one channel, written before the call and settled after it."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("intent_id", "channel", "n"),
        Index("ix_attempt_message_id", "message_id"),
        Index("ix_attempt_paid", "marked_at", postgresql_where=text("cost > 0")),
    )

    id: Mapped[Id]
    intent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intent.id", ondelete="CASCADE"))
    channel: Mapped[str]  # a Channel, chosen just before the mark
    template_id: Mapped[int | None] = mapped_column(ForeignKey("message_template.id"))  # where it is not the
    # intent's own: the wording of a template message or SMS
    cost: Mapped[int | None]  # đồng, by the price of the day; None until the mark
    n: Mapped[int]
    reference: Mapped[str] = mapped_column(unique=True)  # short and random; stands in the message's link
    reserved_at: Mapped[dt.datetime]
    marked_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[Outcome | None]
    error_code: Mapped[int | None]
    http_status: Mapped[int | None]
    detail: Mapped[str | None]  # class of the error, never a body
    message_id: Mapped[str | None]  # Zalo's id of what it accepted
    received_at: Mapped[dt.datetime | None]  # the phone had it, as Zalo's receipt tells
    seen_at: Mapped[dt.datetime | None]  # somebody looked at it
    evidence: Mapped[str | None]  # what settled an unknown: echo, conversation, receipt, officer


class ChannelStep(Model):
    """Why a message did not go by a channel, or not any more; the first time is kept."""

    __tablename__ = "channel_step"
    __table_args__ = (UniqueConstraint("intent_id", "channel", "reason"),)

    id: Mapped[Serial]
    intent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("intent.id", ondelete="CASCADE"))
    channel: Mapped[str]
    reason: Mapped[str]  # a key of route.WHY
    is_over: Mapped[bool]  # tried and proven not to have arrived: never tried again
    at: Mapped[dt.datetime]


class ChannelRest(Model):
    """A channel that takes nothing for a while: its day is full, or its account is refused."""

    __tablename__ = "channel_rest"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[dt.datetime]
    why: Mapped[str]


class SendingState(Model):
    """One row an OA: kill switch, pause, pinned send path."""

    __tablename__ = "sending_state"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    is_off: Mapped[bool] = mapped_column(default=False)
    off_why: Mapped[str | None]
    paused_until: Mapped[dt.datetime | None]
    paused_why: Mapped[str | None]
    daily_cap: Mapped[int | None]  # messages a day, as Zalo told it; None until it does
    send_version: Mapped[int] = mapped_column(default=3)  # 3: /v3.0/oa/message/cs, 2: /v2.0/oa/message
    changed_at: Mapped[dt.datetime]
    restored_at: Mapped[dt.datetime | None]  # the last restore that was confirmed: older news are not news


class QuotaDay(Model):
    """How many messages went out on a Vietnamese day; counted when reserving (R8)."""

    __tablename__ = "quota_day"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    cap: Mapped[int]


class Periodic(Model):
    """Work that comes again; the relay takes what is due. The only scheduler."""

    __tablename__ = "periodic"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[dt.datetime] = mapped_column(index=True)
    last_ran_at: Mapped[dt.datetime | None]
    last_error: Mapped[str | None]

"""Broadcasts, who approved them, and one row for everybody that fits: sent to, or excluded and why (R9)."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class State(StrEnum):
    """Where a broadcast stands; pausing, halting and the kill switch are rows, nothing a worker remembers."""

    DRAFT = "draft"
    WAITING = "waiting_approval"
    APPROVED = "approved"  # agreed to; goes out at `planned_at`, which is never less than the undo ahead
    PREPARING = "preparing"  # its rows are being written
    SENDING = "sending"
    PAUSED = "paused"
    HALTED = "halted"  # by itself, on an error burst
    MISSED = "missed"  # slept through an outage: asks before it sends
    CANCELLED = "cancelled"
    DONE = "done"


class Progress(StrEnum):
    """What became of one recipient."""

    WAITING = "waiting"
    TAKEN = "taken"  # leased by a worker, nothing is on the wire
    ON_WIRE = "on_wire"
    SENT = "sent"
    UNKNOWN = "unknown"  # may have arrived: never sent again by a machine
    REFUSED = "refused"  # proven not sent, and this person cannot be reached so
    FAILED = "failed"  # proven not sent, tries used up
    EXCLUDED = "excluded"  # fits the audience, gets nothing: `reason`
    CANCELLED = "cancelled"  # the broadcast ended before their turn


class Broadcast(Model):
    """Something told to many: its words as they were approved, its audience, where it stands."""

    __tablename__ = "broadcast"
    __table_args__ = (
        UniqueConstraint("item_id", "revision", "audience_hash", "occurrence"),
        Index("ix_broadcast_listed", "changed_at"),
        Index("ix_broadcast_planned", "state", "planned_at"),
    )

    id: Mapped[Id]
    oa_id: Mapped[str]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"), index=True)  # none: province
    title: Mapped[str]
    folded: Mapped[str]  # as search compares it
    way: Mapped[str]  # message, article
    body: Mapped[str]
    link: Mapped[str]  # opened by its button; empty: none
    item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("newsroom_item.id"))
    revision: Mapped[int | None]  # of the item, as it was approved
    article_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("oa_article.id")
    )  # the article way's post
    audience: Mapped[dict[str, Any]]  # audience.Audience
    audience_hash: Mapped[str]
    is_urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    reason: Mapped[str | None]  # why it is paused, halted, missed or cancelled
    planned_at: Mapped[dt.datetime | None]
    repeat: Mapped[str]  # daily, weekly, month_end; empty: once
    occurrence: Mapped[int] = mapped_column(default=0)  # of those that repeat: 0, 1, 2 ...
    form_token: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)  # approves once
    approvals: Mapped[list[Any]] = mapped_column(default=list)  # who agreed, when: ids and moments
    dry_run: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what was forecast
    dry_run_at: Mapped[dt.datetime | None]
    dry_run_of: Mapped[str | None]  # digest of what it was run on: a changed text needs another
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    repeats_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    feed_id: Mapped[uuid.UUID | None] = mapped_column(index=True)  # the table's rule it came of
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    prepared_at: Mapped[dt.datetime | None]  # when its rows were written
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    rest_until: Mapped[dt.datetime | None]  # while sending: nobody is taken before
    rest_why: Mapped[str | None]  # quiet_hours, quota, away ...
    call_state: Mapped[Progress | None]  # of the article way: its one call to Zalo
    call_at: Mapped[dt.datetime | None]
    call_id: Mapped[str | None]
    people: Mapped[int] = mapped_column(default=0)  # its rows, those left out too
    excluded: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    seen: Mapped[int] = mapped_column(default=0)
    tapped: Mapped[int] = mapped_column(default=0)
    window_calls: Mapped[int] = mapped_column(default=0)  # of the last 200
    window_errors: Mapped[int] = mapped_column(default=0)


class Recipient(Model):
    """One person of one broadcast: written before the first send, once each, and never twice on the wire."""

    __tablename__ = "broadcast_recipient"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "citizen_id"),
        Index("ix_broadcast_recipient_state", "broadcast_id", "state", "id"),
        Index(
            "ix_broadcast_recipient_reason",
            "broadcast_id",
            "state",
            "reason",
            postgresql_where=text("reason IS NOT NULL"),
        ),
        Index(
            "ix_broadcast_recipient_open",
            "state",
            "lease_until",
            postgresql_where=text("state IN ('taken', 'on_wire')"),
        ),
        Index(
            "ix_broadcast_recipient_message", "message_id", postgresql_where=text("message_id IS NOT NULL")
        ),
        Index(
            "ix_broadcast_recipient_capped",
            "citizen_id",
            "sent_at",
            postgresql_where=text("sent_at IS NOT NULL"),
        ),
        Index(
            "ix_broadcast_recipient_reference",
            "reference",
            unique=True,
            postgresql_where=text("reference IS NOT NULL"),
        ),
    )

    id: Mapped[Serial]
    broadcast_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    user_id: Mapped[str]
    state: Mapped[Progress]
    reason: Mapped[str | None]  # why excluded, refused or failed
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime | None]
    lease_token: Mapped[uuid.UUID | None]
    lease_until: Mapped[dt.datetime | None]
    reference: Mapped[str | None]  # of the last call; stands in the message's link
    error_code: Mapped[int | None]
    message_id: Mapped[str | None]
    sent_at: Mapped[dt.datetime | None]  # the mark before the call; none again when proven not sent
    received_at: Mapped[dt.datetime | None]
    seen_at: Mapped[dt.datetime | None]
    tapped_at: Mapped[dt.datetime | None]

"""What waits for an officer, what was done about it, who looks at it now, and what is said in answer."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial

BELL = "inbox_items"
"""The stamp that every commit with a change of an item moves (migration 0030)."""


class ItemState(StrEnum):
    """How it stands with something in the inbox."""

    WAITING = "waiting"  # nobody has taken it
    TAKEN = "taken"  # somebody is at it
    PAUSED = "paused"  # we wait for the citizen: the time to answer stands still
    CLOSED = "closed"


class Deed(StrEnum):
    """What was done about an item."""

    OPENED = "opened"
    REOPENED = "reopened"
    ASSIGNED = "assigned"
    RELEASED = "released"  # put back for anybody
    HANDED_OVER = "handed_over"  # to another office
    MOVED = "moved"  # by rule, since who had it is away
    PAUSED = "paused"
    RESUMED = "resumed"
    NOTED = "noted"
    ANSWERED = "answered"
    CANCELLED = "cancelled"  # an answer that had not gone out yet
    CLOSED = "closed"


_OPEN = text("state <> 'closed'")


class InboxItem(Model):
    """Something that waits for an officer; the feature that put it here holds the matter itself.

    The title stands in lists and files: it names no person, no phone and nothing that somebody wrote.
    """

    __tablename__ = "inbox_item"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_inbox_item_open", "waiting_since", "id", postgresql_where=_OPEN),
        Index("ix_inbox_item_office", "office_id", "waiting_since", postgresql_where=_OPEN),
        Index("ix_inbox_item_mine", "assignee_id", "waiting_since", postgresql_where=_OPEN),
        Index("ix_inbox_item_closed_at", "closed_at", postgresql_where=text("state = 'closed'")),
    )

    id: Mapped[Id]
    kind: Mapped[str]  # a key of kinds.KINDS: talk, feedback, unreached, rating ...
    subject_id: Mapped[uuid.UUID]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))  # none: the whole province
    state: Mapped[ItemState]
    title: Mapped[str]
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    opened_at: Mapped[dt.datetime]
    waiting_since: Mapped[dt.datetime]  # when the citizen began to wait for what is owed now
    due_at: Mapped[dt.datetime | None]  # working-time target; none: no term
    paused_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    closed_why: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))  # who acts on an older one is told so
    changed_at: Mapped[dt.datetime]


class InboxDeed(Model):
    """One thing that was done; never edited. The history of an item is complete (OD2)."""

    __tablename__ = "inbox_deed"
    __table_args__ = (Index("ix_inbox_deed_item_id", "item_id", "id"),)

    id: Mapped[Serial]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbox_item.id", ondelete="CASCADE"))
    deed: Mapped[Deed]
    at: Mapped[dt.datetime]
    by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))  # none: the machine
    to_user: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    to_office: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    note: Mapped[str | None] = mapped_column(Sealed)  # staff alone read it


class InboxPresence(Model):
    """Who has an item open now; older than a minute means gone. Also who follows it without having it."""

    __tablename__ = "inbox_presence"

    item_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("inbox_item.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), primary_key=True, index=True)
    seen_at: Mapped[dt.datetime]
    seen_version: Mapped[int]  # what they have seen of it: a follower's news are the versions after
    is_writing: Mapped[bool] = mapped_column(server_default=text("false"))
    follows: Mapped[bool] = mapped_column(server_default=text("false"))


class CannedReply(Model):
    """Words an office says often; placeholders are filled when an officer takes one up."""

    __tablename__ = "canned_reply"
    __table_args__ = (UniqueConstraint("office_id", "title", postgresql_nulls_not_distinct=True),)

    id: Mapped[Id]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))  # none: everybody's
    title: Mapped[str]
    body: Mapped[str]
    used: Mapped[int] = mapped_column(server_default=text("0"))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    ended_at: Mapped[dt.datetime | None]


class DeskReply(Model):
    """An officer's answer to one person: owed at once, or when the offices are open; until then cancelled.

    `key` comes with the form: the same press twice, or from two tabs, is one answer.
    """

    __tablename__ = "desk_reply"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_desk_reply_item_id", "item_id", "written_at"),
        Index(
            "ix_desk_reply_due",
            "due_at",
            postgresql_where=text("owed_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbox_item.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    body: Mapped[str] = mapped_column(Sealed)
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    written_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    owed_at: Mapped[dt.datetime | None]  # the intent was made
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_why: Mapped[str | None]  # officer, closed, window


class Absence(Model):
    """Somebody is away: what they have goes to whoever stands in, or back to their office."""

    __tablename__ = "inbox_absence"
    __table_args__ = (Index("ix_inbox_absence_user_id", "user_id", "until"),)

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    since: Mapped[dt.date]
    until: Mapped[dt.date]  # the last day away
    stand_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]  # taken back

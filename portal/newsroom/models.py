"""Items, their revisions, what was decided about them, and links that show one revision."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from portal.core.db import Id, Model, Serial
from portal.news.models import Category, Kind


class State(StrEnum):
    """How far the newest revision has come; an older one may be on the portal meanwhile (`live`)."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Item(Model):
    """Something the province writes. What citizens read of it is the announcement with the same id."""

    __tablename__ = "newsroom_item"
    __table_args__ = (
        Index("ix_newsroom_item_listed", "state", "changed_at"),
        Index("ix_newsroom_item_changed_at", "changed_at", "id"),
        Index("ix_newsroom_item_publish_at", "publish_at"),
        Index("ix_newsroom_item_review_by", "review_by"),
    )

    id: Mapped[Id]
    kind: Mapped[Kind]
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"), index=True)  # none: province
    is_limited: Mapped[bool] = mapped_column(
        default=False
    )  # others than its office do not see that it exists
    title: Mapped[str]  # of the newest revision, for lists
    folded: Mapped[str]  # title and number of the document, as search compares them
    head: Mapped[int]  # number of the newest revision
    approved: Mapped[int | None]  # number of the revision somebody else agreed to
    live: Mapped[int | None]  # number of the revision on the portal
    live_before: Mapped[int | None]  # what stood there before, for the undo within the hour
    live_at: Mapped[dt.datetime | None]
    publish_at: Mapped[dt.datetime | None]
    expire_at: Mapped[dt.datetime | None]
    expire_before: Mapped[dt.datetime | None]  # the end of `live_before`, for the undo
    review_by: Mapped[dt.date | None]
    reminded: Mapped[int] = mapped_column(
        default=0
    )  # reminders since the review day: twice the owner, then the chief
    reviewed_at: Mapped[dt.datetime | None]  # when somebody last said that it still holds
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]


class Revision(Model):
    """One saved text of an item with all that goes with it. Never edited; restoring writes a new one."""

    __tablename__ = "newsroom_revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[Id]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("newsroom_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str | None]  # named by its author: listed first
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]  # HTML that core/sanitize.py has cleaned
    category: Mapped[Category]
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    communes: Mapped[list[str]] = mapped_column(
        ARRAY(Text()), default=list
    )  # codes of units; none: everywhere
    procedures: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)  # national codes
    is_pinned: Mapped[bool] = mapped_column(default=False)
    alert_level: Mapped[str | None]  # warning or danger: urgent alerts only
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the kind asks for: forms.py
    slug: Mapped[str | None]  # the address its editor wants; none: made of the title, then kept
    restored_from: Mapped[int | None]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Step(Model):
    """What somebody (or the clock) decided about an item, and why. Append only."""

    __tablename__ = "newsroom_step"
    __table_args__ = (Index("ix_newsroom_step_item", "item_id", "id"),)

    id: Mapped[Serial]
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("newsroom_item.id", ondelete="CASCADE"))
    number: Mapped[int]  # of the revision it was about
    act: Mapped[str]
    reason: Mapped[str | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[dt.datetime]


class Share(Model):
    """A link that shows one revision to whoever holds it, until it expires or is ended."""

    __tablename__ = "newsroom_share"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    revision_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("newsroom_revision.id", ondelete="CASCADE"), index=True
    )
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Bulk(Model):
    """One change to many items at once, and what each was before, for the undo."""

    __tablename__ = "newsroom_bulk"

    id: Mapped[Id]
    act: Mapped[str]
    told: Mapped[dict[str, Any]]  # what was chosen: a reason, topics, an office, a day
    before: Mapped[dict[str, Any]]  # by item: what undoing puts back
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]

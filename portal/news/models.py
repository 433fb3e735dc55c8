"""Announcements: what of the newsroom's items citizens read, and the addresses they once had."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Category(StrEnum):
    """Shelves of the Information tab; the value is the address."""

    NEWS = "tin-tuc"
    PROCEDURES = "thu-tuc-moi"
    POWER = "cup-dien"
    EVENTS = "su-kien"
    WARNING = "canh-bao"


class Kind(StrEnum):
    """What an item is; each asks for facts of its own (newsroom/forms.py)."""

    ANNOUNCEMENT = "announcement"
    ALERT = "alert"  # a line on every page, always with an end
    EVENT = "event"
    POLICY = "policy"  # a document in short: number, date, signer
    GUIDE = "guide"
    QUESTION = "question"
    PAGE = "page"  # privacy, terms, about: no date, on no shelf
    HOTLINE = "hotline"
    CENTRE = "centre"


class Announcement(Model):
    """One announcement; shown from `published_at` until `expires_at`, unless it was withdrawn."""

    __tablename__ = "announcement"
    __table_args__ = (
        Index("ix_announcement_shown", "category", "published_at"),
        Index("ix_announcement_newest", "published_at"),
        Index("ix_announcement_topics", "topics", postgresql_using="gin"),
        Index("ix_announcement_communes", "communes", postgresql_using="gin"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]  # HTML that core/sanitize.py has cleaned
    category: Mapped[Category]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    is_pinned: Mapped[bool] = mapped_column(default=False)
    alert_level: Mapped[str | None]  # warning or danger: shown on every page while in force
    published_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[Kind] = mapped_column(default=Kind.ANNOUNCEMENT, server_default=Kind.ANNOUNCEMENT.value)
    topics: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default=text("'{}'"))
    communes: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default=text("'{}'"))
    procedures: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default=text("'{}'"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    revision: Mapped[int | None]  # number of the revision shown; none: written before the newsroom
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_why: Mapped[str | None]  # the public sees it
    corrected_at: Mapped[dt.datetime | None]  # a later text was taken back: this one stands here again


class OldAddress(Model):
    """An address an announcement had before it was renamed; it leads to today's."""

    __tablename__ = "announcement_address"

    slug: Mapped[str] = mapped_column(primary_key=True)
    announcement_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[dt.datetime]

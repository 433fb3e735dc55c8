"""Announcements."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Category(StrEnum):
    """Shelves of the Information tab; the value is the address."""

    NEWS = "tin-tuc"
    PROCEDURES = "thu-tuc-moi"
    POWER = "cup-dien"
    EVENTS = "su-kien"
    WARNING = "canh-bao"


class Announcement(Model):
    """One announcement; shown from `published_at` until `expires_at`."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_shown", "category", "published_at"),)

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

"""Feedback, its photos and its steps. Whatever tells about a person is encrypted."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial


class Kind(StrEnum):
    """What somebody wants; the law knows `regulation` and `conduct`, the rest is ours (domain.md 6)."""

    FIELD_REPORT = "field_report"
    SUGGESTION = "suggestion"
    QUESTION = "question"
    CONDUCT = "conduct"
    REGULATION = "regulation"


class Status(StrEnum):
    """Where a feedback stands, in the words of the national list."""

    NEW = "new"
    NEED_INFO = "need_info"
    PROCESSING = "processing"
    TRANSFERRED = "transferred"
    REFUSED = "refused"
    PENDING_PUBLICATION = "pending_publication"
    PUBLISHED = "published"


class Feedback(Model):
    """What one person told us, once."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_inbox", "is_suspect", "status", "received_at"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # tracking code, without dashes
    kind: Mapped[Kind]
    status: Mapped[Status] = mapped_column(default=Status.NEW)
    text: Mapped[str] = mapped_column(Sealed)  # people name themselves and others in it
    text_digest: Mapped[str] = mapped_column(index=True)  # equal for texts that differ in marks and spaces
    place: Mapped[str | None] = mapped_column(Sealed)
    name: Mapped[str | None] = mapped_column(Sealed)
    phone: Mapped[str | None] = mapped_column(Sealed)  # +84…
    phone_fingerprint: Mapped[str | None] = mapped_column(index=True)
    email: Mapped[str | None] = mapped_column(Sealed)
    address: Mapped[str | None] = mapped_column(Sealed)
    consent_version: Mapped[str]
    is_suspect: Mapped[bool] = mapped_column(default=False)  # a trap for robots was sprung
    received_at: Mapped[dt.datetime]


class FeedbackStep(Model):
    """One step of a feedback. Never edited."""

    __tablename__ = "feedback_step"

    id: Mapped[Serial]
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    status: Mapped[Status]
    at: Mapped[dt.datetime]


class FeedbackPhoto(Model):
    """A photo of a form; it waits for its feedback while the form is being mended."""

    __tablename__ = "feedback_photo"
    __table_args__ = (UniqueConstraint("once_key", "digest"),)

    id: Mapped[Serial]
    once_key: Mapped[uuid.UUID]
    digest: Mapped[str]  # of the file as it was sent: sent again, it is the same photo
    name: Mapped[str] = mapped_column(unique=True)  # of the file, core/images.py
    size: Mapped[int]
    feedback_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), index=True
    )
    arrived_at: Mapped[dt.datetime]

"""Feedback, its photos and its steps. Whatever tells about a person is encrypted."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy import text as sql
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


class Verdict(StrEnum):
    """What the sender said of an answer."""

    SOLVED = "solved"
    SILENT = "silent"  # nothing for seven days: closed as not confirmed


class Feedback(Model):
    """What one person told us, once."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_inbox", "is_suspect", "status", "received_at"),
        Index("ix_feedback_near", "unit_id", "received_at"),
        Index("ix_feedback_answered", "answered_at", postgresql_where=sql("closed_at IS NULL")),
        Index("ix_feedback_public", "published_at", postgresql_where=sql("published_at IS NOT NULL")),
    )

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

    # Where it happened, whom it is about, who may be told.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    latitude: Mapped[float | None]  # rounded to about a hundred metres
    longitude: Mapped[float | None]
    dossier_code: Mapped[str | None] = mapped_column(Sealed)
    blamed_office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("citizen.id", ondelete="SET NULL"), index=True
    )

    # How it is handled; no office means that triage has it.
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    accept_by: Mapped[dt.datetime | None]  # the terms of domain.md 6, in working time
    answer_by: Mapped[dt.datetime | None]
    publish_by: Mapped[dt.datetime | None]
    paused_at: Mapped[dt.datetime | None]  # the sender was asked: the term to answer stands still
    escalated: Mapped[int] = mapped_column(server_default=sql("0"))  # levels it has climbed

    # Answered is not resolved: whoever sent it says so.
    answer: Mapped[str | None] = mapped_column(Sealed)
    answered_at: Mapped[dt.datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    verdict: Mapped[Verdict | None]
    reopened_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    # What everybody may read, edited by somebody who never saw the sender's name.
    public_question: Mapped[str | None]
    public_answer: Mapped[str | None]
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    kept_back: Mapped[str | None]  # why it is not made public: a key of cases.messages.KEPT_BACK


class FeedbackRule(Model):
    """Which office a kind of feedback of a commune goes to; without either it is for all of them."""

    __tablename__ = "feedback_rule"
    __table_args__ = (UniqueConstraint("kind", "unit_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[Serial]
    kind: Mapped[Kind | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"))
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class FeedbackStep(Model):
    """One step of a feedback. Never edited."""

    __tablename__ = "feedback_step"

    id: Mapped[Serial]
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    status: Mapped[Status]
    at: Mapped[dt.datetime]
    note: Mapped[str | None] = mapped_column(Sealed)  # for the sender: what is asked, why it was refused
    by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))  # none: sender or machine
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))  # that has it since


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
    is_proof: Mapped[bool] = mapped_column(server_default=false())  # an officer's: how it looks mended
    is_public: Mapped[bool] = mapped_column(server_default=false())  # beside the published answer


class FeedbackFollower(Model):
    """Somebody who meets the same and wants to hear how it goes, instead of reporting it again."""

    __tablename__ = "feedback_follower"
    __table_args__ = (UniqueConstraint("feedback_id", "citizen_id"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # a tracking code of their own, which shows less
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    citizen_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("citizen.id", ondelete="SET NULL"), index=True
    )
    followed_at: Mapped[dt.datetime]

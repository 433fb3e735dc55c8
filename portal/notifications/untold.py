"""Everybody we owed a message and could not tell: the officers' list, and what was done about each.

A room of its own beside `models`: the list outlives the messages it came from.
"""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial

NO_NUMBER = ""
"""In place of a fingerprint: the dossier agreed to be told and came without a phone number."""


class Closed(StrEnum):
    """How somebody left the list."""

    TOLD = "told"  # a message went out after all
    NEWER = "newer"  # a later news of the same dossier took its place
    CALLED = "called"  # an officer told them by telephone
    GIVEN_UP = "given_up"  # an officer said why nobody tries any more
    WITHDRAWN = "withdrawn"  # they do not want to be told
    CANCELLED = "cancelled"  # the message was taken back, or its person erased


class Deed(StrEnum):
    """What an officer did about somebody on the list."""

    CALLED = "called"
    NO_ANSWER = "no_answer"
    MENDED = "mended"
    SENT_AGAIN = "sent_again"
    GAVE_UP = "gave_up"


class Untold(Model):
    """One person we could not tell one thing: a message failed for good, or nobody was known to send to."""

    __tablename__ = "untold"
    __table_args__ = (
        UniqueConstraint("subject_id", "subject_version", "fingerprint"),
        Index("ix_untold_open", "at", postgresql_where=text("closed_at IS NULL")),
        Index("ix_untold_subject_id", "subject_id"),
    )

    id: Mapped[Id]
    subject_id: Mapped[uuid.UUID]  # the dossier
    subject_version: Mapped[int]
    kind: Mapped[str]
    fingerprint: Mapped[str | None]  # the number nobody has, or NO_NUMBER; None where a message failed
    first_intent_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("intent.id", ondelete="CASCADE"), unique=True
    )
    intent_id: Mapped[uuid.UUID | None] = mapped_column(  # the last message of it
        ForeignKey("intent.id", ondelete="CASCADE"), unique=True
    )
    at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_how: Mapped[Closed | None]


class UntoldDeed(Model):
    """One thing an officer did about somebody on the list. Never edited."""

    __tablename__ = "untold_deed"

    id: Mapped[Serial]
    untold_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("untold.id", ondelete="CASCADE"), index=True)
    deed: Mapped[Deed]
    note: Mapped[str | None] = mapped_column(Sealed)
    by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    at: Mapped[dt.datetime]

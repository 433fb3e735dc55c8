"""Ratings of a service: one a dossier, an answer or a visit, and nothing that tells who gave it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model

OPEN = dt.timedelta(days=7)  # how long a rating may be changed


class About(StrEnum):
    """What was rated."""

    DOSSIER = "dossier"
    ANSWER = "answer"  # to a feedback
    VISIT = "visit"  # to a counter, without a dossier


class Via(StrEnum):
    """By which way the first tap came."""

    CHAT = "chat"  # a button of the message
    LINK = "link"  # the link of a message
    CODE = "code"  # the dossier's code with four digits
    COUNTER = "counter"  # the QR of a counter
    FOLLOW = "follow"  # the page that follows a feedback
    TEMPLATE = "template"  # stars of a template message, told by Zalo


@dataclass(frozen=True)
class Subject:
    """What is rated: a dossier, an answer or a visit, and whose work it was."""

    about: About
    id: uuid.UUID
    office_id: uuid.UUID | None
    procedure_code: str | None = None


class Rating(Model):
    """What somebody thought, by the scale they saw; who it was is not kept."""

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("about", "subject_id"),
        Index("ix_rating_rated_at", "rated_at"),
        Index("ix_rating_office_id", "office_id", "rated_at"),
    )

    id: Mapped[Id]
    about: Mapped[About]
    subject_id: Mapped[uuid.UUID]
    scale_id: Mapped[str]
    score: Mapped[int]  # 1 to 5, 5 the best
    label: Mapped[str]  # as it was shown, so that reports can be cut anew
    criteria: Mapped[dict[str, Any]] = mapped_column(default=dict)  # name -> 1 to 5, where told
    comment: Mapped[str | None] = mapped_column(Sealed)  # people name themselves and others in it
    via: Mapped[Via]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    procedure_code: Mapped[str | None]
    rated_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]

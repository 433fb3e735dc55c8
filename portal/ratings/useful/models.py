"""Taps on "was this page useful?"."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class PageVote(Model):
    """One tap. The page is its public address, or its pattern where the address is somebody's own."""

    __tablename__ = "page_vote"
    __table_args__ = (Index("ix_page_vote_page", "page", "at"), Index("ix_page_vote_at", "at"))

    id: Mapped[Id]
    page: Mapped[str]
    is_useful: Mapped[bool]
    reason: Mapped[str | None]  # of messages.REASONS, told after the tap
    words: Mapped[str | None] = mapped_column(Sealed)  # what went wrong, in their words
    at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]  # an editor has looked after it
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

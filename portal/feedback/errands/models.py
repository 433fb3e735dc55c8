"""One photo to be fetched; its address is forgotten once it is here, or given up."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class Origin(StrEnum):
    """Who named the address: it says by which guards it is called."""

    CHAT = "chat"  # Zalo's own picture hosts alone
    OPEN311 = "open311"  # any public https address that a system with a key named


class PhotoErrand(Model):
    """A photo that belongs to a feedback and is not here yet."""

    __tablename__ = "feedback_errand"
    __table_args__ = (
        UniqueConstraint("feedback_id", "digest"),
        Index("ix_feedback_errand_due", "due_at", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[Id]
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    origin: Mapped[Origin]
    digest: Mapped[str]  # of the address: named again it is the same errand
    address: Mapped[str | None] = mapped_column(Sealed)
    due_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    lease_token: Mapped[uuid.UUID | None]
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]  # kept, barred, away, or why the picture was not taken

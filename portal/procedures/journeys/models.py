"""A journey and its steps."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Branch(StrEnum):
    """How a step stands to the one before it."""

    THEN = "then"  # comes after it
    OR = "or"  # instead of it, for other people
    AND = "and"  # beside it, at the same time


class Journey(Model):
    """What somebody has to do for one event of their life: open an eatery, have a child."""

    __tablename__ = "journey"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    place: Mapped[int] = mapped_column(default=100)  # order in the list
    is_published: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class JourneyStep(Model):
    """One thing to do; a procedure by its code, or only words."""

    __tablename__ = "journey_step"
    __table_args__ = (
        Index("ix_journey_step_journey", "journey_id", "place"),
        Index("ix_journey_step_code", "procedure_code"),
    )

    id: Mapped[Id]
    journey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("journey.id", ondelete="CASCADE"))
    place: Mapped[int]
    branch: Mapped[Branch] = mapped_column(default=Branch.THEN)
    title: Mapped[str]
    condition: Mapped[str | None]  # who does it: "Nếu thuê người làm"
    note: Mapped[str | None]
    procedure_code: Mapped[str | None]  # a code, not a key: the catalogue may lose it, the editor is told

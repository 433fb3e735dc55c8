"""Apologies that were made, those an officer holds back, and the day's digest of each unit."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial


class Apology(Model):
    """The apology for one day that passed, with the new day; once a dossier and day, whoever comes twice."""

    __tablename__ = "apology"
    __table_args__ = (UniqueConstraint("dossier_id", "due_on"), Index("ix_apology_made_on", "made_on"))

    id: Mapped[Id]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    due_on: Mapped[dt.date]  # the day that passed: as told, or our own new day before
    told_due_on: Mapped[dt.date]  # NgayHenTra then; once another is told, that goes first
    new_due_on: Mapped[dt.date]
    made_on: Mapped[dt.date]
    made_at: Mapped[dt.datetime]
    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper.id"))
    people: Mapped[int]  # how many were owed a message


class ApologyHold(Model):
    """An officer says why the apology for a day must wait; released, never deleted."""

    __tablename__ = "apology_hold"
    __table_args__ = (
        Index(
            "uq_apology_hold_open",
            "dossier_id",
            "due_on",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    dossier_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    due_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(Sealed)
    held_at: Mapped[dt.datetime]
    held_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    released_at: Mapped[dt.datetime | None]
    released_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class DueDigest(Model):
    """What a unit was warned of in the morning of a working day; counts only, written once."""

    __tablename__ = "due_digest"
    __table_args__ = (UniqueConstraint("day", "office_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[Serial]
    day: Mapped[dt.date]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    soon: Mapped[int]  # due within the days of warning, today included
    overdue: Mapped[int]
    made_at: Mapped[dt.datetime]

"""What each finished dossier took, and the range that follows from many."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model


class HandlingTime(Model):
    """The working days one finished dossier took, without the time it waited for the citizen."""

    __tablename__ = "handling_time"
    __table_args__ = (Index("ix_handling_time_group", "procedure_code", "office_id", "finished_on"),)

    dossier_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("dossier.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]  # the dossier's when it was reckoned; another one is reckoned anew
    procedure_code: Mapped[str]  # the national code
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("office.id"))
    finished_on: Mapped[dt.date]
    days: Mapped[float]


class UsualTime(Model):
    """Half of the dossiers of a procedure at an office took so many working days, nine of ten so many."""

    __tablename__ = "usual_time"

    procedure_code: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("office.id"), primary_key=True)
    cases: Mapped[int]
    half: Mapped[float]
    most: Mapped[float]
    reckoned_at: Mapped[dt.datetime]

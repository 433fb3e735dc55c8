"""What a status code of a one-stop system means to us, and whether anybody is told of it."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, Serial

EVERYBODY = ""  # the national codes themselves, whichever system tells them


class Telling(StrEnum):
    """When people are told of a status."""

    NEVER = "never"  # an internal step
    FIRST = "first"  # the first time a dossier comes to it
    ALWAYS = "always"


class StatusCode(Model):
    """One code of one system: a task until somebody says what it means; nobody is told of it before."""

    __tablename__ = "status_code"
    __table_args__ = (UniqueConstraint("client", "raw_status"),)

    id: Mapped[Serial]
    client: Mapped[str]  # the system's name, or EVERYBODY
    raw_status: Mapped[str]
    status: Mapped[int | None]  # the national status it stands for; None: nobody has said yet
    telling: Mapped[Telling | None]
    first_seen_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

"""The register of people's requests about their data: what was asked, until when, what became of it."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model


class Wish(StrEnum):
    """What somebody wants of their data."""

    EXPORT = "export"
    ERASE = "erase"


class CameBy(StrEnum):
    """How a request reached the province."""

    COUNTER = "counter"
    LETTER = "letter"
    HOTLINE = "hotline"
    COMMAND = "command"  # the operator's shell


class Ending(StrEnum):
    """What became of it."""

    DONE = "done"
    REFUSED = "refused"


class DataRequest(Model):
    """One request. The number is forgotten when it is settled; its fingerprint stays as the proof."""

    __tablename__ = "data_request"

    id: Mapped[Id]
    kind: Mapped[Wish]
    fingerprint: Mapped[str]
    number: Mapped[str | None] = mapped_column(Sealed)
    came_by: Mapped[CameBy]
    asked_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date] = mapped_column(index=True)  # two working days later (Decree 356/2025)
    taken_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    outcome: Mapped[Ending | None]
    why: Mapped[str | None]  # of a refusal
    people: Mapped[int] = mapped_column(default=0)  # whose data it was

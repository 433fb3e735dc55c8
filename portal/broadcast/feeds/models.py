"""Rules by which a look-up table announces its new rows, and the rows that were told."""

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class FeedState(StrEnum):
    """A rule counts once a second person agreed to it."""

    WAITING = "waiting"
    ON = "on"
    OFF = "off"


class Feed(Model):
    """One table's rule: which column names the commune, to which topic it belongs, when it is told."""

    __tablename__ = "table_feed"

    id: Mapped[Id]
    table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lookup_table.id"), unique=True)
    topic: Mapped[str]
    hour: Mapped[int]  # of the Vietnamese day, from which that day's rows are told
    state: Mapped[FeedState]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    approved_at: Mapped[dt.datetime | None]
    told_on: Mapped[dt.date | None]  # the last day on which something was told
    seen: Mapped[uuid.UUID | None]  # the edition that was looked at last
    problem: Mapped[str | None]  # why the last look told nothing although it should have


class ToldRow(Model):
    """A row that was told, or stood there when the rule began: never told again by any edition."""

    __tablename__ = "table_feed_row"

    feed_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("table_feed.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]

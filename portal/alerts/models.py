"""Which Zalo belongs to which member of staff, and what each was told."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class StaffZalo(Model):
    """A member of staff is told on this Zalo; `muted` holds the topics they do not want."""

    __tablename__ = "staff_zalo"

    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True
    )
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"), unique=True)
    since: Mapped[dt.datetime]
    evidence: Mapped[str]  # the event in which the code was typed
    muted: Mapped[list[str]]


class StaffZaloCode(Model):
    """The code that joins the two, typed in the chat within a quarter of an hour; kept as a digest."""

    __tablename__ = "staff_zalo_code"

    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[dt.datetime]


class StaffNotice(Model):
    """One thing one member of staff was told; the key says which, so that nothing is told twice."""

    __tablename__ = "staff_notice"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"))
    topic: Mapped[str]
    key: Mapped[str]
    at: Mapped[dt.datetime]


class RaisedAlert(Model):
    """A watched line that somebody has to act on, since it was seen so; gone when it is well again."""

    __tablename__ = "raised_alert"

    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    since: Mapped[dt.datetime]
    told: Mapped[bool] = mapped_column(default=False)

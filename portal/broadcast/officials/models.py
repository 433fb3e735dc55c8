"""Groups of officials, the codes by which they join, the numbers they are known by, and who has joined."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class Group(Model):
    """Officials of one house: "CBCCVC Sở Y tế"."""

    __tablename__ = "official_group"

    id: Mapped[Id]
    name: Mapped[str]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))  # none: the whole province
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Invitation(Model):
    """A code that officials type in the chat or on their page; so many may, until a day."""

    __tablename__ = "official_invitation"

    id: Mapped[Id]
    group_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("official_group.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(unique=True)
    most: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Listed(Model):
    """A number of the group's list, as a fingerprint alone; whoever proves to have it is a member."""

    __tablename__ = "official_phone"
    __table_args__ = (Index("ix_official_phone_fingerprint", "fingerprint"),)

    group_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("official_group.id", ondelete="CASCADE"), primary_key=True
    )
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]


class Official(Model):
    """Somebody who joined by a code, or left; who left stays out, whatever a list says."""

    __tablename__ = "official"
    __table_args__ = (Index("ix_official_citizen", "citizen_id", "group_id", unique=True),)

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    group_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("official_group.id", ondelete="CASCADE"), index=True
    )
    since: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    evidence: Mapped[str]

"""Units, offices and swapped working days."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class UnitLevel(StrEnum):
    """Levels of administration; districts are history since 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Unit(Model):
    """An administrative unit in the time it existed; old ones stay, since old papers name them."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("code", "valid_from"), Index("ix_unit_folded", "folded"))

    id: Mapped[Serial]
    code: Mapped[str]
    name: Mapped[str]  # with its prefix, never derived: "Phường Long An"
    folded: Mapped[str]
    level: Mapped[UnitLevel]
    parent_name: Mapped[str]  # the province it belongs or belonged to
    district_name: Mapped[str | None]  # old units only
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    was_split: Mapped[bool] = mapped_column(default=False)  # its successor must be asked for


class UnitSuccession(Model):
    """Which unit took over from which."""

    __tablename__ = "unit_succession"
    __table_args__ = (UniqueConstraint("old_id", "new_id"),)

    id: Mapped[Serial]
    old_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    new_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)


class Office(Model):
    """A place or agency that handles dossiers and that citizens may go to or call."""

    __tablename__ = "office"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # agency id as in dossier codes, or our own slug
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]  # service_center, department, commune, other
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str | None]
    phone: Mapped[str | None]
    hours: Mapped[dict[str, Any] | None]  # {"mon": [["07:30", "11:30"], ...], ...}; None: usual hours
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    is_public: Mapped[bool] = mapped_column(default=True)  # shown on the Support page
    place: Mapped[int] = mapped_column(default=100)  # order on the page
    superior_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id", ondelete="SET NULL"))


class WorkingDayOverride(Model):
    """A day that works or rests other than the calendar says, with who decided it."""

    __tablename__ = "working_day_override"

    date: Mapped[dt.date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str]
    source: Mapped[str]

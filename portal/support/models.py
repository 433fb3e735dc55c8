"""Hotlines and guides; centres are offices (places)."""

from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Hotline(Model):
    """A number people may call, for what and when."""

    __tablename__ = "hotline"

    id: Mapped[Id]
    topic: Mapped[str]
    number: Mapped[str]  # as dialled
    unit: Mapped[str]
    hours: Mapped[str]
    is_emergency: Mapped[bool] = mapped_column(default=False)
    place: Mapped[int] = mapped_column(default=100)


class Guide(Model):
    """A short how-to, in steps."""

    __tablename__ = "guide"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    steps: Mapped[list[str]]
    place: Mapped[int] = mapped_column(default=100)

"""Searches by day without anybody's name, staff's words, and questions that joined the rated set."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class SearchAsked(Model):
    """How often something was typed on a day, what it found at last, and how many answers were tapped."""

    __tablename__ = "search_asked"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    said: Mapped[str] = mapped_column(primary_key=True)  # tidy, lower case; never what looks personal
    found: Mapped[int]
    times: Mapped[int]
    taps: Mapped[int] = mapped_column(default=0)


class SearchWord(Model):
    """An everyday name: what it stands for in official names, or the one procedure that answers it best."""

    __tablename__ = "search_word"
    __table_args__ = (CheckConstraint("(means IS NULL) <> (code IS NULL)", name="means_or_code"),)

    id: Mapped[Id]
    said: Mapped[str] = mapped_column(unique=True)
    means: Mapped[str | None]
    code: Mapped[str | None]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class SearchRated(Model):
    """A question that joined the rated set, with the procedure it must find."""

    __tablename__ = "search_rated"

    said: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    made_at: Mapped[dt.datetime]

"""Counts of days that are over; what they were counted from may be forgotten, these stay."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model

NOWHERE = uuid.UUID(int=0)  # the office of messages that concern none


class ClosedDay(Model):
    """A Vietnamese day that has been counted for good."""

    __tablename__ = "closed_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    closed_at: Mapped[dt.datetime]


class MessageDay(Model):
    """Messages that came to their end on a day, of one kind, for one office, by one channel."""

    __tablename__ = "message_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # of the dossier, or NOWHERE
    kind: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)  # that took it; empty when none did
    state: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    awake: Mapped[int]  # sent, and caused outside quiet hours: those could go at once
    quick: Mapped[int]  # of them, accepted by the channel within 10 s of what caused them
    cost: Mapped[int] = mapped_column(BigInteger)  # đồng that all their calls cost
    replaced: Mapped[int]  # sent by Zalo instead of an SMS
    sms_dong: Mapped[int]  # what an SMS cost that day


class FollowerDay(Model):
    """People who follow the account at the end of a day, and who came and went on it."""

    __tablename__ = "follower_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    following: Mapped[int | None]  # None for days that were counted much later
    gained: Mapped[int]
    lost: Mapped[int]


class VisitDay(Model):
    """How often pages of a sort were looked at through a door on a day; of nobody."""

    __tablename__ = "visit_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(primary_key=True)  # web, zalo (its web view), mini
    sort: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)

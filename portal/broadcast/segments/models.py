"""Audiences kept under a name."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Segment(Model):
    """An audience somebody put together and named; who is in it is asked anew each time."""

    __tablename__ = "news_segment"

    id: Mapped[Id]
    name: Mapped[str]
    audience: Mapped[dict[str, Any]]  # broadcast.audience.Audience
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

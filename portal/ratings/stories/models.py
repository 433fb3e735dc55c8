"""Stories: one settled feedback in two sentences."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Story(Model):
    """What was said and what was done, in an editor's words; public from the moment it is picked."""

    __tablename__ = "story"

    id: Mapped[Id]
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), unique=True)
    month: Mapped[dt.date] = mapped_column(index=True)  # its first day
    said: Mapped[str]
    did: Mapped[str]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    picked_at: Mapped[dt.datetime]
    picked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))

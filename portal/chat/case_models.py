"""Which message of the chat became which case."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model


class ChatCase(Model):
    """A case of feedback that an officer made of one message; once a message."""

    __tablename__ = "chat_case"

    event_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # the message; events are pruned before
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    feedback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), unique=True)
    made_at: Mapped[dt.datetime]

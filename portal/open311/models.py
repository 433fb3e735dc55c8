"""Field reports that came from another system."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model

OTHER = "khac"  # the service of field reports that our own form took


class Open311Request(Model):
    """Which system sent a feedback, and as which of our services."""

    __tablename__ = "open311_request"

    feedback_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True
    )
    client: Mapped[str]
    service_code: Mapped[str]
    at: Mapped[dt.datetime]

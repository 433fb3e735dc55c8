"""What the addresses that articles lead to answered last."""

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model


class LinkCheck(Model):
    """One address; read again every night."""

    __tablename__ = "link_check"
    __table_args__ = (Index("ix_link_check_failing_since", "failing_since"),)

    address: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[int]  # of HTTP; 0: nobody answered
    checked_at: Mapped[dt.datetime]
    failing_since: Mapped[dt.datetime | None]  # the first night it did not answer well, none when it did

"""What is being written: the text of an open page, kept apart from the item until somebody saves it."""

import datetime as dt
import uuid

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class Copy(Model):
    """The newest text of one open page of one person; gone once it is saved into the item or let go."""

    __tablename__ = "writing_copy"
    __table_args__ = (
        UniqueConstraint("user_id", "tab"),
        Index("ix_writing_copy_item_id", "item_id", "at"),
        Index("ix_writing_copy_at", "at"),
    )

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    tab: Mapped[uuid.UUID]  # made by the page, so that two pages of one person never share a copy
    item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("newsroom_item.id", ondelete="CASCADE"))
    base: Mapped[int]  # number of the revision the page began with; 0 for a new item
    serial: Mapped[int] = mapped_column(
        BigInteger
    )  # grows with each call of the page: a late one changes nothing
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]  # HTML as it was written; cleaned when it is shown and when it is saved
    began_at: Mapped[dt.datetime]
    at: Mapped[dt.datetime]

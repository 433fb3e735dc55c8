"""What somebody chose to hear of, and the tags Zalo's console put on followers."""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, Serial


class Choice(Model):
    """One topic, or one commune, that a person wants news of; ended, never deleted.

    `about` is empty for a topic of its own; the code of a commune or the name of a field otherwise.
    """

    __tablename__ = "news_choice"
    __table_args__ = (
        UniqueConstraint("citizen_id", "topic", "about"),
        Index("ix_news_choice_live", "topic", "about", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[Serial]
    citizen_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("citizen.id", ondelete="CASCADE"))
    topic: Mapped[str]  # topics.TOPICS, or topics.COMMUNE
    about: Mapped[str] = mapped_column(default="")
    since: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    evidence: Mapped[str]  # the session or event it was said in


class Tag(Model):
    """A tag of the account on one follower, as Zalo's events tell it."""

    __tablename__ = "oa_tag"
    __table_args__ = (Index("ix_oa_tag_name", "oa_id", "name"),)

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]

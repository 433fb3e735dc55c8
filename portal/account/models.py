"""Quotas and templates of the Official Account, its articles, and the reading of its followers."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class Quota(Model):
    """One limit Zalo sets, as last read, told by an event, or learnt from a refusal."""

    __tablename__ = "oa_quota"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)  # messages_day, oa_daily, zns_day, cs:sub_quota ...
    total: Mapped[int | None] = mapped_column(BigInteger)
    remain: Mapped[int | None] = mapped_column(BigInteger)
    valid_through: Mapped[str | None]  # as Zalo writes it
    source: Mapped[str]  # read, event, refusal, operator
    error_code: Mapped[int | None]  # of the refusal it was learnt from
    at: Mapped[dt.datetime]
    changed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Template(Model):
    """A ZBS/ZNS template as Zalo lists it; events keep it up to date."""

    __tablename__ = "zns_template"

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    template_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    status: Mapped[str | None]  # ENABLE, PENDING_REVIEW, REJECT, DISABLE, DELETE
    quality: Mapped[str | None]
    quota: Mapped[str | None]
    reason: Mapped[str | None]
    tag: Mapped[str | None]
    price: Mapped[str | None]  # of one message, as template/info writes it
    turned_off_at: Mapped[dt.datetime | None]  # it was in force until then; None again once it is
    params: Mapped[list[Any]] = mapped_column(default=list)  # its rules, as template/info tells them
    read_at: Mapped[dt.datetime | None]
    event_times: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> newest event's moment


class RunState(StrEnum):
    """Where a reading of the followers stands."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class FollowerRun(Model):
    """One reading of the followers' lists and details; goes on where it stopped, whoever was killed."""

    __tablename__ = "follower_run"
    __table_args__ = (
        Index(
            "uq_follower_run_open",
            "oa_id",
            unique=True,
            postgresql_where=text("state IN ('running', 'paused')"),
        ),
    )

    id: Mapped[Id]
    oa_id: Mapped[str]
    state: Mapped[RunState]
    started_at: Mapped[dt.datetime]
    started_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    ended_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime]  # when somebody may go on; the end of the lease while somebody is at it
    tries: Mapped[int] = mapped_column(default=0)  # failures in a row
    error_code: Mapped[int | None]
    error: Mapped[str | None]
    pages: Mapped[int] = mapped_column(default=0)
    listed: Mapped[int] = mapped_column(default=0)  # rows read, with repeats
    fresh: Mapped[int] = mapped_column(default=0)  # people we had not met
    details: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)  # unfollowed between list and detail
    tags: Mapped[list[str] | None]  # of the account; None until they were read


class FollowerSlice(Model):
    """A part of the list small enough to be read to its end (Zalo shows the first 10,000 of any list)."""

    __tablename__ = "follower_slice"
    __table_args__ = (Index("ix_follower_slice_run", "run_id", "is_done"),)

    id: Mapped[Serial]
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("follower_run.id", ondelete="CASCADE"))
    first: Mapped[dt.date | None]  # last interaction from this day ...
    last: Mapped[dt.date | None]  # ... to this one; None: any
    tag: Mapped[str | None]
    next_offset: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    is_done: Mapped[bool] = mapped_column(default=False)
    is_cut: Mapped[bool] = mapped_column(default=False)  # longer than Zalo shows


class Follower(Model):
    """An id of Zalo's list, without a word about whom; what is still to be asked about it."""

    __tablename__ = "oa_follower"
    __table_args__ = (Index("ix_oa_follower_waiting", "oa_id", postgresql_where=text("detail_at IS NULL")),)

    oa_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    listed_at: Mapped[dt.datetime]
    detail_at: Mapped[dt.datetime | None]


class ArticleState(StrEnum):
    """Where an article stands at Zalo."""

    CREATING = "creating"  # asked for, no token yet
    VERIFYING = "verifying"  # Zalo works on it
    READY = "ready"
    UNKNOWN = "unknown"  # the asking ended unclear; looked for in Zalo's list before anything else
    FAILED = "failed"
    REMOVED = "removed"


class Article(Model):
    """One news post of the account, from the asking to its id."""

    __tablename__ = "oa_article"
    __table_args__ = (Index("ix_oa_article_state", "state", "due_at"),)

    id: Mapped[Id]
    oa_id: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # one post a subject and revision, whoever asks again
    title: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[ArticleState]
    token: Mapped[str | None]
    article_id: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime | None]
    error_code: Mapped[int | None]
    error: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]

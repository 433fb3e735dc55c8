"""Files and feeds that articles come from, each article of them, what it holds, and where it once stood."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class Stage(StrEnum):
    """How far a file has come. Workers move it on, but from LOOKED only a person does."""

    WAITING = "waiting"  # to be read
    CHECKING = "checking"  # its pictures and links are asked for
    LOOKED = "looked"  # the dry run stands
    BRINGING = "bringing"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"  # could not be read at all
    DROPPED = "dropped"  # given up before anything came


MOVING = frozenset({Stage.WAITING, Stage.CHECKING, Stage.BRINGING, Stage.UNDOING})


class Fate(StrEnum):
    """What becomes of one article of a file."""

    COMES = "comes"
    KNOWN = "known"  # came with an earlier file: never twice
    SKIPPED = "skipped"  # no article that anybody could read
    CAME = "came"
    FAILED = "failed"
    UNDONE = "undone"
    STAYED = "stayed"  # somebody has worked on it since, so an undo leaves it


class Sort(StrEnum):
    """What an article refers to."""

    IMAGE = "image"
    PAPER = "paper"
    LINK = "link"


class Import(Model):
    """A file or feed that somebody gave; what it says is in its arrivals."""

    __tablename__ = "article_import"
    __table_args__ = (Index("ix_article_import_due", "stage", "due_at"),)

    id: Mapped[Id]
    stage: Mapped[Stage] = mapped_column(default=Stage.WAITING)
    name: Mapped[str]  # of the file, or the address of the feed
    address: Mapped[str | None]  # none: a file was sent
    file_ref: Mapped[str | None]  # of our copy, until it was read
    kind: Mapped[str | None]  # wxr, rss, atom
    site: Mapped[str] = mapped_column(default="")  # the host it came from: articles are known by it
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]  # of the next step; a worker at it moves this on as its lease
    lease_token: Mapped[uuid.UUID | None]
    tries: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)  # steps of this stage
    done: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)  # word and facts: why it was refused
    ended_at: Mapped[dt.datetime | None]  # when the last article came
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class Arrival(Model):
    """One entry of a file, with what would come of it; its text is forgotten once it came or was given up."""

    __tablename__ = "article_arrival"
    __table_args__ = (UniqueConstraint("import_id", "number"),)

    id: Mapped[Serial]
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("article_import.id", ondelete="CASCADE"))
    number: Mapped[int]
    source_key: Mapped[str]  # site and id there
    title: Mapped[str]
    address: Mapped[str]  # where it stands, or stood
    published_at: Mapped[dt.datetime | None]
    digest: Mapped[str]  # of what it says, so that a change at the source is seen
    told: Mapped[dict[str, Any]]  # summary, body, topics: as they would come
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what is lost on the way, with counts
    fate: Mapped[Fate]
    why: Mapped[str] = mapped_column(default="")
    item_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("newsroom_item.id", ondelete="SET NULL"), index=True
    )


class Reference(Model):
    """A picture, paper or link of a file's articles, and whether it is there."""

    __tablename__ = "article_reference"
    __table_args__ = (UniqueConstraint("import_id", "sort", "address"),)

    id: Mapped[Serial]
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("article_import.id", ondelete="CASCADE"))
    sort: Mapped[Sort]
    address: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    is_asked: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")  # it would break; empty: it is there
    media_id: Mapped[uuid.UUID | None]  # in the library, once fetched
    is_new: Mapped[bool] = mapped_column(default=False)  # this import brought it there


class Origin(Model):
    """Where an item came from. While this stands, the same article never comes again."""

    __tablename__ = "article_origin"

    source_key: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("newsroom_item.id", ondelete="CASCADE"), unique=True
    )
    import_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("article_import.id", ondelete="SET NULL"), index=True
    )
    address: Mapped[str]
    published_at: Mapped[dt.datetime | None]  # there; the day it keeps when it is published here
    digest: Mapped[str]
    came_at: Mapped[dt.datetime]


class FormerPath(Model):
    """A path of the old site that leads to an item, once citizens may read it here."""

    __tablename__ = "former_path"

    path: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("newsroom_item.id", ondelete="CASCADE"), index=True)

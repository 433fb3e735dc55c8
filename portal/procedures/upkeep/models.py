"""A file handed in for the catalogue, what it would change, and what has to be looked at after it."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class ImportState(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"  # to be read
    READING = "reading"
    READY = "ready"  # read and compared; nothing has changed yet
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"  # an officer let it go
    FAILED = "failed"


class ChangeKind(StrEnum):
    """What a row of a file does to the catalogue."""

    NEW = "new"
    CHANGED = "changed"
    READ = "read"  # only when or where it was read differs


class CatalogueImport(Model):
    """One file, from its arrival to its end."""

    __tablename__ = "catalogue_import"

    id: Mapped[Id]
    file_name: Mapped[str]
    state: Mapped[ImportState] = mapped_column(default=ImportState.WAITING)
    done: Mapped[int] = mapped_column(default=0)  # rows of the step that runs
    total: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    # [[row, why], ...], the first 500; of a file that is no catalogue one dict: what its sentence needs
    refused: Mapped[list[Any]] = mapped_column(default=list)
    refused_count: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]  # why the file as a whole was not taken
    told_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    moved_at: Mapped[dt.datetime]  # when it was last seen at work


class CatalogueChange(Model):
    """What one row of a file would make of a procedure; forgotten some time after the file is done with."""

    __tablename__ = "catalogue_change"
    __table_args__ = (UniqueConstraint("import_id", "code"),)

    id: Mapped[Serial]
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("catalogue_import.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[ChangeKind]
    row: Mapped[dict[str, Any]]  # as read, forms.ProcedureFacts
    before: Mapped[dict[str, Any]]  # what was in force when it was compared; empty for a new one
    after: Mapped[dict[str, Any]]  # what will be


class UpkeepTask(Model):
    """Something of ours that speaks of a procedure whose content changed: an officer looks at it."""

    __tablename__ = "upkeep_task"
    __table_args__ = (
        Index(
            "uq_upkeep_task_open",
            "code",
            "kind",
            "ref",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    code: Mapped[str]
    kind: Mapped[str]  # journey, text, aliases, news, synonym ...: links.KINDS
    ref: Mapped[str]  # which one: an id, a slug
    title: Mapped[str]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id", ondelete="SET NULL"))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

"""Procedures and their published versions."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model, Serial


class Procedure(Model):
    """One administrative procedure by its national code; what it says stands in its versions."""

    __tablename__ = "procedure"
    __table_args__ = (
        Index("ix_procedure_names", "names", postgresql_using="gin"),
        Index("ix_procedure_field", "field"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # 1.001234
    # Copied from the version in force (valid_to is null), for lists and search without opening it:
    name: Mapped[str]
    field: Mapped[str | None]
    folded: Mapped[str]
    names: Mapped[Any] = mapped_column(TSVECTOR)  # name A, aliases A, field B, folded
    sort_key: Mapped[str]
    desk: Mapped[str | None]  # one_stop, police, tax ...
    levels: Mapped[list[str]]
    subjects: Mapped[list[str]]
    is_hidden: Mapped[bool] = mapped_column(default=False)  # another province's own, or repealed
    is_rich: Mapped[bool] = mapped_column(default=False)


class ProcedureVersion(Model):
    """What was published for a procedure in a time; a dossier keeps the one of its receipt day."""

    __tablename__ = "procedure_version"
    __table_args__ = (
        UniqueConstraint("procedure_id", "payload_hash", "valid_from"),
        Index(
            "ix_procedure_version_open",
            "procedure_id",
            postgresql_where=text("valid_to IS NULL"),
            unique=True,
        ),
    )

    id: Mapped[Serial]
    procedure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    payload: Mapped[dict[str, Any]]  # the checked facts, forms.ProcedureFacts
    payload_hash: Mapped[str]
    source: Mapped[str]
    as_of: Mapped[str]  # month the source was read, "2026-07"
    imported_at: Mapped[dt.datetime]
    approved_at: Mapped[dt.datetime | None]  # a rich text is a draft until an officer approves it
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))

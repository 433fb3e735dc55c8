"""Look-up tables, the editions uploaded for each, their rows, and the rows that were not taken."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Id, Model


class State(StrEnum):
    """Where an edition stands; `arrived` and `importing` are what workers have to do."""

    ARRIVED = "arrived"  # the file lies on our disk, nobody has looked into it
    REFUSED = "refused"  # not to be taken as it is; `problem` says why
    LOOKED = "looked"  # readable; an officer says what its columns are
    IMPORTING = "importing"
    READY = "ready"  # every good row is in, the bad ones are listed
    PLANNED = "planned"  # to be put up by itself on the day from which it is in force
    LIVE = "live"
    REPLACED = "replaced"  # was live; a newer one took its place
    UNDONE = "undone"  # was live; an officer took it back
    DROPPED = "dropped"  # given up before it was live


WORK = (State.ARRIVED, State.IMPORTING)


class LookupTable(Model):
    """One page at /tra-cuu/<slug>/ and one word of the chat; what they show is the live edition."""

    __tablename__ = "lookup_table"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    intro: Mapped[str]
    kind: Mapped[str]  # one of kinds.json, or `other`
    keyword: Mapped[str]  # as officers write it
    keyword_folded: Mapped[str] = mapped_column(unique=True)
    live_id: Mapped[uuid.UUID | None]  # no foreign key: editions point here already
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))


class TableEdition(Model):
    """One uploaded file: what it is, what its columns mean, how far its import went."""

    __tablename__ = "table_edition"
    __table_args__ = (
        Index("ix_table_edition_due", "due_at", postgresql_where=text("state IN ('arrived', 'importing')")),
    )

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), unique=True
    )  # prefix of its lexemes
    table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lookup_table.id"), index=True)
    state: Mapped[State]
    file_name: Mapped[str]  # as it was called where it came from
    file_ref: Mapped[str]  # as it is called on our disk; empty when it is gone
    facts: Mapped[dict[str, Any]]  # kind, encoding, sheet ...
    header_line: Mapped[int] = mapped_column(default=0)
    header: Mapped[list[str]]
    sample: Mapped[list[Any]]  # the first rows, to choose columns by
    columns: Mapped[list[Any]]  # what each taken column is (columns.Column)
    places: Mapped[list[str]]  # distinct values of the commune column, sorted
    vocabulary: Mapped[list[str]]  # folded words that may be mistyped
    document_no: Mapped[str]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    problem: Mapped[dict[str, Any]]  # why it was refused: word and facts
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_bad: Mapped[int] = mapped_column(default=0)
    header_end: Mapped[int] = mapped_column(default=0)  # bytes of our copy of the rows (core.sheets)
    rows_end: Mapped[int] = mapped_column(default=0)  # as far as rows are in
    due_at: Mapped[dt.datetime]
    lease_token: Mapped[uuid.UUID | None]
    tries: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    published_at: Mapped[dt.datetime | None]
    replaces_id: Mapped[uuid.UUID | None]  # what was live before it


class TableRow(Model):
    """One row of an edition; without a foreign key, since one place deletes and an upload has 100,000."""

    __tablename__ = "table_row"
    __table_args__ = (
        Index("ix_table_row_words", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_table_row_day", "edition_id", "day", postgresql_where=text("day IS NOT NULL")),
    )

    edition_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)  # in the file
    cells: Mapped[list[str]]  # as shown, in the order of the edition's columns
    day: Mapped[dt.date | None]
    words: Mapped[str] = mapped_column(
        TSVECTOR
    )  # lexemes of columns.lexemes; none leads to an exact-only row but its key


class TableFault(Model):
    """One row that was not taken, and why."""

    __tablename__ = "table_fault"

    edition_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("table_edition.id", ondelete="CASCADE"), primary_key=True
    )
    line: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[str]
    word: Mapped[str]
    value: Mapped[str]

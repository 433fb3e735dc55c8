"""A newer key for everything that is sealed: each column in each table, and the journal of tokens."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, LargeBinary, Table, and_, or_, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from portal.core import crypto, db
from portal.core.crypto import Sealed, SealedBytes, SealedJson
from portal.core.db import Base, transaction
from portal.zalo import journal

KINDS = (Sealed, SealedBytes, SealedJson)
BATCH = 500
PATIENCE = 150.0  # seconds; a change of tokens may be waiting for Zalo
log = logging.getLogger(__name__)


@dataclass
class Progress:
    """How far one table is."""

    table: str
    read: int = 0
    sealed_again: int = 0
    unreadable: int = 0  # values that no key of FIELD_KEYS opens


def rotate(batch: int = BATCH) -> Iterator[Progress]:
    """Seal everything with the first of FIELD_KEYS; tells of each table after each batch, each a commit.

    A value that changes meanwhile is left as it is: who writes, writes with the newest key. It may be stopped
    at any moment and begun again: what the newest key opens is passed over.
    """
    for table in Base.metadata.sorted_tables:
        if columns := sealed_columns(table):
            yield from _table(table, columns, batch)
    with journal.opened(PATIENCE) as book:
        told = Progress(journal.NAME)
        try:
            told.read = told.sealed_again = book.seal_again()
        except journal.Unreadable:
            told.unreadable = 1
    yield told


def sealed_columns(table: Table) -> list[Column[Any]]:
    """Those that are encrypted in the database."""
    return [column for column in table.columns if isinstance(column.type, KINDS)]


def _table(table: Table, columns: list[Column[Any]], batch: int) -> Iterator[Progress]:
    told, after = Progress(table.name), None
    while True:
        with transaction() as session:
            rows = _page(session, table, columns, after, batch)
            for row in rows:
                _row(session, table, columns, row, told)
        db.release()
        told.read += len(rows)
        yield told
        if len(rows) < batch:
            return
        after = [row[column.name] for column in table.primary_key.columns]


def _page(
    session: Session, table: Table, columns: list[Column[Any]], after: list[Any] | None, batch: int
) -> list[dict[str, Any]]:
    """The next rows by primary key, sealed values as they lie there."""
    key = list(table.primary_key.columns)
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    asked = select(*key, *raw).where(or_(*[column.is_not(None) for column in columns])).order_by(*key)
    if after is not None:
        asked = asked.where(tuple_(*key) > tuple_(*after))
    return [dict(row) for row in session.execute(asked.limit(batch)).mappings()]


def _row(
    session: Session, table: Table, columns: list[Column[Any]], row: dict[str, Any], told: Progress
) -> None:
    here = [column == row[column.name] for column in table.primary_key.columns]
    for column in columns:
        old = row[column.name]
        try:
            fresh = None if old is None else crypto.sealed_again(bytes(old))
        except InvalidToken:
            told.unreadable += 1
            continue
        if fresh is not None:
            as_read = type_coerce(column, LargeBinary) == old
            session.execute(
                update(table)
                .where(and_(*here), as_read)
                .values({column.name: type_coerce(fresh, LargeBinary)})
            )
            told.sealed_again += 1

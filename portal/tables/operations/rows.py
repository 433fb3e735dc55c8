"""The rows of editions in the database: written in bulk, gathered from, cleared away."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from portal.core.search import sort_key
from portal.tables.columns import Column, Line, Role
from portal.tables.lexemes import prefix
from portal.tables.models import TableFault, TableRow

MOST_PLACES, MOST_VOCABULARY = 300, 20_000
SHORTEST_WORD = 2


def copy(session: Session, edition_id: uuid.UUID, number: int, lines: Sequence[tuple[int, Line]]) -> None:
    """Write rows by COPY, inside the caller's transaction."""
    head = prefix(number)
    line = session.connection().connection.driver_connection
    with line.cursor().copy("COPY table_row (edition_id, line, cells, day, words) FROM STDIN") as stream:  # type: ignore[union-attr]
        for place, row in lines:
            words = " ".join(f"'{head}{lexeme}'" for lexeme in row.lexemes)
            stream.write_row((edition_id, place, json.dumps(row.cells, ensure_ascii=False), row.day, words))


def forget(session: Session, edition_id: uuid.UUID) -> None:
    """Every row and fault of an edition."""
    session.execute(delete(TableRow).where(TableRow.edition_id == edition_id))
    session.execute(delete(TableFault).where(TableFault.edition_id == edition_id))


def gathered(
    session: Session, edition_id: uuid.UUID, number: int, columns: Sequence[Column]
) -> dict[str, Any]:
    """What an edition is asked by: its communes in Vietnamese order, and words that may be mistyped."""
    return {
        "places": _places(session, edition_id, columns),
        "vocabulary": _vocabulary(session, edition_id, number, columns),
    }


def _places(session: Session, edition_id: uuid.UUID, columns: Sequence[Column]) -> list[str]:
    place = next((n for n, column in enumerate(columns) if column.role is Role.PLACE), None)
    if place is None:
        return []
    cell = TableRow.cells[place].astext
    found = session.scalars(
        select(cell)
        .where(TableRow.edition_id == edition_id, cell != "")
        .group_by(cell)
        .limit(MOST_PLACES + 1)
    ).all()
    return sorted(found, key=sort_key) if len(found) <= MOST_PLACES else []


def _vocabulary(session: Session, edition_id: uuid.UUID, number: int, columns: Sequence[Column]) -> list[str]:
    if any(column.role is Role.EXACT for column in columns):
        return []
    head = f"{prefix(number)}."
    rows = f"SELECT words FROM table_row WHERE edition_id = '{uuid.UUID(str(edition_id))}'"  # noqa: S608 - a uuid
    found = session.scalars(
        select(text("word"))
        .select_from(func.ts_stat(rows).table_valued("word", "ndoc"))
        .where(
            func.starts_with(text("word"), head),
            func.length(text("word")) >= len(head) + SHORTEST_WORD,
            text("word !~ '[0-9][a-z]*$'"),
        )
        .order_by(text("ndoc DESC, word"))
        .limit(MOST_VOCABULARY)
    )
    return [word.removeprefix(head) for word in found]

"""In which order rows of a table are shown: the words in their order, days to come, the order of the file."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from portal.core import clock
from portal.core.search import fold
from portal.tables import columns as cells
from portal.tables.queries import Shown

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One row as it is kept."""

    line: int
    cells: list[str]
    day: dt.date | None


def ranked(shown: Shown, rows: list[Row], words: Pairs) -> list[Row]:
    """The words in their order and with their marks, then days to come, then the order of the file."""
    sought = [n for n, column in enumerate(shown.columns) if column.role in cells.SOUGHT]
    phrase = f" {' '.join(word for word, _ in words)}" if words else None
    today = clock.today()

    def rank(row: Row) -> tuple[int, bool, int, int]:
        told = "\n".join([row.cells[n] for n in sought]).lower().translate(_PLAIN)
        in_order = phrase is not None and any(phrase in f" {text}" for text in told.split("\n"))
        days = (row.day - today).days if row.day else 0
        return -in_order, days < 0, abs(days), row.line

    return sorted(rows, key=rank)


def _plain() -> dict[int, str]:
    """Each letter as `fold` has it: to fold two hundred rows a letter at a time costs next to nothing."""
    letters = (chr(code) for code in (*range(0x20, 0x250), *range(0x1E00, 0x1F00)))
    return {ord(sign): fold(sign) or " " for sign in letters}


_PLAIN = _plain()

"""Look-up tables as the joint search finds them: a table by its title, rows of all in one statement.

The words of a question that stand in a table's title, keyword and columns say which table; its rows must hold
the others. A table with an exact key is found by its title alone.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.core import clock
from portal.core.db import db
from portal.core.finding.keeping import of_pages
from portal.core.finding.sources import Group, Question, Thing
from portal.core.finding.stack import Card, Stack
from portal.core.search import MAX_WORDS, fold, fold_long, tidy
from portal.tables import columns as cells
from portal.tables import lexemes, queries
from portal.tables.queries import Shown

ROWS, READ = 3, 30  # rows shown of one table, and looked at
LONGEST_NOTE = 200
_CANCELED = "57014"
_IN_A_SECOND = text("SELECT set_config('statement_timeout', '1000', true)")
_ROWS = text(
    """SELECT asked.edition, found.cells FROM unnest(CAST(:editions AS uuid[]), CAST(:words AS text[]))
         AS asked(edition, words)
       CROSS JOIN LATERAL (SELECT line, cells FROM table_row
         WHERE edition_id = asked.edition AND words @@ CAST(asked.words AS tsquery) LIMIT :most) AS found
       ORDER BY asked.edition, found.line"""
)


@dataclass(frozen=True)
class _Table:
    """A live table: what its rows are asked by, and what its own words are."""

    slug: str
    title: str
    intro: str
    keyword: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    number: int
    edition: uuid.UUID
    own: frozenset[str]
    places: dict[str, str]  # folded -> as the table has it
    has_rows: bool  # that anybody may look for

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/tra-cuu/{self.slug}/"

    @property
    def is_valid(self) -> bool:
        """In force today."""
        today = clock.today()
        return (self.valid_from or today) <= today <= (self.valid_to or today)


@dataclass(frozen=True)
class _Wanted:
    """What the rows of one table must hold."""

    table: _Table
    words: tuple[str, ...]  # as typed
    place: str | None
    query: str
    told: int  # words of the question that the table's title says

    def place_in(self, told: Sequence[str]) -> int:
        """The number of the first cell that holds the asked words side by side."""
        asked = f" {fold(' '.join(self.words))} "
        return next((n for n, cell in enumerate(told) if asked in f" {fold_long(cell)} "), len(told))

    @property
    def path(self) -> str:
        """The table with this question asked."""
        asked = {"q": " ".join(self.words), "xa": self.place or ""}
        return f"{self.table.path}?{urlencode({name: said for name, said in asked.items() if said})}"


class _Source:
    """Tables in force."""

    name = "bang-tra-cuu"
    title = _l("Bảng tra cứu")

    def find(self, question: Question, most: int) -> Group:
        """Rows first, those of the table that was named before others; then tables by title.

        While somebody is typing, tables alone: rows are asked of the database.
        """
        tables, stack = _keeper.get()
        valid = [] if question.is_typing else [table for table in tables if table.is_valid]
        wanted = [one for table in valid for one in _wanted(table, question)]
        rows = _rows(sorted(wanted, key=lambda one: -one.told))
        found, is_near = stack.find(question, lambda table: table.is_valid)
        whole = [Thing(table.title, table.path, table.intro) for table in found]
        things = [*rows, *whole]
        return Group(tuple(things[:most]), len(things), is_near and not rows, "/tra-cuu/")


TABLES = _Source()


def _wanted(table: _Table, question: Question) -> list[_Wanted]:
    """How to ask this table: its own words and quiet ones left out, an old place by its name of today."""
    if not table.has_rows:
        return []
    typed = [(fold(word), word) for word in tidy(question.rest or "").split() if fold(word)][:MAX_WORDS]
    left = [(said, word) for said, word in typed if said not in table.own]
    rest = [(said, word) for said, word in left if said not in question.dictionary.quiet]
    told = len(typed) - len(left)
    made = []
    for place in question.places or (None,):
        here = table.places.get(fold(place)) if place else None
        sought = [*rest, *((fold(word), word) for word in (place or "").split() if not here)]
        asked = [f".{part}" for said, _ in sought for part in said.split()]
        asked += [f"@{fold(here)}"] if here else []
        if asked and (told or here or len(asked) > 1):  # one word of its own is in too many rows
            query = lexemes.every(lexemes.prefix(table.number), asked)
            made.append(_Wanted(table, tuple(word for _, word in sought), here, query, told))
    return made


def _rows(wanted: Sequence[_Wanted]) -> list[Thing]:
    """Rows of all these tables; none when the database is too busy to say it within a second."""
    if not wanted:
        return []
    asked = {
        "editions": [one.table.edition for one in wanted],
        "words": [one.query for one in wanted],
        "most": READ,
    }
    try:
        with db.session.begin_nested():
            db.session.execute(_IN_A_SECOND)
            rows = db.session.execute(_ROWS, asked).all()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _CANCELED:
            return []
        raise
    held: dict[uuid.UUID, list[list[str]]] = {}
    for edition, told in rows:
        held.setdefault(edition, []).append(told)
    first = {one.table.edition: one for one in reversed(wanted)}
    order = dict.fromkeys(one.table.edition for one in wanted)
    return [
        _row(first[edition], told)
        for edition in order
        for told in sorted(held.get(edition, ()), key=first[edition].place_in)[:ROWS]
    ]


def _row(wanted: _Wanted, told: Sequence[str]) -> Thing:
    note = " · ".join(cell for cell in told if cell)
    return Thing(wanted.table.title, wanted.path, note[:LONGEST_NOTE])


def _read() -> tuple[list[_Table], Stack[_Table]]:
    tables = [_table(shown) for shown in queries.live()]
    cards = [Card(one.slug, (one.title, one.keyword), one, passages=(one.intro,)) for one in tables]
    return tables, Stack(cards)


def _table(shown: Shown) -> _Table:
    table, edition = shown.table, shown.edition
    told = [table.title, table.keyword, *(column.label for column in shown.columns)]
    own = frozenset(word for said in told for word in fold(said).split())
    sought = [column for column in shown.columns if column.role in cells.SOUGHT]
    return _Table(
        slug=table.slug,
        title=table.title,
        intro=table.intro,
        keyword=table.keyword,
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
        number=edition.number,
        edition=edition.id,
        own=own,
        places={fold(name): name for name in edition.places},
        has_rows=bool(sought) and not shown.is_exact,
    )


_keeper = of_pages(_read)

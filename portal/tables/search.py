"""Rows of one edition that fit what was asked: all words wanted, ranked by the marks that were typed.

One index serves every edition: each lexeme carries its edition's number. At most `MOST` rows are looked at,
so a word that stands in every row costs no more than a rare one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import ColumnElement, cast, select
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.core import clock
from portal.core.db import db
from portal.core.finding import keys as raw_keys
from portal.core.finding.lexicon import Lexicon
from portal.core.search import MAX_WORDS, fold, tidy
from portal.places import spoken
from portal.tables import columns as cells
from portal.tables import lexemes, ranking
from portal.tables.columns import Role
from portal.tables.models import TableRow
from portal.tables.queries import Shown
from portal.tables.ranking import Pairs, Row

MOST, SIZE = 200, 20
LONGEST = 400


@dataclass(frozen=True)
class Wanted:
    """What somebody asks of a table; numbers by the place of their column."""

    text: str = ""
    place: str = ""
    day: dt.date | None = None
    numbers: Mapping[int, str] = field(default_factory=dict)
    page: int = 1

    @property
    def is_empty(self) -> bool:
        """Nothing was asked."""
        return not (tidy(self.text) or self.place or self.day or any(self.numbers.values()))


@dataclass(frozen=True)
class Found:
    """One page of rows; `told` says how the question was understood when it was not taken as it stands."""

    rows: list[Row]
    total: int
    is_more: bool = False  # than were looked at
    told: str = ""
    page: int = 1

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // SIZE))


def by_key(shown: Shown, typed: str) -> Row | None:
    """The one row behind a whole right key; None for every other."""
    column = next((one for _, one in shown.of_role(Role.EXACT)), None)
    if column is None:
        return None
    try:
        wanted = cells.key(column, tidy(typed[:LONGEST]))
    except cells.Fault:
        return None
    return next(iter(_rows(shown, [f"!{wanted}"], most=1)), None)


def find(shown: Shown, wanted: Wanted) -> Found:
    """Rows that fit; without a question the first ones, of a calendar those from today on."""
    if shown.is_exact:
        return Found([], 0)
    if wanted.is_empty:
        return _paged(_first(shown), wanted.page)
    fixed = _fixed(wanted)
    words = cells.text_words(wanted.text[:LONGEST])[:MAX_WORDS]
    rows = _all_words(shown, fixed, words)
    if rows or not words:
        return _paged(rows, wanted.page)
    for retry in (_old_place, _corrected):
        rows, told = retry(shown, fixed, wanted.text, words)
        if rows:
            return _paged(rows, wanted.page, told)
    return Found([], 0)


def _fixed(wanted: Wanted) -> list[str]:
    """What must fit whole."""
    made = [f"@{fold(wanted.place)}"] if fold(wanted.place) else []
    made += [f"~{wanted.day}"] if wanted.day else []
    return made + [f"#{at}:{cells.number(said)}" for at, said in wanted.numbers.items() if fold(said)]


def _all_words(shown: Shown, fixed: list[str], words: Pairs) -> list[Row]:
    """Rows with the words as typed, then those that fold alike; if these are few, the last one is begun."""
    plain = [f".{word}" for word, _ in words]
    found: dict[int, Row] = {}
    if any(word != marked for word, marked in words):
        found = _more(found, shown, _rows(shown, fixed + [f"={mark}" for _, mark in words]), words)
    if len(found) < MOST:
        found = _more(found, shown, _rows(shown, fixed + plain), words)
    if len(found) < SIZE and plain and len(words[-1][0]) > 1:
        found = _more(found, shown, _rows(shown, fixed + plain[:-1], plain[-1]), words)
    return list(found.values())


def _more(found: dict[int, Row], shown: Shown, rows: list[Row], words: Pairs) -> dict[int, Row]:
    """The next tier behind what was found, each row once, in its own order."""
    return found | {row.line: row for row in ranking.ranked(shown, rows, words) if row.line not in found}


def _rows(shown: Shown, wanted: list[str], begun: str | None = None, most: int = MOST) -> list[Row]:
    head = lexemes.prefix(shown.edition.number)
    asked = cast(lexemes.every(head, wanted, begun), TSQUERY)
    return _read(shown, TableRow.words.bool_op("@@")(asked), most=most)


def _read(shown: Shown, *fits: ColumnElement[bool], most: int = MOST, by: object = None) -> list[Row]:
    query = select(TableRow.line, TableRow.cells, TableRow.day).where(
        TableRow.edition_id == shown.edition.id, *fits
    )
    if by is not None:
        query = query.order_by(by)  # type: ignore[arg-type]
    return [Row(*row) for row in db.session.execute(query.limit(most))]


def _first(shown: Shown) -> list[Row]:
    if shown.of_role(Role.DAY):
        return _read(shown, TableRow.day >= clock.today(), by=TableRow.day)
    return _read(shown, by=TableRow.line)


def _old_place(shown: Shown, fixed: list[str], typed: str, _: Pairs) -> tuple[list[Row], str]:
    """A commune of before July 2025, where the table has the communes of today; other words hold as well."""
    named = spoken.named_in(typed) if shown.of_role(Role.PLACE) else None
    if named is None or not named.is_old:
        return [], ""
    own = fold(f"{shown.table.title} {shown.table.keyword}").split()  # says which table, not which row
    words = [pair for pair in cells.text_words(named.rest)[:MAX_WORDS] if pair[0] not in own]
    for now in named.now:
        rows = _rows(shown, [*fixed, f"@{fold(now)}", *(f".{word}" for word, _ in words)])
        if rows:
            return ranking.ranked(shown, rows, words), f"{named.name} → {now}"
    return [], ""


def _corrected(shown: Shown, fixed: list[str], _: str, words: Pairs) -> tuple[list[Row], str]:
    """Raw Telex or VNI keys, and words one letter away from one that stands in the table."""
    lexicon = _lexicon(str(shown.edition.id), tuple(shown.edition.vocabulary))
    meant: list[tuple[str, str]] = []
    for word, marked in words:
        spelt = raw_keys.read(word)
        better = fold(spelt) if spelt and fold(spelt) in lexicon else None
        if better is None and word not in lexicon:
            better = lexicon.meant(word, None, None)
        meant.append((better, better) if better else (word, marked))
    if [word for word, _ in meant] == [word for word, _ in words]:
        return [], ""
    rows = _all_words(shown, fixed, meant)
    return rows, " ".join(word for word, _ in meant) if rows else ""


@lru_cache(maxsize=8)
def _lexicon(_: str, vocabulary: tuple[str, ...]) -> Lexicon:
    """The words of one edition; kept, since an edition never changes."""
    return Lexicon([word] for word in vocabulary)


def _paged(rows: list[Row], page: int, told: str = "") -> Found:
    last = max(1, -(-len(rows) // SIZE))
    page = min(max(1, page), last)
    return Found(rows[(page - 1) * SIZE : page * SIZE], len(rows), len(rows) >= MOST, told, page)

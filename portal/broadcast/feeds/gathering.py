"""The rows of a table that nobody was told yet, and the groups of followers they concern."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.broadcast.choosing.models import Choice
from portal.broadcast.choosing.topics import COMMUNE
from portal.broadcast.feeds.models import Feed, ToldRow
from portal.core.db import db
from portal.core.many import among
from portal.places import queries as places
from portal.places.queries import bare
from portal.tables.columns import Role
from portal.tables.models import TableRow
from portal.tables.queries import Shown

MOST_SIGNS = 1400  # of rows in one message; what is beyond stands on the page
STEP = 1000


@dataclass(frozen=True)
class Row:
    """One new row: of which communes, and in words."""

    digest: str
    communes: frozenset[str]
    text: str


@dataclass(frozen=True)
class Fresh:
    """New rows; how many of them name no commune of today."""

    rows: tuple[Row, ...]
    unplaced: int


def fresh(feed: Feed, shown: Shown, today: dt.date) -> Fresh:
    """Rows of the edition that were not told and are not over."""
    told = set(db.session.scalars(select(ToldRow.digest).filter_by(feed_id=feed.id)))
    known = {bare(unit.name): unit.code for unit in places.communes()}
    rows = []
    for cells in _rows(shown, today):
        digest = _digest(cells)
        if digest not in told:
            told.add(digest)
            rows.append(Row(digest, _communes(shown, cells, known), _text(shown, cells)))
    return Fresh(tuple(rows), sum(not row.communes for row in rows))


def _rows(shown: Shown, today: dt.date) -> Iterator[list[str]]:
    found = (
        select(TableRow.cells)
        .where(TableRow.edition_id == shown.edition.id, func.coalesce(TableRow.day, today) >= today)
        .order_by(TableRow.day, TableRow.line)
    )
    yield from db.session.scalars(found.execution_options(yield_per=STEP))


def _digest(cells: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()


def _communes(shown: Shown, cells: Sequence[str], known: dict[str, str]) -> frozenset[str]:
    """The communes of today that the row's place is, by its name of today or of before."""
    codes: set[str] = set()
    for at, _ in shown.of_role(Role.PLACE):
        name = cells[at]
        if code := known.get(bare(name)):
            codes.add(code)
        elif name:
            former = places.resolve_old_place(name)
            codes |= {new.code for old in former for new in old.now if new.code in known.values()}
    return frozenset(codes)


def _text(shown: Shown, cells: Sequence[str]) -> str:
    """The row in one paragraph, what is empty left out."""
    pairs = zip(shown.columns, cells, strict=True)
    return "; ".join(f"{column.label}: {cell}" for column, cell in pairs if cell)


def groups(topic: str, communes: frozenset[str]) -> list[tuple[str, ...]]:
    """The sets of these communes that followers of the topic have; each person is in exactly one of them."""
    wants = select(Choice.citizen_id).where(Choice.topic == topic, Choice.ended_at.is_(None))
    sets = (
        select(func.array_agg(Choice.about.distinct()).label("codes"))
        .where(
            Choice.topic == COMMUNE,
            Choice.ended_at.is_(None),
            among(Choice.about, sorted(communes)),
            Choice.citizen_id.in_(wants),
        )
        .group_by(Choice.citizen_id)
        .subquery()
    )
    return sorted(tuple(sorted(row)) for row in db.session.scalars(select(sets.c.codes).distinct()))


def merged(rows: Sequence[Row], codes: Sequence[str]) -> tuple[str, int]:
    """What these communes' people are told, in one text, and how many rows did not fit."""
    mine = [row for row in rows if row.communes & set(codes)]
    text, fits = "", 0
    for row in mine:
        longer = f"{text}\n\n{row.text}" if text else row.text
        if len(longer) > MOST_SIGNS and text:
            break
        text, fits = longer[:MOST_SIGNS], fits + 1
    return text, len(mine) - fits

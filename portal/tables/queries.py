"""Tables and editions as pages need them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.search import fold
from portal.tables.columns import Column, Role, unpacked
from portal.tables.models import LookupTable, State, TableEdition, TableFault, TableRow

SHOWN_FAULTS = 100
HISTORY = 30
EVER_LIVE = (State.LIVE, State.REPLACED)


@dataclass(frozen=True)
class Shown:
    """A table with the edition it is read in."""

    table: LookupTable
    edition: TableEdition

    @property
    def columns(self) -> list[Column]:
        """What each cell of a row is."""
        return unpacked(self.edition.columns)

    def of_role(self, role: Role) -> list[tuple[int, Column]]:
        """Place among the cells and column, for each column of a role."""
        return [(n, column) for n, column in enumerate(self.columns) if column.role is role]

    @property
    def is_exact(self) -> bool:
        """Is a whole right key the only way to a row?"""
        return bool(self.of_role(Role.EXACT))

    @property
    def is_old(self) -> bool:
        """Another edition is live now."""
        return self.table.live_id != self.edition.id

    def starts_later(self, today: dt.date | None = None) -> bool:
        """Not in force yet."""
        return bool(self.edition.valid_from and self.edition.valid_from > (today or clock.today()))

    def is_over(self, today: dt.date | None = None) -> bool:
        """In force no more."""
        return bool(self.edition.valid_to and self.edition.valid_to < (today or clock.today()))


def live() -> list[Shown]:
    """Every table citizens may look into, by title."""
    rows = db.session.execute(
        select(LookupTable, TableEdition)
        .join(TableEdition, TableEdition.id == LookupTable.live_id)
        .order_by(LookupTable.title)
    )
    return [Shown(table, edition) for table, edition in rows]


def shown(slug: str, edition_id: uuid.UUID | None = None) -> Shown:
    """A table in its live edition, or in one that was live before; raises Missing."""
    wanted = LookupTable.live_id if edition_id is None else edition_id
    found = db.session.execute(
        select(LookupTable, TableEdition)
        .join(TableEdition, TableEdition.table_id == LookupTable.id)
        .where(LookupTable.slug == slug, TableEdition.id == wanted, TableEdition.state.in_(EVER_LIVE))
        .where(LookupTable.live_id.is_not(None))
    ).first()
    if found is None:
        raise Missing("table")
    return Shown(found[0], found[1])


def earlier(table_id: uuid.UUID) -> list[TableEdition]:
    """Editions that were live before and can still be read, the newest first."""
    return list(
        db.session.scalars(
            select(TableEdition)
            .where(
                TableEdition.table_id == table_id,
                TableEdition.state == State.REPLACED,
                TableEdition.file_ref != "",
            )
            .order_by(TableEdition.valid_from.desc(), TableEdition.published_at.desc())
            .limit(HISTORY)
        )
    )


def is_for_later(table: LookupTable, edition: TableEdition) -> bool:
    """Not in force yet, while another is: people need that one until then."""
    today = clock.today()
    if edition.valid_from is None or edition.valid_from <= today or table.live_id is None:
        return False
    live = db.session.get_one(TableEdition, table.live_id)
    return live.valid_from is None or live.valid_from <= today


def coming(table_id: uuid.UUID) -> dt.date | None:
    """The day on which the next edition takes the place of the live one by itself."""
    planned = TableEdition.state == State.PLANNED
    return db.session.scalar(
        select(func.min(TableEdition.valid_from)).where(TableEdition.table_id == table_id, planned)
    )


def by_keyword(said: str) -> tuple[Shown, str] | None:
    """The live table whose word a text begins with, and what stands behind it; the longest word wins."""
    words = said.split()
    heads = {fold(" ".join(words[:n])): n for n in range(1, min(len(words), 8) + 1)}
    if not heads:
        return None
    found = db.session.execute(
        select(LookupTable, TableEdition)
        .join(TableEdition, TableEdition.id == LookupTable.live_id)
        .where(LookupTable.keyword_folded.in_(heads))
        .order_by(func.length(LookupTable.keyword_folded).desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    return Shown(found[0], found[1]), " ".join(words[heads[found[0].keyword_folded] :])


@dataclass(frozen=True)
class Standing:
    """A table in the officers' list."""

    table: LookupTable
    live: TableEdition | None
    open: TableEdition | None  # the newest one that is being made


def standing() -> list[Standing]:
    """Every table with what is live and what is being made."""
    tables = list(db.session.scalars(select(LookupTable).order_by(LookupTable.title)))
    editions = db.session.scalars(
        select(TableEdition).where(TableEdition.state.in_((State.LIVE, *OPEN))).order_by(TableEdition.number)
    ).all()
    lives = {one.table_id: one for one in editions if one.state is State.LIVE}
    opens = {one.table_id: one for one in editions if one.state is not State.LIVE}
    return [Standing(table, lives.get(table.id), opens.get(table.id)) for table in tables]


OPEN = (State.ARRIVED, State.LOOKED, State.IMPORTING, State.READY, State.REFUSED, State.PLANNED)


def table(table_id: uuid.UUID) -> LookupTable:
    """One table; raises Missing."""
    found = db.session.get(LookupTable, table_id)
    if found is None:
        raise Missing("table")
    return found


def edition(edition_id: uuid.UUID) -> TableEdition:
    """One edition; raises Missing."""
    found = db.session.get(TableEdition, edition_id)
    if found is None:
        raise Missing("edition")
    return found


def editions(table_id: uuid.UUID) -> list[TableEdition]:
    """The newest editions of a table, whatever became of them."""
    return list(
        db.session.scalars(
            select(TableEdition)
            .filter_by(table_id=table_id)
            .order_by(TableEdition.number.desc())
            .limit(HISTORY)
        )
    )


def faults(edition_id: uuid.UUID, most: int | None = SHOWN_FAULTS) -> Sequence[TableFault]:
    """The first rows that were not taken; all that are listed with `most` None."""
    return db.session.scalars(
        select(TableFault).filter_by(edition_id=edition_id).order_by(TableFault.line).limit(most)
    ).all()


def first_rows(edition_id: uuid.UUID, most: int = 5) -> Sequence[list[str]]:
    """The first rows as citizens will see them."""
    return db.session.scalars(
        select(TableRow.cells).filter_by(edition_id=edition_id).order_by(TableRow.line).limit(most)
    ).all()

"""Every procedure of this process, laid out for finding; read anew when the catalogue has changed."""

import gc
import logging
import re
import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError

from portal.core import settings, stamps
from portal.core.db import db
from portal.core.finding.index import Entry, Index
from portal.procedures import terms
from portal.procedures.asked import queries as asked
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.queries import Item

STAMP = "procedures"
Stamp = tuple[uuid.UUID | None, uuid.UUID | None]  # of the catalogue, of staff's words
CHECK_SECONDS = 2.0  # a change made elsewhere is seen after so long
COMMON, COMMUNE, ONE_STOP, LEGACY = 2.4, 0.45, 0.3, -1.5  # what raises and lowers a procedure among equals
_LONG_TAIL = re.compile(
    r" đối với | cho người | thực hiện | trong trường hợp | áp dụng | trên địa bàn | \(|[,;/]"
)
SHORTEST_HEAD = 3  # words; a shorter beginning of a name is no name


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Traits:
    """What filters ask of a procedure."""

    field: str | None
    levels: frozenset[str]
    subjects: frozenset[str]


@dataclass(frozen=True)
class Shelf:
    """The index, what filters ask, and staff's words, as all of it was at `stamp`."""

    stamp: Stamp
    index: Index
    traits: dict[str, Traits]
    told: asked.Told
    items: dict[str, Item]


class _Keeper:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.shelf: Shelf | None = None
        self.looked_at = 0.0
        self.is_warm = False  # or on the way there


_keeper = _Keeper()


def shelf() -> Shelf:
    """The procedures now. Whoever comes first after a change reads them anew; the others get what was before.

    Only where nothing was read yet does everybody wait, and `warm` has done that at the start.
    """
    kept = _keeper.shelf
    if kept is not None and time.monotonic() - _keeper.looked_at < settings.get().scaled(CHECK_SECONDS):
        return kept
    if not _keeper.lock.acquire(blocking=kept is None):
        assert kept is not None  # noqa: S101 - only then is the lock not waited for
        return kept
    try:
        stamp = stamps.read_both(STAMP, asked.STAMP)
        if _keeper.shelf is None or _keeper.shelf.stamp != stamp:
            _keeper.shelf = _read(stamp)
            _put_aside()
        _keeper.looked_at = time.monotonic()
        return _keeper.shelf
    finally:
        _keeper.lock.release()


def _put_aside() -> None:
    """Keep the collector off the index: to walk its million objects again and again cost every request."""
    gc.collect()
    gc.freeze()


def warm(app: Flask) -> None:
    """At a process's first request, mostly the health check, read everything in a thread of its own.

    Never while the app is loaded: the server forks afterwards, and a lock held meanwhile would stay held.
    """
    if _keeper.is_warm:
        return
    _keeper.is_warm = True

    def read() -> None:
        try:
            with app.app_context():
                shelf()
        except SQLAlchemyError:
            log.warning("search is not ready yet: the database does not answer")

    threading.Thread(target=read, name="search", daemon=True).start()


def forget() -> None:
    """Look at the next question whether something has changed."""
    _keeper.looked_at = 0.0


def entries() -> list[Entry]:
    """Every procedure that is shown, as the index wants it."""
    return [_entry(row) for row in _rows()]


def _read(stamp: Stamp) -> Shelf:
    rows, told = _rows(), asked.told()
    traits = {row.code: Traits(row.field, frozenset(row.levels), frozenset(row.subjects)) for row in rows}
    items = {row.code: Item(row.code, row.name, row.field, row.desk, row.levels, row.is_rich) for row in rows}
    return Shelf(stamp, Index(map(_entry, rows), terms.dictionary(told.means)), traits, told, items)


def _rows() -> Sequence[Row[Any]]:
    version, own = ProcedureVersion, Procedure
    shown = (own.code, own.name, own.field, own.desk, own.levels, own.subjects, own.is_rich)
    columns: tuple[Any, ...] = (*shown, version.payload["search_aliases"].label("aliases"))
    is_open = (version.procedure_id == own.id) & version.valid_to.is_(None)
    return db.session.execute(select(*columns).outerjoin(version, is_open).where(~own.is_hidden)).all()


def _entry(row: Row[Any]) -> Entry:
    boost = _boost(row.levels, row.desk, row.is_rich)
    return Entry(row.code, _names(row.name, row.aliases or ()), row.field or "", boost)


def _names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The name, the part of it that people would say, and its nicknames."""
    plain = re.sub(r"^thủ tục ", "", name, flags=re.IGNORECASE)
    head = _LONG_TAIL.split(plain)[0]
    heads = [head] if head != plain and len(head.split()) >= SHORTEST_HEAD else []
    return (plain, *heads, *aliases)


def _boost(levels: Iterable[str], desk: str | None, is_common: bool) -> float:
    boost = COMMON if is_common else 0.0
    boost += COMMUNE if "commune" in levels else 0.0
    boost += ONE_STOP if desk == "one_stop" else 0.0
    return boost + (LEGACY if "district_legacy" in levels else 0.0)

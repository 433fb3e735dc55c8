"""Every procedure of this process, laid out for finding; read anew when the catalogue has changed."""

import logging
import re
import threading
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError

from portal.core import stamps
from portal.core.db import db
from portal.core.finding.bodies import Bodies
from portal.core.finding.index import Entry, Index
from portal.core.finding.keeping import Keeper
from portal.procedures import terms
from portal.procedures.asked import queries as asked
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.queries import Item

STAMP = "procedures"
Body = tuple[str, list[str], float]  # code, passages, how much it is preferred among equals
Stamp = tuple[uuid.UUID | None, uuid.UUID | None]  # of the catalogue, of staff's words
COMMON, COMMUNE, ONE_STOP, LEGACY = 2.4, 0.45, 0.3, -1.5  # what raises and lowers a procedure among equals
_LONG_TAIL = re.compile(
    r" đối với | cho người | thực hiện | trong trường hợp | áp dụng | trên địa bàn | \(|[,;/]"
)
CENTRAL = -0.3  # done by a ministry alone: what a citizen can reach comes first
LATER = -0.4  # a name that begins with a later act: whoever names none means the first one
_LATER = re.compile(
    r"(?:đăng ký )?(?:cấp (?:lại|đổi|phó bản)|lại|gia hạn|thay đổi|đổi|điều chỉnh|sửa đổi|bổ sung|khôi phục|"
    r"tạm dừng|tạm ngừng|dừng|chấm dứt|giải thể|thu hồi|xo[áa]|xóa|hu[ỷy]|hủy|miễn nhiệm)\b",
    re.IGNORECASE,
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
    """The index of names, the texts behind them, what filters ask, and staff's words, at `stamp`."""

    stamp: Stamp
    index: Index
    bodies: Bodies
    traits: dict[str, Traits]
    told: asked.Told
    items: dict[str, Item]


def shelf() -> Shelf:
    """The procedures now, as `keeping` keeps them; `warm` has read them when the process began."""
    return _keeper.get()


def warm(app: Flask) -> None:
    """At a process's first request, mostly the health check, read everything in a thread of its own.

    Never while the app is loaded: the server forks afterwards, and a lock held meanwhile would stay held.
    """
    if _warmed:
        return
    _warmed.append(app.name)

    def read() -> None:
        try:
            with app.app_context():
                shelf()
        except SQLAlchemyError:
            log.warning("search is not ready yet: the database does not answer")

    threading.Thread(target=read, name="search", daemon=True).start()


def forget() -> None:
    """Look at the next question whether something has changed."""
    _keeper.forget()


def entries() -> list[Entry]:
    """Every procedure that is shown, as the index wants it."""
    return [_entry(row) for row in _rows()]


def _read(stamp: Stamp) -> Shelf:
    rows, told = _rows(), asked.told()
    traits = {row.code: Traits(row.field, frozenset(row.levels), frozenset(row.subjects)) for row in rows}
    items = {row.code: Item(row.code, row.name, row.field, row.desk, row.levels, row.is_rich) for row in rows}
    index = Index(map(_entry, rows), terms.of_procedures(told.means))
    return Shelf(stamp, index, Bodies(map(_body, rows)), traits, told, items)


_keeper = Keeper(lambda: stamps.read_both(STAMP, asked.STAMP), _read)
_warmed: list[str] = []  # filled once reading has begun


def _rows() -> Sequence[Row[Any]]:
    version, own = ProcedureVersion, Procedure
    shown = (own.code, own.name, own.field, own.desk, own.levels, own.subjects, own.is_rich)
    columns: tuple[Any, ...] = (*shown, version.payload)
    is_open = (version.procedure_id == own.id) & version.valid_to.is_(None)
    return db.session.execute(select(*columns).outerjoin(version, is_open).where(~own.is_hidden)).all()


def _entry(row: Row[Any]) -> Entry:
    boost = _boost(row)
    return Entry(row.code, _names(row.name, _told(row).get("search_aliases") or ()), row.field or "", boost)


def bodies() -> list[Body]:
    """What stands behind each name, as the texts' index wants it."""
    return [_body(row) for row in _rows()]


def _told(row: Row[Any]) -> dict[str, Any]:
    return row.payload or {}


def _body(row: Row[Any]) -> Body:
    """Agencies, results, papers, steps and conditions; the name too, since a question may speak of both."""
    told = _told(row)
    papers = [part for paper in told.get("documents", ()) for part in (paper["name"], paper.get("when"))]
    results = [result.get("name") for result in told.get("results", ())]
    single = [told.get(name) for name in ("summary", "competent_agency", "issuer")]
    many = [one for name in ("executing_agencies", "steps", "conditions") for one in told.get(name, ())]
    passages = [row.name, row.field, *papers, *results, *single, *many]
    return row.code, [one for one in passages if one], _boost(row)


def _names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The name, the part of it that people would say, and its nicknames."""
    plain = _plain(name)
    head = _LONG_TAIL.split(plain)[0]
    heads = [head] if head != plain and len(head.split()) >= SHORTEST_HEAD else []
    full = (terms.spelt_out(one) for one in (plain, *heads))
    return tuple(dict.fromkeys((plain, *heads, *full, *aliases)))


def _plain(name: str) -> str:
    return re.sub(r"^thủ tục ", "", name, flags=re.IGNORECASE)


def _boost(row: Row[Any]) -> float:
    boost = COMMON if row.is_rich else 0.0
    boost += COMMUNE if "commune" in row.levels else 0.0
    boost += ONE_STOP if row.desk == "one_stop" else 0.0
    boost += CENTRAL if set(row.levels) == {"ministry"} and not row.is_rich else 0.0
    boost += LATER if _LATER.match(_plain(row.name)) else 0.0
    return boost + (LEGACY if "district_legacy" in row.levels else 0.0)

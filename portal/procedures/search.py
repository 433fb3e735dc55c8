"""Finding procedures: a typed code alone, else all words, else most of them; best first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import OperationalError

from portal.core.db import db
from portal.core.errors import Unavailable
from portal.procedures import codes, terms
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.queries import ITEM, Item

PAGE = 20
SUGGESTIONS = 8
ENOUGH = 0.6  # this share of the words must stand in a name that is offered as "near"
_CANCELED = "57014"
_IN_THREE_SECONDS = text("SELECT set_config('statement_timeout', '3000', true)")
_WEIGHTS = cast([0.0, 0.0, 0.4, 1.0], ARRAY(Float(24)))
_MARK_WEIGHTS = cast([0.0, 1.0, 0.0, 0.0], ARRAY(Float(24)))


@dataclass(frozen=True)
class Wanted:
    """What is looked for."""

    text: str = ""
    field: str | None = None
    level: str | None = None
    subjects: tuple[str, ...] = ()
    page: int = 1
    is_typing: bool = False  # the last word may be only a beginning
    is_draft: bool = False  # only texts that no officer has approved yet


@dataclass(frozen=True)
class Found:
    """One page of what was found; `is_near` when no name holds every word."""

    items: tuple[Item, ...] = ()
    total: int = 0
    page: int = 1
    is_near: bool = False

    @property
    def last(self) -> int:
        """How many pages there are."""
        return max(1, math.ceil(self.total / PAGE))


def search(wanted: Wanted, size: int = PAGE) -> Found:
    """The procedures that fit; nothing rather than a wrong guess."""
    try:
        db.session.execute(_IN_THREE_SECONDS)
        return _search(wanted, size)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _CANCELED:
            raise Unavailable("search took too long", retry_after=5) from None
        raise


def suggest(typed: str) -> tuple[Item, ...]:
    """A few procedures while somebody is typing."""
    return search(Wanted(typed, is_typing=True), SUGGESTIONS).items if len(typed.strip()) > 1 else ()


def _search(wanted: Wanted, size: int) -> Found:
    code = codes.read(wanted.text)
    if code:
        found = _page(_listed(wanted).where(Procedure.code == code.national), wanted, size)
        if found.items:
            return found
    started = codes.started(wanted.text)
    if started:
        beginning = _listed(wanted).where(Procedure.code.startswith(started, autoescape=True))
        return _page(beginning.order_by(Procedure.code), wanted, size)
    if not wanted.text.strip():
        by_name = _listed(wanted).order_by(Procedure.is_rich.desc(), Procedure.sort_key, Procedure.code)
        return _page(by_name, wanted, size)
    sought = terms.read(wanted.text)
    if sought is None:
        return Found()
    every = " & ".join(sought.begun if wanted.is_typing else sought.parts)
    score, *ties = _best_first(sought, every)
    found = _page(_listed(wanted).where(_holds(every)).order_by(score.desc(), *ties), wanted, size)
    return found if found.total else _near(wanted, sought, size)


def _near(wanted: Wanted, sought: terms.Search, size: int) -> Found:
    """No name holds every word as typed: most words will do, and the last one may be a beginning.

    A name or nickname that stands whole inside the question counts for much: "nhập hộ khẩu" cho con.
    """
    most = len(sought.parts)
    some = " | ".join(sought.begun)
    whole, begun = _how_many(sought.parts), _how_many(sought.begun)
    line = func.unnest(func.string_to_array(Procedure.folded, "\n")).column_valued("line")
    inside = (
        select(func.coalesce(func.max(func.length(line)), 0))
        .where(literal(f" {sought.said} ").contains(literal(" ").concat(line).concat(" ")))
        .correlate(Procedure)
        .scalar_subquery()
    )
    score, *ties = _best_first(sought, some)
    score = score + whole + begun * 0.3 + inside * 0.05
    query = (
        _listed(wanted, whole)
        .where(_holds(some), begun >= math.ceil(most * ENOUGH))
        .order_by(score.desc(), *ties)
    )
    return _page(query, wanted, size, every=most)


def _how_many(parts: tuple[str, ...]) -> ColumnElement[int]:
    """How many parts of a search a name holds."""
    count: ColumnElement[int] = literal(0)
    for part in parts:
        count = count + cast(_holds(part), Integer)
    return count


def _listed(wanted: Wanted, *more: ColumnElement[Any]) -> Select[Any]:
    query: Select[Any] = select(*ITEM, func.count().over(), *more).where(~Procedure.is_hidden)
    if wanted.field:
        query = query.where(Procedure.field == wanted.field)
    if wanted.is_draft:
        query = query.where(Procedure.is_rich, _open_draft())
    if wanted.level:
        query = query.where(_at(wanted.level))
    if wanted.subjects:
        query = query.where(or_(*(Procedure.subjects.contains([subject]) for subject in wanted.subjects)))
    return query


def _open_draft() -> ColumnElement[bool]:
    version = ProcedureVersion
    return exists().where(
        version.procedure_id == Procedure.id, version.valid_to.is_(None), version.approved_at.is_(None)
    )


def _holds(query: str) -> ColumnElement[bool]:
    return Procedure.names.op("@@", is_comparison=True)(func.to_tsquery("simple", query))


def _at(level: str) -> ColumnElement[bool]:
    return Procedure.levels.contains([level])


def _best_first(sought: terms.Search, query: str) -> Sequence[ColumnElement[Any]]:
    """A score, then what decides on ties.

    It rises with words close together in a short name, a whole name or nickname, marks as typed, and for
    procedures that are common or near the citizen.
    """
    lines = literal("\n").concat(Procedure.folded).concat("\n")
    score: ColumnElement[Any] = func.ts_rank_cd(
        _WEIGHTS, Procedure.names, func.to_tsquery("simple", query), 1
    )
    score = score + case(
        (_line(lines, f"\n{sought.said}\n"), 2.5),
        (_line(lines, f"\n{sought.phrase}\n"), 2.0),
        (_line(lines, f"\n{sought.phrase}"), 0.8),
        (_line(lines, sought.phrase), 0.4),
        else_=0.0,
    )
    if sought.marks:
        typed = func.to_tsquery("simple", sought.marks)
        score = score + func.ts_rank(_MARK_WEIGHTS, Procedure.names, typed) * 0.6
    score = score + cast(Procedure.is_rich, Integer) * 0.25 + cast(_at("commune"), Integer) * 0.05
    score = score - cast(_at("district_legacy"), Integer) * 0.3
    one_stop = (func.coalesce(Procedure.desk, "") == "one_stop").desc()
    return [score, one_stop, func.length(Procedure.name), Procedure.sort_key.asc(), Procedure.code.asc()]


def _line(lines: ColumnElement[str], piece: str) -> ColumnElement[bool]:
    return lines.contains(piece, autoescape=True)


def _page(query: Select[Any], wanted: Wanted, size: int, every: int = 0) -> Found:
    page = wanted.page
    rows = db.session.execute(query.limit(size).offset((page - 1) * size)).all()
    if not rows and page > 1:  # beyond the end: an old link, or a list that grew shorter
        page, rows = 1, db.session.execute(query.limit(size)).all()
    if not rows:
        return Found()
    width = len(ITEM)
    is_near = bool(every) and rows[0][width + 1] < every
    return Found(tuple(Item(*row[:width]) for row in rows), rows[0][width], page, is_near)

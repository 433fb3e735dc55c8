"""Finding procedures: a typed code alone, else by their names; the best first."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, text
from sqlalchemy.exc import OperationalError

from portal.core.db import db
from portal.core.errors import Unavailable
from portal.core.finding.index import Hit
from portal.core.search import fold
from portal.places import spoken
from portal.procedures import codes, shelf
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.queries import ITEM, Item

PAGE = 20
SUGGESTIONS = 8
_CANCELED = "57014"
_IN_THREE_SECONDS = text("SELECT set_config('statement_timeout', '3000', true)")
MOST_IN_TEXTS = 20  # procedures whose texts, not names, hold the question
FAR = 0.8  # the best name holds less of the question than this
VERY_WORDS = 0.99  # of a text: all of the question, in its order
LOOKED_AT = 5  # answers that people look at: no other text stands among them while names are near
WHOLE = 0.85  # a smaller share of the question found makes an answer only a near one


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
    """One page of what was found; `is_near` when no name holds the whole question."""

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
    if not wanted.text.strip():
        by_name = _listed(wanted).order_by(Procedure.is_rich.desc(), Procedure.sort_key, Procedure.code)
        return _page(by_name, wanted.page, size)
    code = codes.read(wanted.text)
    if code:
        found = _page(_listed(wanted).where(Procedure.code == code.national), wanted.page, size)
        if found.items:
            return found
    started = codes.started(wanted.text)
    if started:
        beginning = _listed(wanted).where(Procedure.code.startswith(started, autoescape=True))
        return _page(beginning.order_by(Procedure.code), wanted.page, size)
    return _named(wanted, size)


def suggest(typed: str) -> tuple[Item, ...]:
    """A few procedures while somebody is typing."""
    return search(Wanted(typed, is_typing=True), SUGGESTIONS).items if len(typed.strip()) > 1 else ()


def _named(wanted: Wanted, size: int) -> Found:
    """By name, everyday name and what stands behind names, out of the index of this process."""
    kept = shelf.shelf()
    keys, is_near = ranked(kept, wanted.text, _filter(wanted, kept), is_typing=wanted.is_typing)
    if not keys:
        return Found()
    page = wanted.page if (wanted.page - 1) * size < len(keys) else 1  # an old link, a shorter list
    return Found(items(keys[(page - 1) * size : page * size]), len(keys), page, is_near=is_near)


def ranked(
    kept: shelf.Shelf, said: str, fits: Callable[[str], bool] | None = None, *, is_typing: bool = False
) -> tuple[list[str], bool]:
    """Codes of what a shelf holds on a question, the best first, and whether all of it is only near."""
    place = spoken.named_in(said)
    told = place.rest if place and place.rest else said  # procedures are the same everywhere
    asked = kept.index.reader.read(told, is_typing=is_typing)
    hits = kept.index.find(asked, fits)
    keys = [hit.key for hit in hits]
    if not is_typing and (not hits or hits[0].covered < WHOLE):
        is_far = not hits or hits[0].covered < FAR
        keys = _with_texts(keys, kept.bodies.find(asked, fits), is_far=is_far)
    best = kept.told.best.get(fold(said))
    if best in kept.traits and best is not None and (fits is None or fits(best)):
        keys = [best, *(key for key in keys if key != best)]
    is_near = keys[:1] != [best] and (not hits or hits[0].covered < WHOLE)
    return keys, is_near


def _with_texts(near: list[str], inside: Sequence[Hit], *, is_far: bool) -> list[str]:
    """Procedures whose papers, results or agencies hold the question, which no name holds whole.

    Where even the nearest name is far off, texts with the very words come first; others never among them.
    """
    said = [hit.key for hit in inside if is_far and hit.covered >= VERY_WORDS][:MOST_IN_TEXTS]
    more = [hit.key for hit in inside][:MOST_IN_TEXTS]
    return list(dict.fromkeys([*said, *near[:LOOKED_AT], *more, *near[LOOKED_AT:]]))


def items(keys: Sequence[str]) -> tuple[Item, ...]:
    """The procedures with these codes in this order, out of memory; what is no longer shown is left out."""
    known = shelf.shelf().items
    return tuple(known[code] for code in keys if code in known)


def _filter(wanted: Wanted, kept: shelf.Shelf) -> Callable[[str], bool] | None:
    if not (wanted.field or wanted.level or wanted.subjects or wanted.is_draft):
        return None
    drafts = _drafts() if wanted.is_draft else None

    def fits(code: str) -> bool:
        traits = kept.traits[code]
        return (
            (not wanted.field or traits.field == wanted.field)
            and (not wanted.level or wanted.level in traits.levels)
            and (not wanted.subjects or not traits.subjects.isdisjoint(wanted.subjects))
            and (drafts is None or code in drafts)
        )

    return fits


def _drafts() -> frozenset[str]:
    return frozenset(db.session.scalars(select(Procedure.code).where(Procedure.is_rich, _open_draft())))


def _listed(wanted: Wanted) -> Select[Any]:
    columns: tuple[Any, ...] = (*ITEM, func.count().over())
    query: Select[Any] = select(*columns).where(~Procedure.is_hidden)
    if wanted.field:
        query = query.where(Procedure.field == wanted.field)
    if wanted.is_draft:
        query = query.where(Procedure.is_rich, _open_draft())
    if wanted.level:
        query = query.where(Procedure.levels.contains([wanted.level]))
    if wanted.subjects:
        query = query.where(or_(*(Procedure.subjects.contains([subject]) for subject in wanted.subjects)))
    return query


def _open_draft() -> ColumnElement[bool]:
    version = ProcedureVersion
    return exists().where(
        version.procedure_id == Procedure.id, version.valid_to.is_(None), version.approved_at.is_(None)
    )


def _page(query: Select[Any], page: int, size: int) -> Found:
    """One page of a listing; Unavailable after three seconds, so that nobody holds up the others."""
    try:
        db.session.execute(_IN_THREE_SECONDS)
        return _read(query, page, size)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _CANCELED:
            raise Unavailable("search took too long", retry_after=5) from None
        raise


def _read(query: Select[Any], page: int, size: int) -> Found:
    rows = db.session.execute(query.limit(size).offset((page - 1) * size)).all()
    if not rows and page > 1:  # beyond the end: an old link, or a list that grew shorter
        page, rows = 1, db.session.execute(query.limit(size)).all()
    if not rows:
        return Found()
    width = len(ITEM)
    return Found(tuple(Item(*row[:width]) for row in rows), rows[0][width], page)

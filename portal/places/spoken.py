"""Communes and districts that a sentence names, by their names of today or of before July 2025.

Only this province's: a name that belonged to another one says nothing about where to go here.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core import current, settings, stamps
from portal.core.db import db
from portal.core.finding.keeping import Keeper
from portal.core.search import fold, fold_long, marks_of, tidy
from portal.places import queries
from portal.places.models import Unit, UnitSuccession

LONGEST, MOST_WORDS = 400, 6  # signs read of a sentence; words of one name
_TOKEN = re.compile(r"[^\W_]+")
_SHORT = {"tt": "thi tran", "tx": "thi xa", "tp": "thanh pho", "p": "phuong", "x": "xa", "h": "huyen"}
_BEFORE = frozenset({"o", "tai", "thuoc", "cua", "cho", "trong"})  # words that lead up to a place
_FORMER = "cu"
_KINDS = (
    "thi xa ",
    "thanh pho ",
    "huyen ",
    "quan ",
    "tinh ",
)  # of what lies around; they change with the years


@dataclass(frozen=True)
class Known:
    """A unit by one of its names, where it lay, and what it is called today."""

    name: str
    folded: str
    around: frozenset[str]  # folded names of its district and province, with and without their kind
    now: str
    is_old: bool


@dataclass(frozen=True)
class Spoken:
    """The place somebody named, the units it is today, and the sentence without it."""

    name: str
    rest: str
    now: tuple[str, ...]
    is_old: bool


@dataclass(frozen=True)
class _Word:
    folded: str
    marks: str | None
    start: int
    end: int


Names = dict[str, tuple[Known, ...]]
"""By folded name with its kind, and without."""


def named_in(sentence: str) -> Spoken | None:
    """The first place that a sentence names so that it can be nothing else.

    That is a name with its kind ("xã Vĩnh Công", "tt. Tân Trụ"), one with "cũ" behind it, or a name alone.
    """
    text = tidy(sentence[:LONGEST])
    words, names = list(_words(text)), _keeper.get()
    for at in range(len(words)):
        for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
            units = _meant(words, at, length, names)
            if units:
                return _spoken(text, words, (at, at + length), units)
    return None


def forget() -> None:
    """Look at the next question whether the table of units has changed."""
    _keeper.forget()


def _words(text: str) -> Iterator[_Word]:
    for token in _TOKEN.finditer(text):
        said = token.group()
        yield _Word(fold_long(said), None if said.isascii() else marks_of(said), *token.span())


def _meant(words: Sequence[_Word], at: int, length: int, names: Names) -> list[Known]:
    piece = words[at : at + length]
    first, rest = piece[0].folded, " ".join(word.folded for word in piece[1:])
    spelt = f"{_SHORT.get(first, first)} {rest}".strip() if rest else first
    is_former = _is_former(words, at + length)
    fitting = [unit for unit in names.get(spelt, ()) if _is_written_so(piece, unit.name)]
    is_whole = length == len(words) or (is_former and length == len(words) - 1)
    if not any(unit.folded == spelt for unit in fitting) and not (is_former or is_whole):
        return []  # "Tân Lập" alone in a sentence may be anything
    return [unit for unit in fitting if unit.is_old] if is_former else fitting


def _is_former(words: Sequence[_Word], at: int) -> bool:
    return at < len(words) and words[at].folded == _FORMER and words[at].marks in {None, marks_of("cũ")}


def _is_written_so(piece: Sequence[_Word], name: str) -> bool:
    """Words typed with marks must have the name's: "Mỹ Lộc" is not "Mỹ Lợi"."""
    marks = {marks_of(token) for token in tidy(name).lower().split()}
    return all(word.marks is None or word.marks in marks for word in piece)


def _spoken(text: str, words: Sequence[_Word], span: tuple[int, int], every: Sequence[Known]) -> Spoken:
    start, end = span
    end += _is_former(words, end)
    units = every
    for _ in range(2):  # its district, its province
        length, units = _around(words, end, units)
        end += length
        end += bool(length) and _is_former(words, end)
    if len(units) == len(every):  # nothing says which: the one of today, if there is one
        units = [unit for unit in units if not unit.is_old] or units
    while start and words[start - 1].folded in _BEFORE:
        start -= 1
    rest = f"{text[: words[start].start]} {text[words[end - 1].end :]}".strip(" ,.;-–")
    now = tuple(dict.fromkeys(unit.now for unit in units))
    return Spoken(units[0].name, tidy(rest), now, units[0].is_old)


def _around(words: Sequence[_Word], at: int, units: Sequence[Known]) -> tuple[int, Sequence[Known]]:
    """How many words behind a name tell where it lay, and the units that lay there."""
    for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
        told = [word.folded for word in words[at : at + length]]
        said = " ".join([_SHORT.get(told[0], told[0]), *told[1:]] if length > 1 else told)
        plain = next((said.removeprefix(kind) for kind in _KINDS if said.startswith(kind)), said)
        fitting = [unit for unit in units if said in unit.around or plain in unit.around]
        if fitting:
            return length, fitting
    return 0, units


def _stamp() -> tuple[str, uuid.UUID | None]:
    """Another value when units were imported, or another province was set."""
    return settings.get().province_name, stamps.read(current.NAME)


def _read(stamp: tuple[str, uuid.UUID | None]) -> Names:
    old, new = aliased(Unit), aliased(Unit)
    rows = db.session.execute(
        select(old.name, old.district_name, old.parent_name, new.name)
        .join(UnitSuccession, UnitSuccession.old_id == old.id)
        .join(new, UnitSuccession.new_id == new.id)
        .where(new.parent_name == stamp[0], old.valid_to.is_not(None))
        .order_by(old.id, new.name)
    )
    units = [_known(unit.name, (stamp[0],), unit.name, is_old=False) for unit in queries.communes()]
    units += [_known(name, (district, province), now, is_old=True) for name, district, province, now in rows]
    names: dict[str, list[Known]] = {}
    for unit in units:
        for key in dict.fromkeys((unit.folded, queries.bare(unit.name))):
            names.setdefault(key, []).append(unit)
    return {key: tuple(known) for key, known in names.items()}


def _known(name: str, around: Iterable[str | None], now: str, *, is_old: bool) -> Known:
    lay = frozenset(said for one in around if one for said in (fold(one), queries.bare(one)))
    return Known(name, fold(name), lay, now, is_old)


_keeper = Keeper(_stamp, _read)

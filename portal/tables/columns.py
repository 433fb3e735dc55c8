"""What a column of a sheet means, how a row is read by it, and the lexemes under which the row is found."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from portal.core.search import fold, marks_of, tidy
from portal.places.queries import bare

LONGEST_LABEL, LONGEST_VALUE = 60, 1000
MOST_WORDS = 80  # of one row
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!)")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_DECIMAL = re.compile(r"(-?\d+)(?:[.,](\d+))?", re.ASCII)
_MONEY = re.compile(r"\s|đồng|đ|vnđ|vnd", re.IGNORECASE)
NOTHING = {"", "-", "–", "—"}


class Role(StrEnum):
    """What a column is used for; every one but EXACT may be seen by whoever finds the row."""

    SHOWN = "shown"
    AMOUNT = "amount"  # shown with its thousands apart
    TEXT = "text"  # found by its words
    PLACE = "place"  # a commune, chosen from a list
    DAY = "day"
    NUMBER = "number"  # found by the whole number alone: a map sheet, a parcel
    EXACT = "exact"  # the only way to a row, whole and right: an exam number


SOUGHT = frozenset({Role.TEXT, Role.PLACE, Role.DAY, Role.NUMBER, Role.EXACT})


@dataclass(frozen=True)
class Column:
    """One taken column; `at` counts the file's columns from 0, `digits` is how many a key must have."""

    label: str
    role: Role
    at: int
    digits: int | None = None


class Fault(Exception):
    """Why a row is not taken: a word of `messages.FAULTS`, the column and what stood there."""

    def __init__(self, word: str, label: str = "", value: str = "") -> None:
        super().__init__(word)
        self.word, self.label, self.value = word, label, value[:60]


@dataclass(frozen=True)
class Line:
    """One row as it is kept."""

    cells: list[str]
    lexemes: list[str]  # without the edition's prefix
    day: dt.date | None
    places: tuple[str, ...]
    keys: tuple[str, ...]


def packed(columns: Iterable[Column]) -> list[dict[str, Any]]:
    """As they lie in the database."""
    return [asdict(column) for column in columns]


def unpacked(told: Iterable[dict[str, Any]]) -> list[Column]:
    """What `packed` made."""
    return [Column(one["label"], Role(one["role"]), one["at"], one["digits"]) for one in told]


def read(columns: Sequence[Column], cells: Sequence[str], width: int) -> Line:
    """One row of a file whose header has `width` cells; raises Fault."""
    if len(cells) > width:
        raise Fault("extra", "", cells[width])
    given = [tidy(cells[column.at]) if column.at < len(cells) else "" for column in columns]
    for column, value in zip(columns, given, strict=True):
        if _ERROR.fullmatch(value):
            raise Fault("error", column.label, value)
        if len(value) > LONGEST_VALUE:
            raise Fault("long", column.label, value)
    pairs = list(zip(columns, given, strict=True))
    keys = tuple(key(column, value) for column, value in pairs if column.role is Role.EXACT)
    day = next((_day(column, value) for column, value in pairs if column.role is Role.DAY), None)
    places = tuple(value for column, value in pairs if column.role is Role.PLACE and value not in NOTHING)
    lexemes = [f"!{one}" for one in keys] if keys else _lexemes(pairs)
    if not lexemes:
        raise Fault("nothing")
    return Line([_shown(column, value) for column, value in pairs], lexemes, day, places, keys)


def key(column: Column, value: str) -> str:
    """An exact key as it is compared: no spaces or marks, its leading zeros back; raises Fault."""
    plain = fold(value).replace(" ", "")
    if not plain:
        raise Fault("no_key", column.label)
    if column.digits is not None:
        plain = plain.zfill(column.digits) if plain.isdigit() else plain
        if not (plain.isdigit() and len(plain) == column.digits):
            raise Fault("digits", column.label, value)
    return plain


def number(value: str) -> str:
    """A map sheet's or parcel's number as it is compared: `007` is `7`, `12 a` is `12a`."""
    plain = fold(value).replace(" ", "")
    return plain.lstrip("0") or plain[:1]


def place_keys(name: str) -> list[str]:
    """A commune's name as it is compared, with its kind and without."""
    return list(dict.fromkeys((fold(name), bare(name))))


def text_words(text: str) -> list[tuple[str, str]]:
    """The words of a text, folded and with their marks."""
    plain = "".join(sign if sign.isalnum() else " " for sign in tidy(text))
    return [(fold(word), marks_of(word)) for word in plain.split() if fold(word)]


def read_day(value: str) -> dt.date | None:
    """A day as people and spreadsheets write it: 01/07/2026, 1-7-26, 2026-07-01."""
    iso, told = _ISO.fullmatch(value), _DAY.fullmatch(value)
    try:
        if iso:
            found = dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif told:
            year = int(told[3]) + (2000 if len(told[3]) == 2 else 0)
            found = dt.date(year, int(told[2]), int(told[1]))
        else:
            return None
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def _day(column: Column, value: str) -> dt.date | None:
    if value in NOTHING:
        return None
    found = read_day(value)
    if found is None:
        raise Fault("day", column.label, value)
    return found


def _lexemes(pairs: Sequence[tuple[Column, str]]) -> list[str]:
    """`.duong` a word, `=đương2` the word with its marks, `@` a commune, `~` a day, `#0:` a number."""
    made: dict[str, None] = {}
    for place, (column, value) in enumerate(pairs):
        if value in NOTHING or column.role not in SOUGHT:
            continue
        if column.role is Role.DAY:
            day = _day(column, value)
            made[f"~{day}"] = None
        elif column.role is Role.NUMBER:
            if not any(sign.isdigit() for sign in value):
                raise Fault("number", column.label, value)
            made[f"#{place}:{number(value)}"] = None
        else:
            if column.role is Role.PLACE:
                made |= dict.fromkeys(f"@{name}" for name in place_keys(value))
            for plain, marked in text_words(value)[:MOST_WORDS]:
                made |= {f".{plain}"[:80]: None, f"={marked}"[:80]: None}
    return list(made)


def _shown(column: Column, value: str) -> str:
    if value in NOTHING:
        return ""
    if column.role is Role.DAY:
        return f"{_day(column, value):%d/%m/%Y}"
    if column.role is Role.AMOUNT:
        return _amount(column, value)
    if column.role is Role.EXACT and column.digits is not None:
        return key(column, value)
    return value


def _amount(column: Column, value: str) -> str:
    plain = _MONEY.sub("", value)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", "")
    told = _DECIMAL.fullmatch(plain)
    if told is None:
        raise Fault("amount", column.label, value)
    return f"{int(told[1]):,}".replace(",", ".") + (f",{told[2]}" if told[2] else "")

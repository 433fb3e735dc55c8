"""The kinds of tables that stand ready: words, columns with the names files give them, a sample."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.core.search import fold, tidy
from portal.tables.columns import LONGEST_LABEL, Column, Role

HERE = Path(__file__).parent
OTHER = "other"
LOOKS = 15  # first rows among which the header is sought


@dataclass(frozen=True)
class Known:
    """A column that a kind expects."""

    label: str
    role: Role
    names: frozenset[str]
    digits: int | None


@dataclass(frozen=True)
class Kind:
    """A ready template."""

    name: str
    title: str
    slug: str
    keyword: str
    intro: str
    columns: tuple[Known, ...]

    def column(self, header: str) -> Known | None:
        """What a column of this header most likely is."""
        folded = fold(header)
        return next((one for one in self.columns if folded in one.names or folded == fold(one.label)), None)


@cache
def kinds() -> dict[str, Kind]:
    """All of them, in the order they are offered; the last one knows nothing and asks."""
    told = json.loads((HERE / "kinds.json").read_text(encoding="utf-8"))
    found = {name: _kind(name, one) for name, one in told.items()}
    found[OTHER] = Kind(OTHER, "", "", "", "", ())
    return found


def _kind(name: str, told: dict[str, Any]) -> Kind:
    columns = tuple(
        Known(one["label"], Role(one["role"]), frozenset(one["names"]), one.get("digits"))
        for one in told["columns"]
    )
    return Kind(name, told["title"], told["slug"], told["keyword"], told["intro"], columns)


def sample(name: str) -> bytes:
    """A small file of this kind, as an office might send it; marked, so that Excel reads its letters."""
    return b"\xef\xbb\xbf" + (HERE / "samples" / f"{name}.csv").read_bytes()


def has_sample(name: str) -> bool:
    """Is there a sample file of this kind?"""
    return name in kinds() and name != OTHER


def header_of(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row that names the columns: the first that is nearly as wide as the widest."""
    widest = max((sum(map(bool, cells)) for cells in rows[:LOOKS]), default=0)
    for place, cells in enumerate(rows[:LOOKS]):
        if sum(map(bool, cells)) * 10 >= widest * 6:
            return place
    return 0


def guessed(kind: Kind, header: Sequence[str], before: Sequence[Column] = ()) -> list[Column | None]:
    """What each column of a file is: as in the edition before, else as the kind knows it, else unknown."""
    last = {fold(column.label): column for column in before}
    found: list[Column | None] = []
    for at, name in enumerate(header):
        known, same = kind.column(name), last.get(fold(name))
        same = same or (last.get(fold(known.label)) if known else None)
        if same:
            found.append(Column(same.label, same.role, at, same.digits))
        elif known:
            found.append(Column(known.label, known.role, at, known.digits))
        elif kind.name == OTHER and name:
            found.append(Column(tidy(name)[:LONGEST_LABEL], Role.SHOWN, at))
        else:
            found.append(None)
    return found

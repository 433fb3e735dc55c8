"""The rows of a table of results: how many spoke, how many were asked, how many cases there were."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.ratings.messages import CONTENT
from portal.ratings.models import About

LEAST = 5  # fewer are never told in public
LOW_SHARE = 15  # per cent of those asked: below it a score says little


class By(StrEnum):
    """What the rows of a table are."""

    OFFICE = "office"
    PROCEDURE = "procedure"
    MONTH = "month"


@dataclass(frozen=True)
class Scope:
    """Which ratings: of a time, of some offices (None is all), perhaps of one office or procedure."""

    first: dt.date
    before: dt.date
    about: About = About.DOSSIER
    offices: Collection[uuid.UUID] | None = None
    office_id: uuid.UUID | None = None
    procedure_code: str | None = None


@dataclass
class Line:
    """One row: how many gave each score, how many dossiers ended and whose people were asked."""

    key: str
    name: str = ""
    scores: dict[int, int] = field(default_factory=dict)
    asked: int | None = None  # none: nobody knows how many there were
    cases: int | None = None

    @property
    def n(self) -> int:
        """How many spoke."""
        return sum(self.scores.values())

    @property
    def content(self) -> int | None:
        """Per cent of those who spoke that are satisfied or very satisfied."""
        happy = sum(count for score, count in self.scores.items() if score >= CONTENT)
        return round(100 * happy / self.n) if self.n else None

    @property
    def mean(self) -> float | None:
        """The mean score, to one decimal."""
        return round(sum(s * count for s, count in self.scores.items()) / self.n, 1) if self.n else None

    @property
    def spoke(self) -> int | None:
        """Per cent of the asked that spoke; others may speak, too, so it may pass 100 and is cut there."""
        return min(100, round(100 * self.n / self.asked)) if self.asked else None

    @property
    def is_thin(self) -> bool:
        """Too few of those asked spoke for the score to stand for all."""
        return self.spoke is not None and self.spoke < LOW_SHARE

    @property
    def never_asked(self) -> int | None:
        """Dossiers that ended without anybody being asked."""
        return max(0, self.cases - (self.asked or 0)) if self.cases is not None else None


def total(found: Sequence[Line]) -> Line:
    """All rows together."""
    whole = Line("")
    for line in found:
        for score, count in line.scores.items():
            whole.scores[score] = whole.scores.get(score, 0) + count
        if line.cases is not None:
            whole.cases, whole.asked = (whole.cases or 0) + line.cases, (whole.asked or 0) + (line.asked or 0)
    return whole


def public(found: Sequence[Line]) -> tuple[list[Line], Line | None]:
    """What may be told to everybody: rows of five or more, the whole where it hides nobody less."""
    told = [line for line in found if line.n >= LEAST]
    whole, hidden = total(found), sum(line.n for line in found if line.n < LEAST)
    may_tell = whole.n >= LEAST and (hidden == 0 or hidden >= LEAST)
    return told, whole if may_tell else None

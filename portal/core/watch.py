"""Figures that features let operators watch (R31); /metrics shows them without knowing any feature."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Figure:
    """One gauge of Prometheus: name without the product's prefix, one line of help, the value now."""

    name: str
    help: str
    value: float


_readers: list[Callable[[], Iterable[Figure]]] = []


def add(reader: Callable[[], Iterable[Figure]]) -> None:
    """Ask this reader whenever figures are read; once, whatever how often it is added."""
    if reader not in _readers:
        _readers.append(reader)


def figures() -> list[Figure]:
    """Every figure now; what the database raises goes to the caller."""
    return [figure for reader in _readers for figure in reader()]


class Level(StrEnum):
    """How a line stands: nothing to do, keep an eye on it, or somebody has to act."""

    GOOD = "good"
    MIND = "mind"
    ACT = "act"


@dataclass(frozen=True)
class Line:
    """One thing to watch, as the operator's page tells it; words are plain Vietnamese (style.md 3)."""

    key: str  # part of the gauge's name
    title: str
    level: Level
    said: str  # how it stands, in one sentence
    since: dt.datetime | None = None
    todo: str = ""  # what to do when it is not good; the runbook in one sentence
    value: float = 0.0  # what is compared with the threshold


_lines: list[Callable[[], Line]] = []


def add_line(reader: Callable[[], Line]) -> None:
    """Ask this reader whenever the page or the metrics are read; once, whatever how often it is added."""
    if reader not in _lines:
        _lines.append(reader)
        add(lambda: _figures_of(reader()))


def lines() -> list[Line]:
    """Every line now, the worst first."""
    order = list(Level)[::-1]
    return sorted((reader() for reader in _lines), key=lambda line: order.index(line.level))


def _figures_of(line: Line) -> Iterable[Figure]:
    stands = list(Level).index(line.level)
    yield Figure(f"watch_{line.key}", f"{line.key}: what is compared with its threshold.", line.value)
    yield Figure(f"watch_{line.key}_level", f"{line.key}: 0 good, 1 keep an eye on it, 2 act.", stands)

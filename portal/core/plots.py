"""Plots as SVG made on the server: where each bar stands. The words beside them are the page's own tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, SIDE = 320, 160, 20, 44  # of the drawing, in its own units
MOST_NAMES = 6  # names under the bars that a phone can still read


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how high it is, and its name where there is room for one."""

    x: float
    y: float
    width: float
    height: float
    name: str
    told: str  # name and value, read out when it is pointed at


@dataclass(frozen=True)
class Mark:
    """A line across the drawing with the value it stands for."""

    y: float
    told: str


@dataclass(frozen=True)
class Plot:
    """A drawing of WIDTH by HEIGHT."""

    bars: Sequence[Bar]
    marks: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    side: int = SIDE


def number(value: float) -> str:
    """As Vietnamese writes it: 1.642.900 and 4,5."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def ceiling(most: float) -> float:
    """The round value that the drawing ends at: 1, 2 or 5 with zeros, and never less than `most`."""
    if most <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(most))
    return next(step * size for step in (1, 2, 5, 10) if step * size >= most)


def bars(points: Sequence[tuple[str, float | None]]) -> Plot | None:
    """Upright bars for these names and values (None: a gap); None where none stands above zero."""
    values = [max(0.0, value or 0.0) for _, value in points]
    if not any(values):
        return None
    top, base = ceiling(max(values)), HEIGHT - FOOT
    step = (WIDTH - SIDE) / len(points)
    every = math.ceil(len(points) / MOST_NAMES)
    made = []
    for at, ((name, value), drawn) in enumerate(zip(points, values, strict=True)):
        high = round((base - 8) * drawn / top, 1)
        told = f"{name}: {number(value) if value is not None else '?'}"
        shown = name if at % every == 0 else ""
        made.append(
            Bar(round(SIDE + at * step + step * 0.1, 1), base - high, round(step * 0.8, 1), high, shown, told)
        )
    marks = [Mark(round(base - (base - 8) * share, 1), short(top * share)) for share in (0, 0.5, 1)]
    return Plot(made, marks)


def short(value: float) -> str:
    """A value beside the drawing: 500, 20 N (nghìn), 1,5 Tr (triệu)."""
    for size, word in ((1e9, " tỷ"), (1e6, " tr"), (1e4, " ng")):
        if value >= size:
            return number(round(value / (1000 if size == 1e4 else size), 1)) + word
    return number(round(value, 1))

"""A program of its own: words on stdin become the picture that a shared link shows, 1200 by 630, on stdout.

The words are JSON: `over` (shelf and day), `title`, `under` (who says it), `is_alert`. It is drawn in the
portal's colours and typeface and weighs less than 60 KB; the same words make the same bytes.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from portal.core import darkroom

SIDES = (1200, 630)
MOST_BYTES = 60_000
LEFT, RIGHT, TOP, BOTTOM = 84, 84, 150, 500
SIZES = (76, 66, 58, 50, 44)  # of the title: as large as its words allow
LEADING = 1.28
PAPER, INK, SOFT, TEAL, LOTUS, LINE = "#fbf6ee", "#2a201a", "#65564a", "#0b5558", "#9f1f45", "#e3d6c4"
COLOURS = 48
FONTS = Path(__file__).resolve().parents[2] / "fonts"
CPU_SECONDS = 10
Point = tuple[float, float]

# The lotus of static/icons.svg in its box of 24: each stroke begins somewhere, curves follow.
_LOTUS: tuple[tuple[Point, ...], ...] = (
    (
        *((12, 3.2), (14.6, 6.2), (15.7, 9.1), (15.7, 11.9), (15.7, 14.6), (14.5, 16.9), (12, 18.8)),
        *((9.5, 16.9), (8.3, 14.6), (8.3, 11.9), (8.3, 9.1), (9.4, 6.2), (12, 3.2)),
    ),
    (
        *((8.4, 10.3), (6.7, 9), (4.9, 8.3), (3, 8.2), (2.9, 13.8), (6.1, 17.8), (12, 18.8)),
        *((17.9, 17.8), (21.1, 13.8), (21, 8.2), (19.1, 8.3), (17.3, 9), (15.6, 10.3)),
    ),
    ((5.5, 21.2), (7.6, 20.6), (9.8, 20.3), (12, 20.3), (14.2, 20.3), (16.4, 20.6), (18.5, 21.2)),
)


def drawn(told: dict[str, str | bool]) -> bytes:
    """The picture's bytes, PNG."""
    picture = Image.new("RGB", SIDES, PAPER)
    pen = ImageDraw.Draw(picture)
    accent = LOTUS if told.get("is_alert") else TEAL
    pen.rectangle((0, 0, SIDES[0], 14), fill=LOTUS)
    pen.text((LEFT, 84), _fit(str(told["over"]), _font("600", 34), 1), font=_font("600", 34), fill=accent)
    _title(pen, str(told["title"]))
    pen.line((LEFT, 528, SIDES[0] - RIGHT, 528), fill=LINE, width=2)
    _lotus(pen, (LEFT, 546), 60)
    under = _font("600", 32)
    pen.text((LEFT + 78, 558), _fit(str(told["under"]), under, 1, 78), font=under, fill=SOFT)
    target = BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"be-vietnam-pro-{weight}.ttf"), size)


def _title(pen: ImageDraw.ImageDraw, text: str) -> None:
    """In the largest size in which all of it fits; what is longer than the smallest allows ends in dots."""
    for size in SIZES:
        font, step = _font("600", size), int(size * LEADING)
        most = (BOTTOM - TOP) // step
        lines = list(_lines(text, font))
        if len(lines) <= most or size == SIZES[-1]:
            break
    shown = _fit(text, font, most).split("\n")
    top = TOP + max(0, (BOTTOM - TOP - len(shown) * step) // 2)
    for number, line in enumerate(shown):
        pen.text((LEFT, top + number * step), line, font=font, fill=INK)


def _fit(text: str, font: ImageFont.FreeTypeFont, most: int, less: int = 0) -> str:
    """The words on so many lines at most."""
    lines = list(_lines(text, font, less))
    if len(lines) <= most:
        return "\n".join(lines)
    last = lines[most - 1]
    while last and font.getlength(f"{last} …") > _room(less):
        last = last.rpartition(" ")[0] or last[:-1]
    return "\n".join([*lines[: most - 1], f"{last} …"])


def _room(less: int) -> int:
    return SIDES[0] - LEFT - RIGHT - less


def _lines(text: str, font: ImageFont.FreeTypeFont, less: int = 0) -> Iterator[str]:
    """The words broken into lines; a word wider than a line is broken as well."""
    line = ""
    for word in text.split():
        if font.getlength(f"{line} {word}".strip()) <= _room(less):
            line = f"{line} {word}".strip()
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > _room(less):
            cut = next(n for n in range(len(line) - 1, 0, -1) if font.getlength(line[:n]) <= _room(less))
            yield line[:cut]
            line = line[cut:]
    yield line


def _lotus(pen: ImageDraw.ImageDraw, at: Point, side: int) -> None:
    scale = side / 24
    for stroke in _LOTUS:
        curve = [(at[0] + x * scale, at[1] + y * scale) for x, y in _curved(stroke)]
        pen.line(curve, fill=LOTUS, width=5, joint="curve")


def _curved(stroke: tuple[Point, ...]) -> Iterator[Point]:
    for start in range(0, len(stroke) - 1, 3):
        a, b, c, d = stroke[start : start + 4]
        for step in range(13):
            t = step / 12
            parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield (
                sum(part * point[0] for part, point in zip(parts, (a, b, c, d), strict=True)),
                sum(part * point[1] for part, point in zip(parts, (a, b, c, d), strict=True)),
            )


if __name__ == "__main__":
    darkroom.confine(CPU_SECONDS)
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))

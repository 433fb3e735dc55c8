"""A program of its own: one picture of ours on stdin becomes a print in every size on stdout (R23).

What it reads was developed by `darkroom`; it is confined all the same. First a line of JSON that names the
prints, then their bytes, one behind the other. It knows nothing of the portal.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from PIL import Image, JpegImagePlugin, WebPImagePlugin

from portal.core import darkroom, picture_facts
from portal.core.picture_facts import CARD, PHONE_WIDTH, SQUARE, Print, widths

PHONE_BYTES, DESK_BYTES = 60_000, 240_000
QUALITIES = (80, 70, 60, 50, 40, 30)
TOO_HEAVY = (1, 1.2, 1.5, 2, 3)  # times too heavy: a step coarser for each
CPU_SECONDS = 30
READERS = {"JPEG": JpegImagePlugin, "WEBP": WebPImagePlugin}  # none is looked up later


def size_of(master: bytes) -> tuple[int, int]:
    """Width and height of a picture of ours, out of its head; nothing is decoded."""
    with Image.open(BytesIO(master), formats=("JPEG",)) as opened:
        return opened.size


def made(master: BinaryIO, focus: tuple[int, int], *, only_crops: bool = False) -> Iterator[Print]:
    """Every print; `focus` is what crops must show, in percent from the left and upper edge."""
    with Image.open(master, formats=("JPEG",)) as opened:
        picture = opened.convert("RGB")
    if not only_crops:
        yield from _sizes(picture)
    square = cropped(picture, SQUARE, focus)
    yield _light("vuong.webp", square, PHONE_BYTES)
    yield _light("vuong.jpg", square, PHONE_BYTES)
    yield _light("the.jpg", cropped(picture, CARD, focus), DESK_BYTES)


def _sizes(picture: Image.Image) -> Iterator[Print]:
    for width in widths(picture.width):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS)
        most = PHONE_BYTES if width <= PHONE_WIDTH else DESK_BYTES
        for ending in ("webp", "jpg"):
            yield _light(f"{width}.{ending}", sized, most)


def cropped(picture: Image.Image, sides: tuple[int, int], focus: tuple[int, int]) -> Image.Image:
    """The largest piece of these proportions with the focus as near its middle as the edges allow."""
    scale = min(picture.width / sides[0], picture.height / sides[1])
    width, height = max(1, int(sides[0] * scale)), max(1, int(sides[1] * scale))
    left = _start(picture.width, width, focus[0])
    upper = _start(picture.height, height, focus[1])
    piece = picture.crop((left, upper, left + width, upper + height))
    return piece.resize(sides, Image.Resampling.LANCZOS) if scale > 1 else piece


def _start(whole: int, part: int, percent: int) -> int:
    return max(0, min(whole - part, round(whole * percent / 100 - part / 2)))


def _light(name: str, picture: Image.Image, most: int) -> Print:
    """As good as the weight allows: first coarser, then smaller."""
    at, raw = 0, _encoded(name, picture, QUALITIES[0])
    while len(raw) > most:
        if at == len(QUALITIES) - 1:
            share = min(0.9, (most / len(raw)) ** 0.5)
            sides = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
            picture = picture.resize(sides)
        # What is far too heavy is not tried at every step: each try of a large one takes a third of a second.
        at = min(at + sum(len(raw) > most * times for times in TOO_HEAVY), len(QUALITIES) - 1)
        raw = _encoded(name, picture, QUALITIES[at])
    return Print(name, picture.width, picture.height, raw)


def _encoded(name: str, picture: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    if name.endswith(".webp"):
        picture.save(target, "WEBP", quality=quality)
    else:
        picture.save(target, "JPEG", quality=quality, progressive=True)
    return target.getvalue()


def main(told: Sequence[str]) -> int:
    """Read stdin, write stdout; how it went, as darkroom says it."""
    darkroom.confine(CPU_SECONDS)
    Image.MAX_IMAGE_PIXELS = None  # ours, and counted when it was developed
    try:
        focus = (int(told[0]), int(told[1]))
        prints = list(made(sys.stdin.buffer, focus, only_crops=told[2:] == ["crops"]))
    except MemoryError:
        return picture_facts.TOO_MANY_PIXELS
    except Exception:  # Pillow's readers raise of every kind; all of them mean the same here
        return picture_facts.BROKEN
    head = [[one.name, one.width, one.height, len(one.raw)] for one in prints]
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(one.raw for one in prints))
    return picture_facts.DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A program of its own: foreign pictures on stdin, what their QR codes say on stdout (reliability.md R23).

Started once and used for many pictures: each is four bytes of length and the bytes themselves; each answer is
four bytes of length and JSON. Whatever a hostile file does, it does here: little memory, no secrets in the
environment, no files. It knows nothing of the portal, keeps nothing, and judges nothing of what it reads.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps

from portal.core import darkroom, picture_facts
from portal.core.picture_facts import HEAD

LONGEST_SIDE = 1600
LIFE_CPU_SECONDS = 120  # whoever started us starts another one long before
MOST_CPU, MOST_WALL = 0.35, 0.45  # seconds for all tries of one picture, decoding of the file included
MOST_TEXTS, MOST_SIGNS = 5, 2000
CELL, SPOTS, AROUND = 16, 2, 320  # dots: a cell of the search, and the side of a crop; crops looked into
LOCAL, GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
BARS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])  # printed beside the QR by some systems


def look(raw: bytes) -> dict[str, object]:
    """What one picture holds: `how` it went (a number of darkroom's), `texts`, and how many tries it took."""
    until = (time.process_time() + MOST_CPU, time.monotonic() + MOST_WALL)
    how, seen = _open(raw)
    if seen is None:
        return {"how": how, "texts": [], "tries": 0}
    tries = 0
    for attempt in _attempts(seen):
        tries += 1
        if texts := attempt():
            return {"how": how, "texts": texts, "tries": tries}
        if time.process_time() > until[0] or time.monotonic() > until[1]:
            break
    return {"how": how, "texts": [], "tries": tries}


def _open(raw: bytes) -> tuple[int, Image.Image | None]:
    """Grey, not longer than needed; size is judged before anything is decoded."""
    told = darkroom.kind_and_size(raw[:32])
    if told is None:
        return picture_facts.NOT_A_PICTURE, None
    kind, width, height = told
    if width * height > darkroom.MOST_PIXELS[kind]:
        return picture_facts.TOO_MANY_PIXELS, None
    Image.MAX_IMAGE_PIXELS = None  # counted here, by kind
    try:
        with Image.open(BytesIO(raw), formats=(kind,)) as picture:
            if picture.width * picture.height > darkroom.MOST_PIXELS[kind]:
                return picture_facts.TOO_MANY_PIXELS, None
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            if picture.width * picture.height > darkroom.MOST_PIXELS["PNG"]:
                return picture_facts.TOO_MANY_PIXELS, None
            grey = _on_white(picture)
            grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return picture_facts.DONE, grey
    except MemoryError:
        return picture_facts.TOO_MANY_PIXELS, None
    except Exception:  # Pillow's readers raise of every kind; all of them mean the same here
        return picture_facts.BROKEN, None


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("LA")
        sheet = Image.new("L", seen.size, 255)
        sheet.paste(seen.getchannel("L"), mask=seen.getchannel("A"))
        return sheet
    return picture.convert("L")


def _attempts(seen: Image.Image) -> Iterator[Callable[[], list[str]]]:
    """Ways of looking, those that found most first; the places worth a close look are sought once."""
    yield lambda: _read(seen)
    crops = [ImageOps.autocontrast(crop) for crop in _crops(seen)]
    for way in (_sharper, _calmer, _larger, _flatter):
        for crop in crops:
            yield lambda way=way, crop=crop: way(crop)  # type: ignore[misc]
    yield lambda: _read(ImageOps.invert(seen))
    yield lambda: _read(seen, formats=BARS, try_rotate=True)


def _read(
    seen: Image.Image,
    formats: zxingcpp.BarcodeFormats = QR,
    binarizer: zxingcpp.Binarizer = LOCAL,
    *,
    try_rotate: bool = False,  # a QR is found any way round without it
) -> list[str]:
    found = zxingcpp.read_barcodes(
        seen, formats=formats, binarizer=binarizer, try_rotate=try_rotate, try_invert=False
    )
    return [one.text[:MOST_SIGNS] for one in found[:MOST_TEXTS] if one.valid and one.text]


def _crops(seen: Image.Image) -> Iterator[Image.Image]:
    """The pieces with most edges: a QR has more of them than any writing."""
    edges = ImageChops.difference(seen, seen.filter(ImageFilter.BoxBlur(6)))
    dense = edges.reduce(CELL).filter(ImageFilter.BoxBlur(3))
    for _ in range(SPOTS):
        cells = dense.tobytes()
        at = cells.index(max(cells))
        column, row = at % dense.width, at // dense.width
        x, y = (column * CELL + CELL // 2 - AROUND // 2, row * CELL + CELL // 2 - AROUND // 2)
        yield seen.crop((max(0, x), max(0, y), min(seen.width, x + AROUND), min(seen.height, y + AROUND)))
        dense.paste(0, (column - 10, row - 10, column + 11, row + 11))


def _enlarged(crop: Image.Image, times: int) -> Image.Image:
    return crop.resize((crop.width * times, crop.height * times), Image.Resampling.BICUBIC)


def _sharper(crop: Image.Image) -> list[str]:
    """Out of focus, far away, shaken."""
    return _read(_enlarged(crop, 2).filter(ImageFilter.UnsharpMask(4, 400, 0)))


def _calmer(crop: Image.Image) -> list[str]:
    """Grain of a dark room: smoothed first."""
    smooth = ImageOps.autocontrast(crop.filter(ImageFilter.GaussianBlur(1)))
    return _read(_enlarged(smooth, 2).filter(ImageFilter.UnsharpMask(5, 300, 0)))


def _larger(crop: Image.Image) -> list[str]:
    """Very small, or seen from the side."""
    return _read(_enlarged(crop, 4))


def _flatter(crop: Image.Image) -> list[str]:
    """One threshold for the whole piece."""
    return _read(_enlarged(crop, 2).filter(ImageFilter.UnsharpMask(4, 400, 0)), binarizer=GLOBAL)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer picture after picture until there are no more."""
    while len(head := source.read(HEAD.size)) == HEAD.size:
        (size,) = HEAD.unpack(head)
        if size > picture_facts.LARGEST_CODE:
            return
        raw = source.read(size)
        if len(raw) < size:
            return
        said = json.dumps(look(raw)).encode()
        target.write(HEAD.pack(len(said)) + said)
        target.flush()


if __name__ == "__main__":
    darkroom.confine(LIFE_CPU_SECONDS)
    serve(sys.stdin.buffer, sys.stdout.buffer)

"""What a phone makes of a sheet: place in the frame, light, shake, grain, compression; each from the seed."""

import io
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from tests.photos.receipt import HEIGHT, WIDTH, Sheet

Point = tuple[float, float]
Harm = Callable[[Image.Image, random.Random], Image.Image]


@dataclass
class Shot:
    """How a sheet is held: size of the frame, share of its width, turn, tilt; what happens to it then."""

    frame: tuple[int, int] = (1200, 1600)
    share: float = 0.9
    turn: float = 0.0  # degrees
    tilt: float = 0.02  # share by which corners move
    quality: int = 85
    harms: Sequence[Harm] = field(default_factory=tuple)


def photograph(sheet: Sheet, shot: Shot, luck: random.Random) -> bytes:
    """The JPEG of one photo."""
    width, height = shot.frame
    table = Image.new("L", shot.frame, luck.randint(60, 140))
    laid = _corners(shot, luck)
    placed = sheet.image.transform(
        shot.frame, Image.Transform.PERSPECTIVE, _back(laid), Image.Resampling.BICUBIC
    )
    mask = Image.new("L", shot.frame)
    ImageDraw.Draw(mask).polygon(laid, fill=255)
    seen = Image.composite(placed, table, mask)
    seen = ImageChops.multiply(seen, _daylight((width, height), luck))
    for harm in shot.harms:
        seen = harm(seen, luck)
    seen = seen.filter(ImageFilter.GaussianBlur(luck.uniform(0.3, 0.7)))
    file = io.BytesIO()
    _tinted(seen, luck).save(file, "JPEG", quality=shot.quality)
    return file.getvalue()


def _corners(shot: Shot, luck: random.Random) -> list[Point]:
    """Where the sheet's corners come to lie; a part below may hang out of the frame, the QR never."""
    width, height = shot.frame
    wide = width * shot.share
    tall = wide * HEIGHT / WIDTH
    middle = (width / 2, height * 0.05 + tall / 2 if shot.turn == 0 else height / 2)
    around = math.radians(shot.turn)
    found = []
    for x, y in ((-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)):
        x, y = x / 2 + luck.uniform(-1, 1) * shot.tilt * wide, y / 2 + luck.uniform(-1, 1) * shot.tilt * tall
        turned = (x * math.cos(around) - y * math.sin(around), x * math.sin(around) + y * math.cos(around))
        found.append((middle[0] + turned[0], middle[1] + turned[1]))
    return found


def _back(laid: Sequence[Point]) -> list[float]:
    """The eight numbers by which Pillow finds the sheet's dot behind each dot of the frame."""
    sheet = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT))
    rows = []
    for (x, y), (u, v) in zip(laid, sheet, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss's way through eight equations."""
    for n in range(8):
        best = max(range(n, 8), key=lambda m: abs(rows[m][n]))
        rows[n], rows[best] = rows[best], rows[n]
        rows[n] = [value / rows[n][n] for value in rows[n]]
        for m in range(8):
            if m != n and rows[m][n]:
                share = rows[m][n]
                rows[m] = [a - share * b for a, b in zip(rows[m], rows[n], strict=True)]
    return [row[8] for row in rows]


def _daylight(size: tuple[int, int], luck: random.Random) -> Image.Image:
    """Light that falls off to one side."""
    fall = (
        Image.linear_gradient("L")
        .rotate(luck.choice((0, 90, 180, 270)))
        .resize(size, Image.Resampling.BICUBIC)
    )
    low = luck.uniform(0.65, 0.9)
    return fall.point(lambda value: round(255 * (low + (1 - low) * value / 255))).resize(size)


def _tinted(seen: Image.Image, luck: random.Random) -> Image.Image:
    """Colours of a lamp: a phone's JPEG is never grey."""
    warm = luck.uniform(0.86, 1.0)
    shares = ((1 + warm) / 2, warm)
    green, blue = (seen.point([round(value * share) for value in range(256)]) for share in shares)
    return Image.merge("RGB", (seen, green, blue))


def blurred(low: float, high: float) -> Harm:
    """Out of focus."""
    return lambda seen, luck: seen.filter(ImageFilter.GaussianBlur(luck.uniform(low, high)))


def shaken(most: int) -> Harm:
    """Moved while the picture was taken, along one direction."""

    def harm(seen: Image.Image, luck: random.Random) -> Image.Image:
        long, around = luck.randint(2, most), luck.uniform(0, math.pi)
        total = seen
        for n in range(1, long):
            moved = ImageChops.offset(seen, round(n * math.cos(around)), round(n * math.sin(around)))
            total = Image.blend(total, moved, 1 / (n + 1))
        return total

    return harm


def glaring(strength: float) -> Harm:
    """A lamp mirrored in the paper, near the upper part where the QR is."""

    def harm(seen: Image.Image, luck: random.Random) -> Image.Image:
        side = round(seen.width * luck.uniform(0.5, 1.0))
        spot = ImageChops.invert(Image.radial_gradient("L").resize((side, side)))
        spot = spot.point(lambda value: round(max(0, value - 128) * 2 * strength))  # round, gone at the rim
        light = Image.new("L", seen.size)
        middle = (luck.uniform(0.1, 0.9) * seen.width, luck.uniform(0.03, 0.22) * seen.height)
        light.paste(spot, (round(middle[0] - side / 2), round(middle[1] - side / 2)))
        return ImageChops.add(seen, light)

    return harm


def dark(low: float, high: float, noise: float) -> Harm:
    """An evening in a room: little light, much grain."""

    def harm(seen: Image.Image, luck: random.Random) -> Image.Image:
        dim = ImageEnhance.Brightness(seen).enhance(luck.uniform(low, high))
        return grained(noise)(dim, luck)

    return harm


def grained(noise: float) -> Harm:
    """Grain of the sensor; made from the seed, four tiles wide, since Pillow's own noise is not."""

    def harm(seen: Image.Image, luck: random.Random) -> Image.Image:
        side = 256
        raw = bytes(min(255, max(0, round(luck.gauss(128, noise)))) for _ in range(side * side))
        tile, grain = Image.frombytes("L", (side, side), raw), Image.new("L", seen.size)
        for x in range(0, seen.width, side):
            for y in range(0, seen.height, side):
                grain.paste(tile.rotate(luck.choice((0, 90, 180, 270))), (x, y))
        return ImageChops.add(seen, grain, 1.0, -128)

    return harm

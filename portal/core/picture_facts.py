"""What the confined programs for pictures and those who start them both know: sizes, limits, how it went.

Nothing of Pillow or zxing is imported here: a process that only starts such a program is 5 MB lighter for it.
"""

import struct
from dataclasses import dataclass

DONE, NOT_A_PICTURE, TOO_MANY_PIXELS, BROKEN = 0, 3, 4, 5  # how a program ends
LONGEST_SIDE, QUALITY = 1920, 82  # a 12 MP photo is halved while decoding, which is four times as fast
LARGEST_CODE = 10 * 1024 * 1024  # bytes of a picture that is looked through for codes
HEAD = struct.Struct(">I")  # the length before each picture, and before each answer about its codes

WIDTHS = (360, 720, 1080, 1600)
PHONE_WIDTH = 1080  # a phone's 360 dots, three times as fine: prints up to here are light
CARD, SQUARE = (1200, 630), (320, 320)  # what a shared link shows; what a list shows


@dataclass(frozen=True)
class Print:
    """One size of a picture as one file."""

    name: str  # "720.webp", "the.jpg"
    width: int
    height: int
    raw: bytes


def widths(widest: int) -> list[int]:
    """The sizes of a picture this wide: never wider than it is, none that hardly differs from the next."""
    last = min(widest, WIDTHS[-1])
    return [*(width for width in WIDTHS if width < last * 0.9), last]

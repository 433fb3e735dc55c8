"""A program of its own: one foreign picture on stdin becomes a plain JPEG on stdout (reliability.md R23).

Whatever a hostile file does, it does here: little memory, ten seconds, no secrets in the environment, and
no more than the two open files. It knows nothing of the portal.
"""

import resource
import struct
import sys
from typing import BinaryIO

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from portal.core.picture_facts import BROKEN, DONE, LONGEST_SIDE, NOT_A_PICTURE, QUALITY, TOO_MANY_PIXELS

MEMORY, CPU_SECONDS, LARGEST_FILE = 512 * 1024 * 1024, 10, 20 * 1024 * 1024
MOST_PIXELS = {"PNG": 25_000_000, "WEBP": 25_000_000, "JPEG": 200_000_000}
READERS = {"JPEG": JpegImagePlugin, "PNG": PngImagePlugin, "WEBP": WebPImagePlugin}  # none is looked up later


def confine(cpu_seconds: int = CPU_SECONDS) -> None:
    """From here on this process can hurt only itself."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def kind_and_size(head: bytes) -> tuple[str, int, int] | None:
    """Format by content, and width and height where the first bytes tell them; nothing is decoded."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG", 0, 0
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and len(head) >= 24:
        return "PNG", *struct.unpack(">II", head[16:24])
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp(head)
    return None


def _webp(head: bytes) -> tuple[str, int, int] | None:
    if head[12:16] == b"VP8X":
        sides = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        sides = (side + 1 for side in (bits & 0x3FFF, bits >> 14 & 0x3FFF))
    elif head[12:16] == b"VP8 ":
        sides = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    else:
        return None
    width, height = sides
    return "WEBP", width, height


def develop(source: BinaryIO, target: BinaryIO, longest: int = LONGEST_SIDE, quality: int = QUALITY) -> int:
    """Read, check, shrink, drop everything but the pixels, write; how it went."""
    head = source.read(32)
    source.seek(0)
    told = kind_and_size(head)
    if told is None:
        return NOT_A_PICTURE
    kind, width, height = told
    if width * height > MOST_PIXELS[kind]:
        return TOO_MANY_PIXELS
    Image.MAX_IMAGE_PIXELS = None  # counted here, by kind, before anything is decoded
    try:
        with Image.open(source, formats=(kind,)) as picture:
            if picture.width * picture.height > MOST_PIXELS[kind]:
                return TOO_MANY_PIXELS
            picture.draft("RGB", (longest, longest))
            if picture.width * picture.height > MOST_PIXELS["PNG"]:
                return TOO_MANY_PIXELS
            _plain(picture, longest).save(target, "JPEG", quality=quality)
    except MemoryError:
        return TOO_MANY_PIXELS
    except Exception:  # Pillow's readers raise of every kind; all of them mean the same here
        return BROKEN
    return DONE


def _plain(picture: Image.Image, longest: int) -> Image.Image:
    """Upright, not longer than needed, on white, without any word about where and when it was taken."""
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest))
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        sheet = Image.new("RGB", seen.size, "white")
        sheet.paste(seen, mask=seen.getchannel("A"))
        return sheet
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))
    return plain


if __name__ == "__main__":
    confine()
    sys.exit(develop(sys.stdin.buffer, sys.stdout.buffer, *map(int, sys.argv[1:])))

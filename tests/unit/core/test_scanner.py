"""Pictures are looked into by a confined process: what it reads, what it refuses, and what it survives."""

import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO

import pytest
import qrcode
from PIL import Image

from portal.core import picture_facts, scanner
from portal.core.images import BadPicture
from portal.core.scanner import Scanner

CODE = "H44.12-261008-0975"


def picture_of(text: str, kind: str = "PNG", mode: str = "L") -> bytes:
    """A QR as a clean picture file."""
    file = BytesIO()
    qrcode.make(text).get_image().convert(mode).save(file, kind)
    return file.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A small PNG that says it is enormous, and is."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 8 + 1) * side, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def warm() -> Iterator[Scanner]:
    """A scanner, and nothing of it left afterwards."""
    with Scanner() as made:
        yield made
        child = made.start()
    assert child.poll() is not None


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("WEBP", "RGB")])
def test_a_qr_is_read_from_every_kind_we_take(warm: Scanner, kind: str, mode: str) -> None:
    assert warm.read(picture_of(CODE, kind, mode)).texts == (CODE,)


def test_white_on_black_and_sideways_is_read(warm: Scanner) -> None:
    file = BytesIO()
    plain = qrcode.make(CODE).get_image().convert("L")
    plain.point([255 - n for n in range(256)]).rotate(90).save(file, "PNG")
    assert warm.read(file.getvalue()).texts == (CODE,)


def test_a_picture_without_codes_has_none(warm: Scanner) -> None:
    file = BytesIO()
    Image.new("RGB", (900, 700), "gray").save(file, "JPEG")
    assert warm.read(file.getvalue()).texts == ()


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b"GIF89a" + b"\0" * 50, "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (picture_of(CODE)[:120], "broken"),
        (b"\xff\xd8\xff" + b"\0" * 500, "broken"),
        (bomb(), "pixels"),
        (b"\xff\xd8\xff" + b"\0" * picture_facts.LARGEST_CODE, "large"),
    ],
    ids=["empty", "gif", "svg", "cut", "noise", "bomb", "large"],
)
def test_what_is_no_photo_is_refused_and_the_next_one_is_read(warm: Scanner, raw: bytes, word: str) -> None:
    with pytest.raises(BadPicture, match=word):
        warm.read(raw)
    assert warm.read(picture_of(CODE)).texts == (CODE,)


def test_a_process_that_dies_is_replaced(warm: Scanner) -> None:
    child = warm.start()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert warm.read(picture_of(CODE)).texts == (CODE,)


def test_one_that_hangs_is_ended(warm: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "_seconds", 0.2)
    child = warm.start()
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(BadPicture, match="pixels"):
        warm.read(picture_of(CODE))
    assert child.poll() is not None


def test_it_is_changed_for_a_fresh_one_after_many(warm: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "PICTURES_A_LIFE", 2)
    before = warm.start().pid
    for _ in range(3):
        warm.read(picture_of(CODE))
    assert warm.start().pid != before


def test_it_has_no_environment_and_little_memory() -> None:
    look = "import os,resource;from portal.core import darkroom;darkroom.confine(9);"
    look += "print(len(os.environ.keys() - {'LC_CTYPE'}), resource.getrlimit(resource.RLIMIT_AS)[0])"
    told = subprocess.run(
        [sys.executable, "-I", "-c", look], env={}, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["0", str(512 * 1024 * 1024)]

"""A browser that fills in the feedback form, and pictures to go with it."""

import io
import itertools
import re
import struct
import zlib
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.core import work
from tests.page import Page

URL = "/phan-anh/"
TYPED = {
    "kind": "field_report",
    "text": "Đèn đường tắt ba đêm liền ở đầu hẻm.",
    "place": "Hẻm 12, phường Long An",
    "consent": "y",
}


def opened(client: FlaskClient, url: str = URL) -> dict[str, str]:
    """Open the form; what its hidden fields hold."""
    shown = Page(client.get(url))
    return {
        node.attrs["name"]: node.attrs.get("value", "")
        for node in shown.find("main form input[type=hidden]")
        if node.attrs["name"] != "calm"
    }


def sent(client: FlaskClient, hidden: dict[str, str], *photos: bytes, **typed: Any) -> TestResponse:
    """Send what was typed over the usual text; work that is asked for is done, as a phone does by itself."""
    answer = bare(client, hidden, *photos, **typed)
    asked = re.search(r'name="ticket" value="([^"]+)"', answer.text) if answer.status_code == 422 else None
    return bare(client, hidden, *photos, **typed, **solved(asked[1])) if asked else answer


def solved(ticket: str) -> dict[str, str]:
    """The puzzle of this ticket with its answer."""
    issued, bits, nonce, seal = ticket.split(".")
    puzzle = work.Puzzle(int(issued), int(bits), nonce, seal)
    found = next(str(n) for n in itertools.count() if puzzle.is_solved_by(str(n)))
    return {"ticket": ticket, "work": found}


def bare(client: FlaskClient, hidden: dict[str, str], *photos: bytes, **typed: Any) -> TestResponse:
    """The same by somebody who does no work."""
    files = [FileStorage(io.BytesIO(raw), f"anh {n}.jpg") for n, raw in enumerate(photos, 1)]
    data = {**TYPED, **hidden, **typed, "photos": files}
    # Encoded here, since the test client would leave the temporary file of a large body open.
    boundary, body = encode_multipart({k: v for k, v in data.items() if v is not None})
    return client.post(URL, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def code_in(answer: TestResponse) -> str:
    """The tracking code in the address of the receipt."""
    assert answer.status_code == 303, answer.text[:3000]
    found = re.fullmatch(r"/phan-anh/([0-9A-Z]{11})/da-nhan/", answer.location)
    assert found, answer.location
    return found[1]


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **how: Any) -> bytes:
    """A small picture full of detail."""
    made = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(made, kind, **how)
    return made.getvalue()


def with_position() -> bytes:
    """A photo as phones take them: turned, and with the place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "PhoneMaker"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (10.0, 32.0, 7.5), "E", (106.0, 24.0, 1.5)
    return picture(exif=exif.tobytes(), comment=b"at home")


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header promises a size, with next to nothing inside."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min(width * height, 1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

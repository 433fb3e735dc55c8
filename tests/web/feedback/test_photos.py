"""Hostile uploads: nothing but small upright JPEGs of ours reaches the disk, and the text is never lost."""

import io
import resource
import struct
import zlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.core import images
from portal.core.db import db
from portal.feedback import photos
from portal.feedback.models import Feedback, FeedbackPhoto
from tests.page import Page
from tests.web.feedback.forms import TYPED, URL, code_in, opened, picture, png_of, sent, with_position

JPEG = picture()
PNG = picture("PNG")
WEBP = picture("WEBP")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def files() -> list[Path]:
    return [path for path in images.folder().rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_photos(ctx: object) -> None:
    for path in files():
        path.unlink()


def kept() -> list[bytes]:
    names = db.session.scalars(select(FeedbackPhoto.name).order_by(FeedbackPhoto.id))
    return [images.path(name).read_bytes() for name in names]


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose header promises a canvas of this size."""
    body = b"VP8X" + struct.pack("<I", 10) + bytes([2, 0, 0, 0])
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to 200 MB."""
    packed = zlib.compress(bytes(200_000_000), 1)
    chunk = b"zTXt" + b"a\0\0" + packed
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    plain = picture("PNG")
    return plain[:33] + whole + plain[33:]


HOSTILE: dict[str, bytes | None] = {
    "svg renamed": SVG,
    "svg with a byte order mark": b"\xef\xbb\xbf" + SVG,
    "html renamed": HTML,
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF",
    "zip": b"PK\x03\x04" + bytes(100),
    "program": b"\x7fELF" + bytes(100),
    "script": b"#!/bin/sh\nrm -rf /\n",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "one byte": b"\xff",
    "zeros": bytes(5000),
    "jpeg mark alone": b"\xff\xd8\xff",
    "jpeg of garbage": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20,
    "jpeg cut in the head": JPEG[:60],
    "jpeg cut in the middle": JPEG[: len(JPEG) // 2],
    "png mark alone": b"\x89PNG\r\n\x1a\n",
    "png cut": PNG[: len(PNG) // 2],
    "png with a wrong sum": PNG[:40] + bytes(4) + PNG[44:],
    "png of 169 megapixels": png_of(13000, 13000),
    "png of 4 billion lines": png_of(1, 2**32 - 1),
    "png of nothing": png_of(0, 0),
    "png one line too many": png_of(5000, 5001),
    "png with a comment of 200 MB": None,  # made when it is sent: each process collects all tests
    "webp cut": WEBP[: len(WEBP) // 2],
    "webp of 268 megapixels": webp_of(16383, 16383),
    "webp without a picture": webp_of(100, 100),
    "webp of an unknown kind": b"RIFF\x20\0\0\0WEBPXXXX" + bytes(20),
    "avi in the coat of webp": b"RIFF\x20\0\0\0AVI LIST" + bytes(20),
    "html before a jpeg": HTML + JPEG,
    "eleven megabytes": JPEG + bytes(11 * 1024 * 1024),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_the_text_kept(client: FlaskClient, name: str) -> None:
    answer = Page(sent(client, opened(client), HOSTILE[name] or text_bomb()), status=422)
    assert "anh 1.jpg" in answer.text("form div[role=alert]")
    assert answer.text("#text") == TYPED["text"]
    assert files() == []
    assert db.session.scalar(select(Feedback)) is None


@pytest.mark.parametrize("raw", [JPEG, PNG, WEBP, picture("PNG", (40, 30)), with_position()])
def test_a_photo_becomes_a_plain_jpeg_of_ours(client: FlaskClient, raw: bytes) -> None:
    code_in(sent(client, opened(client), raw))
    (made,) = kept()
    with Image.open(io.BytesIO(made)) as seen:
        assert (seen.format, seen.mode) == ("JPEG", "RGB")
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    (path,) = files()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.name == f"{path.stem}.jpg"
    assert len(path.stem) == 32


def test_position_and_owner_go_and_the_photo_stands_upright(client: FlaskClient) -> None:
    raw = with_position()
    with Image.open(io.BytesIO(raw)) as before:
        assert before.getexif().get_ifd(0x8825)
        size = before.size
    code_in(sent(client, opened(client), raw))
    (made,) = kept()
    for told in (b"Exif", b"PhoneMaker", b"at home", b"GPS"):
        assert told not in made
    with Image.open(io.BytesIO(made)) as after:
        assert after.size == size[::-1]


@pytest.mark.parametrize("tail", [HTML, SVG, b"PK\x03\x04" + b"evil" * 50, b"<?php system('id'); ?>"])
def test_what_hides_behind_a_picture_does_not_come_along(client: FlaskClient, tail: bytes) -> None:
    code_in(sent(client, opened(client), JPEG + tail))
    (made,) = kept()
    assert tail not in made


def test_a_photo_of_a_phone_is_taken_in_within_its_time(client: FlaskClient) -> None:
    raw = picture(size=(4000, 3000), quality=88)
    assert len(raw) > 3_000_000
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code_in(sent(client, opened(client), raw))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= 1.5
    (made,) = kept()
    with Image.open(io.BytesIO(made)) as seen:
        assert max(seen.size) == 1920


def test_the_name_of_a_file_leads_nowhere(client: FlaskClient) -> None:
    data = {**TYPED, **opened(client), "photos": [(io.BytesIO(JPEG), "../../../etc/x.php")]}
    code_in(client.post(URL, data=data))
    (path,) = files()
    assert path.parent.parent == images.folder()


def test_six_photos_are_one_too_many_and_five_stay(client: FlaskClient) -> None:
    hidden = opened(client)
    six = [picture(size=(60 + n, 40)) for n in range(6)]
    answer = Page(sent(client, hidden, *six), status=422)
    assert "nhiều nhất 5 ảnh" in answer.text("form div[role=alert]")
    assert answer.text("#held legend") == "Đã nhận 5 ảnh"
    dropped = answer.find("#held input")[0].attrs["value"]
    code_in(sent(client, hidden, drop=dropped))
    assert len(kept()) == len(files()) == 4


def test_a_refused_form_need_not_be_given_its_photo_again(client: FlaskClient) -> None:
    hidden = opened(client)
    answer = Page(sent(client, hidden, JPEG, text=""), status=422)
    assert answer.text("#held legend") == "Đã nhận 1 ảnh"
    code_in(sent(client, hidden, JPEG))
    photo = db.session.scalars(select(FeedbackPhoto)).one()
    assert photo.feedback_id is not None
    assert len(files()) == 1


def test_photos_of_another_form_cannot_be_dropped_or_taken(client: FlaskClient) -> None:
    first, second = opened(client), opened(client)
    answer = Page(sent(client, first, JPEG, text=""), status=422)
    name = answer.find("#held input")[0].attrs["value"]
    code_in(sent(client, second, drop=name))
    assert db.session.scalars(select(FeedbackPhoto.feedback_id)).one() is None
    assert len(files()) == 1


def test_photos_whose_form_never_came_are_forgotten(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    Page(sent(client, opened(client), JPEG, text=""), status=422)
    code_in(sent(client, opened(client), PNG))
    assert photos.sweep() == 0
    monkeypatch.setattr(photos, "WAITING", -photos.WAITING)
    assert photos.sweep() == 1
    assert len(files()) == 1
    assert db.session.scalars(select(FeedbackPhoto.feedback_id)).one() is not None


def test_a_request_over_thirty_megabytes_is_a_clear_page(client: FlaskClient) -> None:
    three = [JPEG + bytes([n]) * (10 * 1024 * 1024 + 500_000) for n in range(3)]
    answer = Page(sent(client, opened(client), *three), status=413)
    assert "quá lớn" in answer.text("h1")


def test_twenty_megabytes_pass_here_and_nowhere_else(client: FlaskClient) -> None:
    hidden = opened(client)
    two = [picture(size=(50 + n, 50)) + bytes(9_900_000) for n in range(2)]
    code_in(sent(client, hidden, *two))
    body = b"code=x&more=" + b"x" * 3_000_000
    told = client.post("/phan-anh/theo-doi/", data=body, content_type="application/x-www-form-urlencoded")
    assert told.status_code == 413


def test_ten_thousand_parts_are_refused(client: FlaskClient) -> None:
    many = {f"x{n}": "y" for n in range(10_000)}
    assert sent(client, opened(client), **many).status_code == 413
    assert files() == []


def test_a_file_without_a_name_or_content_is_no_photo(client: FlaskClient) -> None:
    data = {**TYPED, **opened(client), "photos": [(io.BytesIO(b""), "")]}
    code_in(client.post(URL, data=data, content_type="multipart/form-data"))
    assert files() == []


def test_complaints_speak_the_language_of_the_page(client: FlaskClient) -> None:
    client.set_cookie("ngon-ngu", "en")
    answer = sent(client, opened(client), SVG, *[picture(size=(40 + n, 40)) for n in range(6)])
    told = Page(answer, status=422).text("#photos-error")
    assert "“anh 1.jpg” is not a JPEG, PNG or WebP picture" in told
    assert "5 photos at most" in told
    assert not [word for word in ("Ảnh", "Xin", "không") if word in told]

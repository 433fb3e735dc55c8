"""The library over HTTP: from an upload to a published page, and everybody who must not see it before."""

import errno
import io
import struct
import uuid
import zlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import pictures, settings
from portal.media import operations, queries
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_office, make_staff
from tests.media import docx, look, make_picture, photo
from tests.page import Page

DESK = "/desk/anh/"
NEW, PICK = f"{DESK}moi/", f"{DESK}chon/"
ALT = "Cầu Vàm Cỏ Đông nhìn từ bờ bắc"
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _browsers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request stands for itself, as in a real server."""
    monkeypatch.setattr(app, "test_client_class", Browser)


def _signed_in(client: FlaskClient, *, office: object = None, role: Role = Role.EDITOR) -> FlaskClient:
    assert sign_in(client, make_staff(role, office_id=office)) == 303  # type: ignore[arg-type]
    return client


def _sent(client: FlaskClient, raw: bytes, path: str = NEW, name: str = "a.jpg", **fields: str) -> object:
    told = {"csrf_token": form_token(client, NEW), "file": (io.BytesIO(raw), name), "alt": ALT, **fields}
    return client.post(path, data=told)


def test_a_picture_goes_from_the_desk_to_everybody_and_back(client: FlaskClient, app: Flask) -> None:
    _signed_in(client, office=make_office())
    answer = _sent(client, photo(1000, 800), credit="Báo Tây Ninh")
    assert answer.status_code == 303, answer.text[:800]  # type: ignore[attr-defined]
    here = answer.headers["Location"]  # type: ignore[attr-defined]
    page = Page(client.get(here))
    assert page.text("h1") == ALT
    src = page.attr(".focal img", "src")
    assert client.get(src).headers["Cache-Control"] == "no-store"
    row = look(uuid.UUID(here.split("/")[-2]))
    moved = client.post(
        f"{here}tam-diem", data={"csrf_token": form_token(client, here), "x": "10", "y": "90"}
    )
    assert (moved.status_code, look(row.id).edition) == (303, 2)
    stranger, other = app.test_client(), _signed_in(app.test_client(), office=make_office())
    for who in (stranger, other):
        assert who.get(src).status_code == 404
    assert other.get(here).status_code == 404
    assert other.post(f"{here}bo", data={"csrf_token": form_token(other, NEW)}).status_code == 404
    assert stranger.get(pictures.guest(4_000_000_000)(src)).status_code == 200
    operations.note_use("item:1", f'<img src="{src}" alt="">', title="Tin", href="/desk/", is_public=True)
    for ending in ("jpg", "webp"):
        shown = stranger.get(f"{src.rpartition('.')[0]}.{ending}")
        assert shown.mimetype == {"jpg": "image/jpeg", "webp": "image/webp"}[ending]
        assert "immutable" in shown.headers["Cache-Control"]
        assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    again = stranger.get(src, headers={"If-None-Match": stranger.get(src).headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert Page(other.get(here)).text("body").count("cơ quan khác")
    assert (
        other.post(f"{here}loi", data={"csrf_token": form_token(other, NEW), "alt": "x"}).status_code == 404
    )
    used = client.post(f"{here}bo", data={"csrf_token": form_token(client, here)})
    assert "đang được dùng" in Page(used, status=409).text(".alert-danger")
    operations.note_use("item:1", "", title="Tin", href="/desk/", is_public=True)
    assert stranger.get(src).status_code == 404
    assert client.post(f"{here}bo", data={"csrf_token": form_token(client, here)}).status_code == 303
    assert (client.get(src).status_code, client.get(here).status_code) == (404, 404)


@pytest.mark.parametrize("name", ["goc.jpg", "1600-goc.jpg", "..", "1-1.svg", "99999-720.jpg", "1-the.webp"])
def test_nothing_but_prints_has_an_address(client: FlaskClient, name: str) -> None:
    row = make_picture()
    src = queries.shown(row).src
    operations.note_use("item:1", f'<img src="{src}" alt="">', title="Tin", href="/desk/", is_public=True)
    assert client.get(f"/media/{row.ref}/{name}").status_code == 404
    assert client.get(f"/media/{'0' * 32}/1600-720.jpg").status_code == 404


def _bomb() -> bytes:
    """A PNG whose head promises 169 megapixels, and whose rows would unpack to them."""
    head = struct.pack(">IIBBBBB", 13000, 13000, 8, 2, 0, 0, 0)
    told = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b"")):
        told += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return told


HOSTILE = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "không phải ảnh"),
    "html renamed": (b"<!doctype html><script>alert(1)</script>", "không phải ảnh"),
    "pixel bomb": (_bomb(), "quá nhiều điểm ảnh"),
    "cut": (photo()[:900], "bị hỏng"),
    "nothing": (b"", "trống"),
}


def _no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no space left")


def test_hostile_files_are_refused_and_what_was_written_stays(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _signed_in(client, office=make_office())
    token = form_token(client, NEW)
    for name, (raw, told) in HOSTILE.items():
        fields = {"csrf_token": token, "alt": ALT, "file": (io.BytesIO(raw), "ảnh.jpg")}
        page = Page(client.post(NEW, data=fields), status=422)
        assert told in page.text("#file-error"), name
        assert page.text("#alt") == ALT
    with monkeypatch.context() as disk:
        disk.setattr("pathlib.Path.replace", _no_room)
        for path, raw in ((NEW, photo()), ("/desk/van-ban/moi/", docx("x"))):
            fields = {"csrf_token": token, "alt": ALT, "title": ALT, "file": (io.BytesIO(raw), "a")}
            assert "hết chỗ" in Page(client.post(path, data=fields), status=422).text("#file-error")
    assert queries.find("", None).total == 0
    assert not list((settings.get().portal_home / "media").rglob("arrived-*"))
    declared = {"CONTENT_LENGTH": str(50 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    heavy = client.post(NEW, input_stream=io.BytesIO(b"--x"), environ_overrides=declared)
    assert "quá lớn" in Page(heavy, status=413).text("h1")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"alt": ""}, "alt"),
        ({"alt": "IMG_2041.JPG"}, "alt"),
        ({"alt": "x" * 251}, "alt"),
        ({"office": str(uuid.UUID(int=7))}, "office"),
        ({"alt": "", "is_decorative": "y"}, ""),
    ],
)
def test_a_picture_is_described_or_said_to_decorate(
    client: FlaskClient, fields: dict[str, str], wrong: str
) -> None:
    _signed_in(client)
    answer = _sent(client, photo(), **{"office": "", **fields})
    assert answer.status_code == (422 if wrong else 303)  # type: ignore[attr-defined]
    assert not wrong or Page(answer, status=422).has(f"#{wrong}-error")


def test_the_editors_picker_finds_and_takes_in(client: FlaskClient) -> None:
    _signed_in(client, office=make_office())
    make_picture(photo(seed=3), alt="Ảnh của cơ quan khác")
    shared = make_picture(photo(seed=4), alt='Chợ "Long Hoa" <đêm>', is_shared=True)
    picker = Page(client.get(f"{PICK}?q=cho+long", headers=HX))
    (button,) = picker.find("button[data-pick]")
    shown = queries.shown(shared)
    assert (button.attrs["data-pick"], button.attrs["data-alt-text"]) == (shown.src, shared.alt)
    assert (button.attrs["data-width"], button.attrs["data-height"]) == ("300", "400")
    answer = _sent(client, photo(seed=5), path=PICK)
    added = Page(answer)
    assert added.find("button[data-pick]")[0].attrs["data-alt-text"] == ALT
    refused = Page(_sent(client, b"x", path=PICK), status=422)
    assert refused.has("#file-error")


def test_a_paper_goes_from_the_desk_to_everybody_as_a_download(client: FlaskClient, app: Flask) -> None:
    _signed_in(client, office=make_office())
    page = "/desk/van-ban/moi/"
    fields = {"csrf_token": form_token(client, page), "title": "Quyết định", "number": "12/QĐ-UBND"}
    bad = client.post(page, data={**fields, "file": (io.BytesIO(b"<html>"), "a.pdf")})
    assert "không phải PDF" in Page(bad, status=422).text("#file-error")
    answer = client.post(page, data={**fields, "file": (io.BytesIO(docx("Điều 1.")), "../a.docx")})
    assert answer.status_code == 303, answer.text[:500]
    here = answer.headers["Location"]
    shown = Page(client.get(here))
    assert "Điều 1." in shown.text("pre")
    address = next(href for href in shown.links().values() if href.startswith("/media/"))
    other = _signed_in(app.test_client(), office=make_office())
    for who in (app.test_client(), other):
        assert who.get(address).status_code == 404
    assert other.get(here).status_code == 404
    text = f'<a href="{address}">x</a>'
    operations.note_use("item:1", text, title="Tin", href="/desk/", is_public=True)
    got = app.test_client().get(address)
    assert got.headers["Content-Disposition"] == "attachment; filename=12-qd-ubnd-quyet-dinh.docx"
    assert (got.headers["Content-Security-Policy"][:7], got.headers["X-Content-Type-Options"]) == (
        "sandbox",
        "nosniff",
    )
    moved = client.post(f"{here}loi", data={**fields, "title": "Quyết định mới", "signed_on": "2026-11-20"})
    assert (moved.status_code, Page(client.get(here)).text("h1")) == (303, "Quyết định mới")
    assert client.post(f"{here}bo", data=fields).status_code == 409
    operations.note_use("item:1", "", title="Tin", href="/desk/", is_public=True)
    assert (client.post(f"{here}bo", data=fields).status_code, client.get(here).status_code) == (303, 404)

"""The QR of a receipt on the page: read by the camera, or in a photo, with or without scripts."""

import io
import logging

import pytest
from flask.testing import FlaskClient

from portal.core import qr
from portal.core.errors import Unavailable
from portal.dossiers import scanning
from tests.page import Page
from tests.photos.album import CITIZEN
from tests.web.dossiers.looking import HX, SECRET, is_private, known

PAPER = "079085001234"


def test_every_payload_leads_where_it_should(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    code = known().code
    told = {
        code: code,
        f"https://motcua.tinh.gov.vn/portaldvc/tra-cuu?SGT={PAPER}&MHS={code}": code,
        CITIZEN: "Không tra bằng số này",
        "1.001193": "mã thủ tục",
        "https://vi-du.example/tra?ban=7": "không phải mã của giấy tiếp nhận",
        "x" * 5000: "không phải mã của giấy tiếp nhận",
        "": "không phải mã của giấy tiếp nhận",
        "'; DROP TABLE dossier; --\0": "không phải mã của giấy tiếp nhận",
    }
    for payload, expected in told.items():
        answer = client.post("/ho-so/quet/", data={"held": payload}, headers=HX)
        piece = Page(answer, status=None)
        assert not piece.is_whole
        assert expected in piece.text("#dossiers-result"), payload[:60]
        assert PAPER not in answer.text
        assert not [secret for secret in SECRET if secret in answer.text]
        assert is_private(answer)
    assert PAPER not in caplog.text


def test_our_own_link_is_opened_and_nobody_elses(client: FlaskClient) -> None:
    token = "a" * 43
    ours = client.post("/ho-so/quet/", data={"held": f"http://127.0.0.1:8000/h/{token}"})
    assert (ours.status_code, ours.headers["Location"]) == (303, f"/h/{token}")
    by_htmx = client.post("/ho-so/quet/", data={"held": f"http://127.0.0.1:8000/h/{token}"}, headers=HX)
    assert by_htmx.headers["HX-Redirect"] == f"/h/{token}"
    theirs = client.post("/ho-so/quet/", data={"held": f"https://la.example/h/{token}"})
    assert theirs.status_code == 422
    assert "Location" not in theirs.headers


def _sent(client: FlaskClient, raw: bytes | None) -> Page:
    files = {"photo": (io.BytesIO(raw), "anh.jpg")} if raw is not None else {}
    return Page(client.post("/ho-so/anh/", data=files, content_type="multipart/form-data"), status=None)


def test_a_photo_is_read_without_scripts_and_a_bad_one_is_told_kindly(client: FlaskClient) -> None:
    code = known().code
    page = _sent(client, qr.picture(f"https://x.vn/tra?SGT={PAPER}&MHS={code}", "jpg"))
    assert page.is_whole
    assert code in page.text("#dossiers-result")
    assert PAPER not in page.html
    for raw, expected in {
        None: "chọn hoặc chụp một ảnh",
        b"": "chọn hoặc chụp một ảnh",
        b"<svg onload=alert(1)>": "không phải ảnh",
        b"\xff\xd8\xff\xe0" + b"x" * 3000: "hỏng",
    }.items():
        page = _sent(client, raw)
        assert (page.status, expected in page.text("#dossiers-result")) == (422, True), raw


def test_photos_are_counted_and_read_one_at_a_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "PER_BROWSER", 1)
    assert _sent(client, b"x").status == 422
    assert _sent(client, b"x").status == 429
    monkeypatch.setattr(scanning, "WAIT", 0.01)
    with scanning._slots, pytest.raises(Unavailable):  # noqa: SLF001 - as if another photo were being read
        scanning._read(b"x")


def test_the_page_asks_for_no_camera_code_before_a_tap(client: FlaskClient) -> None:
    page = Page(client.get("/ho-so/"))
    assert page.attr("#scan [data-tap]", "data-tap").endswith("js/scan.js")
    assert "scan.js" not in " ".join(node.attrs.get("src", "") for node in page.find("script"))
    assert page.attr("form[action='/ho-so/anh/']", "enctype") == "multipart/form-data"
    assert "wasm" not in client.get("/ho-so/").headers["Content-Security-Policy"]

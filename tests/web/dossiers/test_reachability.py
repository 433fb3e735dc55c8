"""Counter software asks whether a phone can be reached."""

import json

import pytest
from flask.testing import FlaskClient

from portal.dossiers import operations
from tests.citizens import follower
from tests.factories import told
from tests.web.dossiers.one_stop import NAME, SECRET, push, send, signed

PATH = "/api/v1/reachability"


@pytest.fixture(autouse=True)
def _vendor(client: FlaskClient) -> None:
    operations.ensure_client(NAME, SECRET)


def asked(client: FlaskClient, phone: object) -> dict[str, str]:
    answer = send(client, json.dumps({"phone": phone}).encode(), path=PATH)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(answer.json or {})


def test_a_phone_is_reachable_not_following_or_unknown(client: FlaskClient) -> None:
    follower("0912345671")
    follower("0912345672", days=8)
    follower("0912345673", follows=False)
    found = [asked(client, f"+84 912 345 67{n}")["reachability"] for n in (1, 2, 3, 4)]
    assert found == ["reachable", "not_following", "not_following", "unknown"]
    assert asked(client, "0912345674")["follow_qr"].endswith("/qrcode/zalo-qrcode.png")


@pytest.mark.parametrize("phone", ["123", 912345678, None, "0912345678" * 9])
def test_what_is_no_phone_has_its_sentence(client: FlaskClient, phone: object) -> None:
    answer = send(client, json.dumps({"phone": phone}).encode(), path=PATH)
    assert answer.status_code == 422
    assert (answer.json or {})["detail"].startswith("/phone")


def test_nobody_unsigned_learns_anything(client: FlaskClient) -> None:
    raw = b'{"phone": "0912345678"}'
    assert client.post(PATH, data=raw, content_type="application/json").status_code == 401
    forged = signed(raw, secret="whsec_Zm9yZ2Vk")
    assert client.post(PATH, data=raw, headers=forged, content_type="application/json").status_code == 401


def test_what_can_hardly_be_meant_is_taken_and_said(client: FlaskClient) -> None:
    odd = told(SoDienThoai="không có", NgayTiepNhan="20260701083000", NgayHenTra="20200101000000")
    without = told(SoDienThoai=None, DangKyNhanZalo=True)
    answer = push(client, odd, without).json
    assert answer is not None
    first, second = answer["results"]
    assert (first["outcome"], second["outcome"]) == ("applied", "applied")
    assert first["warning"] == [
        {"pointer": "/data/0/SoDienThoai", "word": "phone"},
        {"pointer": "/data/0/NgayHenTra", "word": "before_received"},
    ]
    assert second["warning"] == [{"pointer": "/data/1/SoDienThoai", "word": "no_phone"}]

"""Counter software asks whether a phone can be reached."""

import json

import pytest
from flask.testing import FlaskClient

from portal.dossiers import operations
from tests.citizens import follower
from tests.web.dossiers.one_stop import NAME, SECRET, send, signed

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
    told = [asked(client, f"+84 912 345 67{n}")["reachability"] for n in (1, 2, 3, 4)]
    assert told == ["reachable", "not_following", "not_following", "unknown"]
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

"""Three kinds of keys: the real thing, guests alone, a rehearsal of which nothing stays."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.db import db, release
from portal.dossiers import operations
from portal.dossiers.commands import client_key
from portal.dossiers.models import Dossier, Push
from portal.dossiers.operations import keys
from portal.dossiers.operations.keys import Kind
from portal.notifications.models import Intent
from portal.notifications.trial import operations as trial
from tests.citizens import follower
from tests.web.dossiers.one_stop import NAME, SECRET, signed

GUEST, STRANGER = "0912345671", "0912345672"


@pytest.fixture
def secrets(client: FlaskClient) -> dict[Kind, str]:
    """One key of each kind; two people who follow, one of them a guest. The account is live."""
    operations.ensure_client(NAME, SECRET)
    for phone in (GUEST, STRANGER):
        follower(phone)
    trial.invite(GUEST, "", None)
    return {Kind.LIVE: SECRET} | {kind: keys.make(NAME, kind) for kind in (Kind.GUESTS, Kind.TEST)}


def called(client: FlaskClient, secret: str, *records: Any, path: str = "/api/v1/dossiers") -> TestResponse:
    raw = json.dumps({"data": records} if path.endswith("s") else records[0]).encode()
    return client.post(path, data=raw, headers=signed(raw, secret=secret), content_type="application/json")


def record(number: int, phone: str, **more: Any) -> dict[str, Any]:
    told = {"MaHoSo": f"H44.12-261101-000{number}", "TrangThaiHoSo": 2, "SoDienThoai": phone}
    return {**told, "ThoiDiem": "20261101080000", "DangKyNhanZalo": True, **more}


def counted() -> list[int]:
    release()
    return [
        db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Dossier, Push, Intent)
    ]


def outcomes(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in (answer.json or {})["results"]]


def test_a_test_key_is_judged_and_keeps_nothing(client: FlaskClient, secrets: dict[Kind, str]) -> None:
    for _ in range(2):
        answer = called(
            client, secrets[Kind.TEST], record(1, STRANGER), record(2, GUEST, TrangThaiHoSo="x" * 99)
        )
        assert outcomes(answer) == ["applied", "refused"]
        assert (answer.json or {})["key"] == "test"
        assert counted() == [0, 0, 0]
    assert outcomes(called(client, SECRET, record(1, STRANGER))) == ["applied"]
    assert counted() == [1, 1, 1]


def test_a_guests_key_reaches_guests_alone(client: FlaskClient, secrets: dict[Kind, str]) -> None:
    assert outcomes(called(client, SECRET, record(1, STRANGER))) == ["applied"]
    moved = record(1, GUEST, TrangThaiHoSo=9, ThoiDiem="20261102080000")
    mixed = record(3, f"{GUEST};{STRANGER}")
    answer = called(client, secrets[Kind.GUESTS], record(2, GUEST), moved, mixed)
    assert outcomes(answer) == ["applied", "refused", "refused"]
    assert (answer.json or {})["results"][1]["error"] == [
        {"pointer": "/data/1/SoDienThoai", "word": "not_a_guest"}
    ]
    assert counted() == [2, 2, 2]
    watched = db.session.scalars(select(Dossier.id).filter_by(code=record(2, GUEST)["MaHoSo"])).one()
    operations.follow(watched, follower("0912345679"), "link", "test")  # no guest, and watches it
    later = record(2, GUEST, TrangThaiHoSo=9, ThoiDiem="20261103080000")
    assert outcomes(called(client, secrets[Kind.GUESTS], later)) == ["applied"]
    assert counted() == [2, 3, 3]


def test_keys_that_only_try_things_learn_nothing(client: FlaskClient, secrets: dict[Kind, str]) -> None:
    def reach(kind: Kind, phone: str) -> str:
        answer = called(client, secrets[kind], {"phone": phone}, path="/api/v1/reachability")
        return str((answer.json or {})["reachability"])

    assert [reach(Kind.LIVE, STRANGER), reach(Kind.GUESTS, GUEST)] == ["reachable", "reachable"]
    assert [reach(Kind.GUESTS, STRANGER), reach(Kind.TEST, GUEST)] == ["unknown", "unknown"]
    for kind, status in ((Kind.LIVE, 200), (Kind.GUESTS, 403), (Kind.TEST, 403)):
        headers = signed(b"", secret=secrets[kind])
        assert client.get("/api/v1/deliveries", headers=headers).status_code == status


def test_a_vendor_changes_over_without_a_gap(ctx: Flask, client: FlaskClient) -> None:
    operations.ensure_client(NAME, SECRET)
    run = ctx.test_cli_runner()
    told = run.invoke(client_key, [NAME, "live"]).output.split()
    assert told[:2] == [NAME, "live"]
    assert [called(client, one, record(n, GUEST)).status_code for n, one in ((1, SECRET), (2, told[2]))] == [
        200,
        200,
    ]
    assert run.invoke(client_key, [NAME, "live", "--retire"]).output.startswith("1 live")
    assert [called(client, one, record(n, GUEST)).status_code for n, one in ((1, SECRET), (2, told[2]))] == [
        401,
        200,
    ]
    assert run.invoke(client_key, [NAME, "live", "--none"]).output.startswith("1 live")
    assert called(client, told[2], record(1, GUEST)).status_code == 401
    assert run.invoke(client_key, ["nobody", "test"]).exit_code == 2

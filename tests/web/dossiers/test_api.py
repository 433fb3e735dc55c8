"""The machine interface: signatures, envelopes, limits, repeats, and what it tells back."""

import datetime as dt
import json
import threading
import time
import uuid
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import ApiClient, Dossier, Push, StatusEvent
from tests.factories import make_dossier, told
from tests.web.dossiers.one_stop import NAME, SECRET, push, send, signed

pytestmark = pytest.mark.usefixtures("one_stop")


@pytest.fixture
def one_stop(ctx: Flask) -> None:
    """The demo client exists."""
    operations.ensure_client(NAME, SECRET)


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_signed_push_is_answered_record_by_record(client: FlaskClient) -> None:
    good = told()
    answer = push(client, good, {"MaHoSo": 5})
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["results"] == [
        {"MaHoSo": good["MaHoSo"], "outcome": "applied", "error": None},
        {
            "MaHoSo": None,
            "outcome": "refused",
            "error": [
                {"pointer": "/data/1/MaHoSo", "word": "text"},
                {"pointer": "/data/1/TrangThaiHoSo", "word": "missing"},
            ],
        },
    ]


def test_a_new_dossiers_link_is_told_once_and_opens_it(client: FlaskClient) -> None:
    record = told()
    answer = push(client, record, webhook_id="a").json
    assert answer is not None
    token = answer["links"][record["MaHoSo"]].rpartition("/h/")[2]
    assert operations.open_link(token)
    assert push(client, record, webhook_id="a").json == answer
    assert push(client, {**record, "GhiChu": "x"}).json == {
        "results": [{"MaHoSo": record["MaHoSo"], "outcome": "applied", "error": None}]
    }
    kept = str(db.session.execute(text("SELECT p::text FROM push p")).all())
    assert token not in kept


@pytest.mark.parametrize("path", ["/api/v1/dossiers", "/api/v1/progress"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"x-client": "other"},
        {"x-client": ""},
        {"x-client": "x" * 500},
        {"webhook-id": "changed"},
        {"webhook-id": ""},
        {"webhook-id": "a b"},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v2,AAAA v1 v1,é"},
    ],
)
def test_a_wrong_signature_is_401_and_writes_nothing(
    client: FlaskClient, path: str, wrong: dict[str, str]
) -> None:
    raw = json.dumps({"data": [told()]}).encode()
    answer = client.post(path, data=raw, headers={**signed(raw), **wrong}, content_type="application/json")
    assert (answer.status_code, answer.json and answer.json["error"]) == (401, "unsigned")
    assert count(Dossier) == count(Push) == 0


def test_a_missing_header_and_a_changed_body_are_401(client: FlaskClient) -> None:
    raw = json.dumps({"data": [told()]}).encode()
    for name in signed(raw):
        headers = {k: v for k, v in signed(raw).items() if k != name}
        assert client.post("/api/v1/dossiers", data=raw, headers=headers).status_code == 401
    assert client.post("/api/v1/dossiers", data=raw + b" ", headers=signed(raw)).status_code == 401
    assert (
        client.post(
            "/api/v1/dossiers", data=raw, headers=signed(raw, secret=operations.new_secret())
        ).status_code
        == 401
    )


def test_a_call_is_good_for_five_minutes(client: FlaskClient) -> None:
    raw = json.dumps({"data": [told()]}).encode()
    headers = signed(raw)
    for minutes, status in ((4.9, 200), (5.1, 401), (-5.1, 401)):
        with time_machine.travel(clock.now() + dt.timedelta(minutes=minutes), tick=False):
            answer = client.post(
                "/api/v1/dossiers", data=raw, headers=headers, content_type="application/json"
            )
        assert answer.status_code == status


def test_two_secrets_live_and_a_third_ends_the_oldest(client: FlaskClient) -> None:
    second, third = operations.new_secret(), operations.new_secret()
    raw = json.dumps({"data": [told()]}).encode()

    def status(secret: str) -> int:
        return client.post(
            "/api/v1/dossiers", data=raw, headers=signed(raw, secret=secret), content_type="application/json"
        ).status_code

    operations.ensure_client(NAME, second)
    assert (status(SECRET), status(second)) == (200, 200)
    operations.ensure_client(NAME, third)
    assert (status(SECRET), status(second), status(third)) == (401, 200, 200)


def test_a_client_that_was_shut_out_is_unknown(client: FlaskClient) -> None:
    db.session.execute(text("UPDATE api_client SET is_active = false"))
    db.session.commit()
    assert push(client, told()).status_code == 401


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"null", "body"),
        (b"[]", "body"),
        (b'"x"', "body"),
        (b"{}", "/data"),
        (b'{"data": {}}', "/data"),
        (b'{"data": []}', "/data"),
        (b'{"data": [' + b",".join([b"1"] * 501) + b"]}", "/data"),
        (b'{"data": [1], "data": [2]}', "body"),
        (b'{"data": [NaN]}', "body"),
        (b'{"data": ["\\u0000"]}', "body"),
        (b'{"data": ["\\ud800"]}', "body"),
        (b'{"data": ' + b"[" * 5000 + b"]" * 5000 + b"}", "body"),
        ('{"data": ["\ufeff"]}'.encode("utf-16"), None),
    ],
)
def test_a_wrong_envelope_is_422_and_names_the_part(
    client: FlaskClient, raw: bytes, detail: str | None
) -> None:
    if detail is None:  # no signature can be made over what is not UTF-8
        headers = {**signed(b"x"), "content-type": "application/json"}
        assert client.post("/api/v1/dossiers", data=raw, headers=headers).status_code == 401
        return
    answer = send(client, raw)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["detail"].startswith(detail)
    assert count(Dossier) == count(Push) == 0


def test_more_than_a_megabyte_is_413(client: FlaskClient) -> None:
    assert send(client, b'{"data": ["' + b"x" * (1024 * 1024) + b'"]}').status_code == 413


def test_only_plain_json_is_read(client: FlaskClient) -> None:
    raw = json.dumps({"data": [told()]}).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert (
            client.post("/api/v1/dossiers", data=raw, headers=signed(raw), content_type=kind).status_code
            == 415
        )
    headers = {**signed(raw), "Content-Encoding": "gzip"}
    assert (
        client.post(
            "/api/v1/dossiers", data=raw, headers=headers, content_type="application/json"
        ).status_code
        == 415
    )


def test_the_same_id_gets_the_first_answer_and_never_another_body(client: FlaskClient) -> None:
    record = told()
    first = push(client, record, webhook_id="one")
    assert push(client, record, webhook_id="one").json == first.json
    conflict = push(client, told(), webhook_id="one")
    assert (conflict.status_code, conflict.json and conflict.json["error"]) == (409, "conflict")
    raw = json.dumps({"data": [record]}).encode()
    assert send(client, raw, path="/api/v1/progress", webhook_id="one").status_code == 409
    assert count(StatusEvent) == 1


def test_the_same_call_many_times_at_once_is_one_call(ctx: Flask) -> None:
    raw = json.dumps({"data": [told()]}).encode()
    headers = signed(raw, webhook_id="once")
    start, answers = threading.Barrier(8), []

    def work() -> None:
        start.wait()
        answer = ctx.test_client().post(
            "/api/v1/dossiers", data=raw, headers=headers, content_type="application/json"
        )
        answers.append((answer.status_code, answer.get_data()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert (count(StatusEvent), count(Push)) == (1, 1)


def test_a_client_that_calls_too_often_waits(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    few = settings.get().model_copy(update={"api_calls_per_minute": 2})
    monkeypatch.setattr(settings, "get", lambda: few)
    assert [push(client, told()).status_code for _ in range(3)] == [200, 200, 429]
    late = push(client, told())
    assert 1 <= int(late.headers["Retry-After"]) <= 60


def test_a_known_dossier_is_told_without_people(client: FlaskClient) -> None:
    made = make_dossier()
    answer = client.get(f"/api/v1/dossiers/{made.code}", headers=signed(b""))
    assert answer.json is not None
    assert (answer.json["TrangThaiHoSo"], answer.json["version"], len(answer.json["history"])) == (2, 1, 1)
    for secret in ("Nguyễn", "0912345678", "912345678", "N***"):
        assert secret not in str(answer.json)
    assert client.get("/api/v1/dossiers/khong-co", headers=signed(b"")).status_code == 404
    assert client.get(f"/api/v1/dossiers/{made.code}").status_code == 401


def test_the_last_push_of_a_client_is_remembered(client: FlaskClient) -> None:
    push(client, told())
    assert db.session.scalars(select(ApiClient.last_push_at)).one() is not None


def test_a_form_token_is_not_asked_of_machines(ctx: Flask) -> None:
    ctx.config["WTF_CSRF_ENABLED"] = True
    assert push(ctx.test_client(), told()).status_code == 200


def test_the_description_names_every_field_and_answer(client: FlaskClient) -> None:
    api = client.get("/api/v1/openapi.json").json
    assert api is not None
    fields = api["components"]["schemas"]["DossierRecord"]["properties"]
    assert {"MaHoSo", "TrangThaiHoSo", "NgayHenTra", "DangKyNhanZalo", "DanhSachHoSoBoSung"} <= set(fields)
    assert set(api["paths"]["/api/v1/dossiers"]["post"]["responses"]) == {
        "200",
        "401",
        "409",
        "413",
        "415",
        "422",
        "429",
        "503",
    }


def test_the_examples_in_the_description_are_taken(client: FlaskClient) -> None:
    api = client.get("/api/v1/openapi.json").json
    assert api is not None
    for path in ("/api/v1/dossiers", "/api/v1/progress"):
        example = api["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        answer = push(client, *example["data"], path=path)
        assert answer.json is not None
        assert [r["outcome"] for r in answer.json["results"]] == ["applied"]


def test_five_hundred_records_are_written_quickly(client: FlaskClient) -> None:
    push(client, *[told(DangKyNhanZalo=True) for _ in range(20)])
    records = [told(MaHoSo=f"H44.13-260701-{n:05d}", DangKyNhanZalo=True) for n in range(500)]
    started = time.process_time()
    operations.record_changes(NAME, uuid.uuid4().hex, records)
    assert time.process_time() - started < 1.0
    assert count(Dossier) == 520

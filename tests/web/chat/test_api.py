"""The webhook's address: what is kept, what is refused, what a repeat does (T5, short form)."""

import datetime as dt
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, func, select, text

from portal.chat.models import InboxEvent
from portal.core import clock, limits
from portal.core.db import db
from tests.zalo_events import USER, followed, mac_of, post, post_raw, raw_of, said


def _rows() -> list[InboxEvent]:
    db.session.expire_all()
    return list(db.session.scalars(select(InboxEvent).order_by(InboxEvent.received_at)))


def test_a_signed_event_is_kept_raw_and_due(client: FlaskClient) -> None:
    body = said("Xin chào")
    answer = post(client, body)
    assert (answer.status_code, answer.text) == (200, "ok")
    (row,) = _rows()
    assert (row.name, row.user_id, row.raw, row.done_at) == ("user_send_text", USER, raw_of(body), None)


def test_the_bytes_are_sealed_in_the_database(client: FlaskClient) -> None:
    post(client, said("chuyện riêng"))
    stored = bytes(db.session.scalar(text("SELECT raw FROM inbox_event")))
    assert "chuyện riêng".encode() not in stored


@pytest.mark.parametrize("raw", [b"{}", b" {} \n"])
def test_the_probe_of_registration_has_no_effect(client: FlaskClient, raw: bytes) -> None:
    assert post_raw(client, raw, None).status_code == 200
    assert _rows() == []


def test_the_sample_of_the_console_has_no_effect(client: FlaskClient) -> None:
    body = said("This is testing message") | {"sender": {"id": "1"}, "recipient": {"id": "2"}}
    del body["oa_id"]
    assert post(client, body).status_code == 200
    assert _rows() == []


def test_somebody_who_looks_sees_that_the_address_is_right(client: FlaskClient) -> None:
    assert client.get("/zalo/webhook").status_code == 200
    assert client.put("/zalo/webhook").status_code == 405


def test_a_bad_digest_is_refused_and_counted(client: FlaskClient) -> None:
    for _ in range(3):
        answer = post_raw(client, raw_of(said("Xin chào")), "mac=" + "0" * 64)
        assert answer.status_code == 401
        assert answer.is_json
    assert limits.seen(limits.key("webhook-forged")) == 3
    assert _rows() == []


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 5000, b'{"a":' * 5000])
def test_bytes_that_are_nothing_are_refused(client: FlaskClient, raw: bytes) -> None:
    assert post_raw(client, raw, "mac=" + "0" * 64).status_code == 401


def test_more_than_is_read_is_refused(client: FlaskClient) -> None:
    body = said("a" * 300_000)
    assert post(client, body).status_code == 413
    assert _rows() == []


def test_a_compressed_body_is_refused(client: FlaskClient) -> None:
    raw = raw_of(body := said("a"))
    answer = post_raw(client, raw, mac_of(raw, body["timestamp"]), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_no_forged_or_mutated_event_is_taken(client: FlaskClient) -> None:
    chance = random.Random(5)
    for n in range(300):
        body = said(f"Xin chào {n}")
        raw, stamp = raw_of(body), body["timestamp"]
        mac = mac_of(raw, stamp)
        kind = n % 6
        if kind == 0:
            at = chance.randrange(len(raw))
            raw = raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
        elif kind == 1:
            raw += b" "
        elif kind == 2:
            at = chance.randrange(64)
            mac = mac[:at] + ("0" if mac[at] != "0" else "1") + mac[at + 1 :]
        elif kind == 3:
            mac = mac_of(raw, stamp, secret="SimAppSecret")
        elif kind == 4:
            mac = mac_of(raw, stamp, secret="")
        else:
            mac = mac_of(raw[:-1], stamp)
        assert post_raw(client, raw, f"mac={mac}").status_code == 401, raw
    assert _rows() == []


def test_repeats_even_at_once_are_one_event(ctx: Flask) -> None:
    body = said("Xin chào")

    def again(_: int) -> int:
        return post(ctx.test_client(), body).status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(again, range(200))) == {200}
    assert len(_rows()) == 1


@pytest.mark.parametrize("late", [30, 300, 900, 1800, 3600, 23 * 3600])
def test_a_late_redelivery_is_kept(client: FlaskClient, late: int) -> None:
    assert post(client, said("Xin chào", seconds=-late)).status_code == 200
    (row,) = _rows()
    assert row.done_at is None


@pytest.mark.parametrize("seconds", [-24 * 3600 - 60, 3600])
def test_too_old_or_from_the_future_is_set_aside(client: FlaskClient, seconds: int) -> None:
    assert post(client, said("Xin chào", seconds=seconds)).status_code == 200
    (row,) = _rows()
    assert (row.outcome, row.done_at is None) == ("set_aside", False)


def test_a_truncated_timestamp_is_taken_as_now(client: FlaskClient) -> None:
    body = said("Xin chào") | {"timestamp": "154390853474"}
    assert post(client, body).status_code == 200
    (row,) = _rows()
    assert abs(row.event_at - clock.now()) < dt.timedelta(minutes=1)
    assert row.outcome is None


def test_an_unknown_event_is_stored_and_answered(client: FlaskClient) -> None:
    body = said("a") | {"event_name": "some_future_event"}
    assert post(client, body).status_code == 200
    (row,) = _rows()
    assert (row.name, row.outcome) == ("some_future_event", "stored")


def test_a_signed_body_that_is_odd_json_is_stored(client: FlaskClient) -> None:
    raw = raw_of(body := said("a"))[:-1] + b',"event_name":"again"}'
    assert post_raw(client, raw, mac_of(raw, body["timestamp"])).status_code == 200
    (row,) = _rows()
    assert (row.name, row.raw) == ("unreadable", raw)


def test_nothing_is_said_before_the_commit(client: FlaskClient) -> None:
    post(client, followed())
    with create_engine(db.engine.url, poolclass=NullPool).connect() as other:
        assert other.scalar(select(func.count()).select_from(InboxEvent)) == 1


def test_a_database_that_is_away_is_503_and_never_200(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setitem(db.engines, None, away)
    answer = post(ctx.test_client(), said("Xin chào"))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.undo()
    db.session.remove()
    assert _rows() == []


def test_a_day_and_an_hour_later_the_same_bytes_change_nothing(client: FlaskClient) -> None:
    body = followed()
    post(client, body)
    with time_machine.travel(time.time() + 25 * 3600, tick=True):
        assert post(client, body).status_code == 200
    assert len(_rows()) == 1

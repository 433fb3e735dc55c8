"""Alive, ready, measured."""

import datetime as dt
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import text

from portal.core import clock, queue, settings
from portal.core.db import db, transaction
from portal.doors import health
from portal.zalo.models import ZaloToken
from tests.desk import Browser


def test_alive_asks_nothing(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_names_what_is_missing(client: FlaskClient, redis: Redis) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["parts"] == {
        "database": True, "queue": True, "token": True, "relay": False, "worker": False,
    }  # fmt: skip
    queue.beat("relay:1")
    queue.beat("worker:1")
    assert client.get("/readyz").status_code == 200


def test_an_older_schema_is_not_ready(client: FlaskClient) -> None:
    head = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    try:
        answer = client.get("/readyz")
        assert answer.json
        assert answer.json["parts"]["database"] is False
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
        db.session.commit()


def test_a_queue_that_is_away_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Redis.from_url("unix:///nowhere.sock")
    monkeypatch.setattr(queue, "connection", lambda: gone)
    queue.queue.cache_clear()
    try:
        parts = (client.get("/readyz").json or {})["parts"]
        assert (parts["database"], parts["queue"], parts["relay"], parts["worker"]) == (
            True,
            False,
            False,
            False,
        )
        assert "portal_queue_depth" not in client.get("/metrics").text
    finally:
        queue.queue.cache_clear()


def figures(client: FlaskClient) -> dict[str, float]:
    lines = [line.split() for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_figures_are_read_from_the_database_when_asked(ctx: Flask, client: FlaskClient) -> None:
    assert figures(client)["portal_intents_due"] == 0
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    for state, due in (
        ("queued", 90),
        ("queued", 30),
        ("queued", -60),
        ("sending", 10),
        ("unknown", 5),
        ("sent", 99),
    ):
        db.session.execute(
            text(
                """INSERT INTO intent (id, kind, lane, subject_kind, subject_id, subject_version, citizen_id,
                   oa_id, template_id, params, state, due_at, is_on_wire, attempts, crashes, not_sent,
                   created_at, caused_at)
                   VALUES (:id, 'chat_reply', '1_reply', 'inbox_event', :id, 1, :id, '1', 1, '', :state,
                   now() - make_interval(secs => :due), false, 0, 0, 0, now(), now())"""
            ),
            {"id": uuid.uuid4(), "state": state, "due": due},
        )
    db.session.commit()
    found = figures(client)
    assert (found["portal_intents_due"], found["portal_intents_unknown"]) == (3, 1)
    assert 89 <= found["portal_intents_oldest_due_seconds"] < 120


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "::ffff:203.0.113.9", "garbage"])
def test_figures_are_for_this_machine_only(ctx: Flask, address: str) -> None:
    client = Browser(ctx, ctx.response_class)
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 404
    forged = client.get(
        "/metrics", environ_base={"REMOTE_ADDR": address}, headers={"X-Forwarded-For": "127.0.0.1"}
    )
    assert forged.status_code == 404


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_loopback_is_this_machine(address: str) -> None:
    assert health._is_loopback(address)


def test_a_token_that_needs_a_person_is_told_and_takes_nothing_off(client: FlaskClient, redis: Redis) -> None:
    queue.beat("relay:1")
    queue.beat("worker:1")
    now = clock.now()
    with transaction() as session:
        session.add(
            ZaloToken(
                oa_id=settings.get().zalo_oa_id,
                generation=2,
                issued_at=now - dt.timedelta(hours=2),
                due_at=now,
                consent_needed_at=now,
                problem="-14014",
            )
        )
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["parts"]["token"] is False
    told = figures(client)
    assert (told["portal_zalo_token_held"], told["portal_zalo_token_needs_person"]) == (1, 1)
    assert 7199 < told["portal_zalo_token_age_seconds"] < 7300
    assert "portal_zalo_token_expires_in_seconds" not in told

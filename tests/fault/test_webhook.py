"""T5, short: forged events, repeats at once and a day late, a slow database. The full one: webhook_full."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select

from portal.chat import jobs
from portal.chat.models import InboxEvent
from portal.core import settings
from portal.core.db import database_url, db
from portal.notifications.models import Intent
from tests.fault.forging import forged
from tests.fault.slow import Line, slow_line
from tests.zalo_events import followed, mac_of, post, post_raw, raw_of, said

FORGED, IDS, AT_ONCE = 600, 10, 20


def count(table: type[InboxEvent | Intent]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_no_forged_or_mutated_event_is_taken(client: FlaskClient) -> None:
    answers = Counter(post_raw(client, raw, mac).status_code for raw, mac in forged(FORGED))
    assert answers == {401: FORGED}
    assert count(InboxEvent) == 0


def test_what_is_forged_here_is_taken_when_it_is_not(client: FlaskClient) -> None:
    raw = raw_of(body := said("Xin chào"))
    assert post_raw(client, raw, mac_of(raw, body["timestamp"])).status_code == 200
    assert count(InboxEvent) == 1


def test_repeats_at_once_have_one_effect(ctx: Flask) -> None:
    bodies = [said(f"Xin chào {n}", f"67139204855102{n:05}") for n in range(IDS)]

    def again(n: int) -> int:
        return post(ctx.test_client(), bodies[n % IDS]).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(again, range(IDS * AT_ONCE))) == {200}
    assert count(InboxEvent) == IDS
    for _ in range(2):
        jobs.drain()
        for body in bodies:
            post(ctx.test_client(), body)
    assert (count(InboxEvent), count(Intent)) == (IDS, IDS)


def test_redelivery_up_to_a_day_late_is_one_event(client: FlaskClient) -> None:
    body = followed()
    for late in (0, 30, 300, 900, 1800, 3600, 12 * 3600, 24 * 3600 - 60):
        with time_machine.travel(time.time() + late, tick=True):
            assert post_raw(client, raw_of(body), mac_of(raw_of(body), body["timestamp"])).status_code == 200
    assert count(InboxEvent) == 1


@pytest.mark.parametrize("late", [30, 300, 900, 1800, 3600, 24 * 3600 - 60])
def test_a_first_delivery_up_to_a_day_late_is_not_lost(client: FlaskClient, late: int) -> None:
    body = said("Xin chào", seconds=-late)
    assert post(client, body).status_code == 200
    assert jobs.drain() == 1


def test_a_slow_database_is_asked_once_for_an_event(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ctx.test_client()
    with slow_line(str(_socket()), 0.2) as line:
        engine = create_engine(_through(line))
        monkeypatch.setitem(db.engines, None, engine)
        assert post(client, said("Xin chào")).status_code == 200  # connects
        before = line.trips
        for n in range(5):
            assert post(client, said(f"Xin chào {n}")).status_code == 200
        assert line.trips - before == 5
        before = line.trips

        def at_once(n: int) -> int:
            return post(ctx.test_client(), said(f"Cùng lúc {n}")).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert set(pool.map(at_once, range(AT_ONCE))) == {200}
        assert line.trips - before <= 5  # many events, few commits
        monkeypatch.undo()
        post(client, said("Xin chào"))  # the kept connection goes back to the quick line
        engine.dispose()
    assert count(InboxEvent) == 1 + 5 + AT_ONCE + 1


def _socket() -> Path:
    """PostgreSQL's own socket."""
    asked = parse_qs(urlsplit(settings.get().database_url).query)
    return Path(asked["host"][0]) / f".s.PGSQL.{asked.get('port', ['5432'])[0]}"


def _through(line: Line) -> str:
    head, _, query = settings.get().database_url.partition("?")
    kept = "&".join(part for part in query.split("&") if part.partition("=")[0] not in {"host", "port"})
    parts = urlsplit(head)
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{user}@127.0.0.1:{line.port}" if user else f"127.0.0.1:{line.port}"
    return database_url(parts._replace(netloc=netloc).geturl() + (f"?{kept}" if kept else ""))

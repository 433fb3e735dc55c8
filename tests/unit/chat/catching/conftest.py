"""The pretend Zalo in Zalo's place, whose webhook reaches nobody unless a test hands an event in."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.chat import jobs, operations
from portal.chat.models import CatchUp, InboxEvent
from portal.core import clock, settings
from portal.core.db import db, transaction
from tests.zalo_events import mac_of, raw_of, said
from zalosim.server import Sim

Say = Callable[..., str]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(scope="session")
def _sim() -> Iterator[Sim]:
    with Sim() as sim:
        yield sim


@pytest.fixture
def sim(_sim: Sim, ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sim]:
    """Empty, and the account is ours."""
    _sim.reset()
    for base in ("OPENAPI", "BUSINESS"):
        monkeypatch.setenv(f"ZALO_{base}_BASE", _sim.url)
    monkeypatch.setenv("ZALO_ACCESS_TOKEN", _sim.world.identity.access_token)
    monkeypatch.setenv("ZALO_OA_ID", _sim.world.identity.oa_id)
    settings.get.cache_clear()
    yield _sim
    monkeypatch.undo()
    settings.get.cache_clear()


@pytest.fixture
def say(sim: Sim) -> Say:
    """Somebody wrote so many minutes ago and the webhook did not tell; the id of the message."""

    def write(user_id: str, text: str, minutes: float = 10) -> str:
        sim.world.clock.set(int((clock.now().timestamp() - 60 * minutes) * 1000))
        sim.say(user_id, text)
        sim.world.clock.reset()
        return str(sim.chat(user_id)[-1]["id"])

    return write


def hear(text: str, user_id: str, *, msg_id: str = "", minutes: float = 0) -> None:
    """The webhook tells that somebody writes; received so many minutes ago."""
    body = said(text, user_id)
    if msg_id:
        body["message"]["msg_id"] = msg_id
    raw = raw_of(body)
    operations.receive(raw, mac_of(raw, str(body["timestamp"])))
    jobs.drain()
    with transaction() as session:
        when = clock.now() - minutes * MINUTE
        found = session.query(InboxEvent).order_by(InboxEvent.received_at.desc()).first()
        assert found is not None
        found.received_at = when


def latest() -> CatchUp | None:
    """The newest reading."""
    db.session.rollback()
    return db.session.query(CatchUp).order_by(CatchUp.asked_at.desc()).first()

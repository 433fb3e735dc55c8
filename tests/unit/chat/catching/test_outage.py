"""The webhook's outages are seen within five minutes, told, ended by the next event, and made up for."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal.chat import failures, jobs, operations, outage, watching
from portal.chat.models import (
    CatchUp,
    CatchUpReason,
    CatchUpState,
    Failure,
    InboxEvent,
    OutWhy,
    WebhookFailure,
    WebhookStanding,
)
from portal.chat.operations import catching_up
from portal.core import clock, queue, watch
from portal.core.db import db, transaction
from portal.core.errors import Unavailable
from portal.notifications.models import Attempt, Outcome
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known
from tests.unit.chat.catching.conftest import MINUTE, Say, hear, latest
from tests.unit.chat.test_account_events import told
from tests.unit.notifications.owing import owe, person
from tests.zalo_events import OA, mac_of, post, post_raw, raw_of, said
from zalosim.server import Sim

AN, BICH = "6713920485510237746", "5820174639920145583"
pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture(autouse=True)
def _tally() -> Iterator[None]:
    """Nothing counted by an earlier test."""
    failures._tally.counts.clear()
    failures._tally.told_at.clear()
    failures._tally.is_failing = False
    yield
    failures._tally.counts.clear()


def why() -> OutWhy | None:
    """What the relay's next look says."""
    db.session.rollback()
    found = outage.watch()
    db.session.rollback()
    return found.why if found else None


def looked(minutes: float) -> None:
    """The relay looked then for the last time."""
    with transaction() as session:
        session.add(WebhookStanding(oa_id=OA, looked_until=clock.now() - minutes * MINUTE))


def later(minutes: float) -> "time_machine.travel":
    return time_machine.travel(clock.now() + minutes * MINUTE, tick=True)


def away(*_: object) -> bool:
    raise Unavailable("the database is away", retry_after=5)


def test_calls_we_do_not_take_are_an_outage_until_one_is_taken(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, body = ctx.test_client(), said("Xin chào")
    hear("trước đó", BICH, minutes=1)
    assert why() is None
    with monkeypatch.context() as patch:
        patch.setattr(operations, "receive", away)
        assert post(client, body).status_code == 503
    assert "could not be taken kind=away" in caplog.text  # by the web process, without the database
    assert db.session.scalar(select(WebhookFailure.count)) is None
    failures.flush()
    assert why() is None  # Zalo will try again in half a minute
    travelled = later(1.1)
    travelled.start()
    assert why() is OutWhy.FAILING
    assert watching.webhook().level is watch.Level.ACT
    travelled.stop()
    with later(10):  # Zalo's own pause: no call at all, and still an outage
        assert why() is OutWhy.FAILING
        assert post(client, body).status_code == 200
        failures.flush()
        assert why() is None
        assert len(db.session.scalars(select(CatchUp)).all()) == 1  # the open one goes back far enough
        run = latest()
        assert run is not None
        assert run.since <= clock.now() - 11 * MINUTE
    assert caplog.text.count("the webhook does not work why=failing") == 1
    assert "the webhook works again" in caplog.text


def test_now_and_then_a_failure_is_none_many_are(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ctx.test_client()

    def broken(*_: object) -> bool:
        raise RuntimeError

    app_raises = ctx.config.get("PROPAGATE_EXCEPTIONS")
    monkeypatch.setitem(ctx.config, "PROPAGATE_EXCEPTIONS", False)
    for n in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(operations, "receive", broken)
            assert post(client, said("Xin chào")).status_code == 500
        assert post(client, said("Xin chào")).status_code == 200
        assert why() is (OutWhy.FAILING if n == 2 else None)
    assert app_raises is None


def test_a_repeat_that_is_taken_ends_it_and_late_answers_count(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, body = ctx.test_client(), said("Xin chào")
    hear("trước đó", BICH, minutes=2)
    assert post(client, body).status_code == 200
    with monkeypatch.context() as patch:  # it was kept, but Zalo was told otherwise
        patch.setattr(operations, "receive", away)
        assert post(client, body).status_code == 503
    failures.flush()
    with later(2):
        assert why() is OutWhy.FAILING
        assert post(client, body).status_code == 200
        failures.flush()
        assert why() is None
    with later(10):
        monkeypatch.setattr(failures, "PATIENCE", -1.0)
        for n in range(3):
            assert why() is None
            assert post(client, said(f"{n}")).status_code == 200
            failures.flush()
        assert why() is OutWhy.FAILING


def test_a_wrong_secret_is_an_outage_and_a_stranger_is_not(ctx: Flask) -> None:
    client, raw = ctx.test_client(), raw_of(said("Xin chào"))
    hear("Xin chào", AN)
    for _ in range(3):
        assert post_raw(client, b"{]", None).status_code == 401
    assert why() is None
    with later(2):
        for _ in range(2):
            assert post_raw(client, raw, "mac=" + "0" * 64).status_code == 401
        assert why() is OutWhy.UNSIGNED
        assert "ZALO_OA_SECRET" in watching.webhook().todo
    with later(3):
        hear("Xin chào", AN)
        assert why() is None
        for _ in range(5):  # somebody forges while Zalo is heard
            assert post_raw(client, raw, "mac=" + "0" * 64).status_code == 401
        hear("Xin chào", AN)
        assert why() is None


def test_bytes_that_are_no_event_are_counted(ctx: Flask) -> None:
    client = ctx.test_client()
    assert post_raw(client, b"x", None, **{"Content-Encoding": "gzip"}).status_code == 415
    assert post(client, said("a" * 300_000)).status_code == 413
    odd = b'{"app_id": nothing, "timestamp": "1"}'
    assert operations.receive(odd, mac_of(odd, "1"))
    assert db.session.scalars(select(WebhookFailure.count).filter_by(kind=Failure.UNREADABLE)).all() == [3]


def test_what_the_list_holds_and_nobody_told_is_an_outage_that_goes_on_answering(sim: Sim, say: Say) -> None:
    hear("trước đó", BICH, minutes=20)
    say(AN, "Xin chào", minutes=10)
    assert why() is None
    assert queue.depth() == 0
    jobs.watch_webhook()  # it was quiet: somebody may have written
    assert queue.depth() == 1
    run = latest()
    assert run is not None
    assert (run.reason, run.state) == (CatchUpReason.GAP, CatchUpState.OPEN)
    jobs.catch_up(str(run.id))
    jobs.drain()
    run = latest()
    assert run is not None
    assert (run.state, run.kept, run.answerable) == (CatchUpState.DONE, 1, 1)
    assert why() is OutWhy.LOST
    assert outage.now() is not None
    with later(2):
        assert why() is OutWhy.LOST
        assert catching_up.due() == []
    with later(4):  # still nothing by webhook: asked again, from where the last reading ended
        assert why() is OutWhy.LOST
    hear("có rồi", AN)
    assert why() is None


def test_a_gap_is_looked_into_once_when_events_come_again(sim: Sim) -> None:
    hear("trước đó", BICH, minutes=90)
    looked(90)
    hear("lại có", AN)
    assert why() is None
    run = latest()
    assert run is not None
    assert run.reason is CatchUpReason.GAP
    assert abs(run.since - (clock.now() - 92 * MINUTE)) < MINUTE
    assert not jobs.catch_up(str(run.id))
    assert why() is None
    hear("và nữa", AN)
    assert why() is None
    assert len(db.session.scalars(select(CatchUp)).all()) == 1
    assert sim.world.calls["/v2.0/oa/listrecentchat"] == 1


def test_a_reading_that_failed_is_made_up_for_and_a_shut_door_left_alone(sim: Sim) -> None:
    hear("trước đó", BICH, minutes=90)
    looked(90)
    hear("lại có", AN)
    why()
    with transaction() as session:
        failed = {"state": CatchUpState.FAILED, "ended_at": clock.now()}
        session.execute(update(CatchUp).values(**failed))
    assert why() is None
    assert catching_up.due() == []
    with later(31):
        hear("và nữa", AN)
        abilities.learn(Ability.HISTORY, Known.NO, -223)
        abilities.fix(Ability.HISTORY, Known.NO, None)
        why()
        assert catching_up.due() == []
        abilities.fix(Ability.HISTORY, None, None)
        why()
        assert len(catching_up.due()) == 1
        run = latest()
        assert run is not None
        assert clock.now() - run.since > 120 * MINUTE


def _sent(count: int, minutes: float) -> None:
    """Zalo took so many messages, so many minutes ago."""
    at = clock.now() - minutes * MINUTE
    for number in range(count):
        intent_id = owe(person())
        with transaction() as session:
            session.add(
                Attempt(
                    intent_id=intent_id,
                    channel="zalo_cs",
                    n=1,
                    reference=f"r{number}",
                    reserved_at=at,
                    marked_at=at,
                    ended_at=at,
                    outcome=Outcome.SENT,
                    message_id=f"s{number}",
                )
            )


def test_sends_without_an_echo_are_an_outage_where_echoes_are_usual(sim: Sim) -> None:
    hear("trước đó", BICH, minutes=8)
    _sent(2, minutes=4)
    assert why() is None  # nobody ever saw an echo: the console may not send them
    told("oa_send_text", message={"text": "a", "msg_id": "e1"})
    with transaction() as session:
        session.execute(update(InboxEvent).values(received_at=clock.now() - 30 * MINUTE))
    assert why() is OutWhy.NO_ECHO
    hear("có rồi", AN)
    assert why() is None


def test_old_readings_and_failures_are_forgotten(sim: Sim) -> None:
    old = clock.now() - 100 * dt.timedelta(days=1)
    with transaction() as session:
        session.add(WebhookFailure(minute=old, kind=Failure.AWAY, count=1, last_at=old))
    catching_up.ask(CatchUpReason.GAP, clock.now())
    with transaction() as session:
        values = {"state": CatchUpState.DONE, "asked_at": clock.now() - 25 * 60 * MINUTE}
        session.execute(update(CatchUp).values(**values))
    operations.prune()
    db.session.rollback()
    assert db.session.scalars(select(WebhookFailure)).all() == []
    assert latest() is None

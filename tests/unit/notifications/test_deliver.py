"""From a due intent to its end: every outcome of R4, seen from outside."""

import threading
import uuid

import pytest
from sqlalchemy import select, text

from portal.core.db import db
from portal.notifications import jobs, leases, queries
from portal.notifications.messages import Button
from portal.notifications.models import Attempt, Outcome, QuotaDay, SendingState, State
from tests.fault.stub import Stub
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person


def deliver(*ids: uuid.UUID) -> int:
    return jobs.deliver([str(id_) for id_ in ids])


def attempts(intent_id: uuid.UUID) -> list[Attempt]:
    db.session.rollback()
    return list(db.session.scalars(select(Attempt).filter_by(intent_id=intent_id).order_by(Attempt.n)))


def used() -> int:
    db.session.rollback()
    return db.session.scalars(select(QuotaDay.used)).one()


def test_sent_once_whatever_rings(zalo: Stub) -> None:
    intent = owe(person())
    assert deliver(intent, intent) == 1
    assert deliver(intent) == 0
    found = look(intent)
    assert (found.state, found.due_at, found.lease_token) == (State.SENT, None, None)
    assert found.settled_at is not None
    (attempt,) = attempts(intent)
    assert attempt.outcome is Outcome.SENT
    assert attempt.message_id
    assert attempt.marked_at is not None
    assert len(zalo.taken) == 1
    assert used() == 1


def test_the_link_carries_the_attempts_reference(zalo: Stub, choose: Set) -> None:
    choose(base_url="http://portal.example")
    own = Button("Xem hồ sơ", "url", "http://portal.example/h/abc?x=1")
    other = Button("Cổng quốc gia", "url", "https://dichvucong.gov.vn/")
    intent = owe(person(), buttons=(own, other))
    deliver(intent)
    body = str(zalo.taken[0].body)
    (attempt,) = attempts(intent)
    assert f"http://portal.example/h/abc?x=1&r={attempt.reference}" in body
    assert "'https://dichvucong.gov.vn/'" in body
    assert queries.references(intent) == [attempt.reference]


@pytest.mark.parametrize(
    "how", ["502", "502_taken", "close", "garbage", "empty", "redirect", "-200", "-9999"]
)
def test_unknown_is_listed_and_never_sent_again(zalo: Stub, how: str) -> None:
    zalo.choose = lambda _: how
    intent = owe(person())
    deliver(intent)
    assert look(intent).state is State.UNKNOWN
    assert [one.id for one in queries.unknown()] == [intent]
    zalo.choose = lambda _: "ok"
    db.session.execute(text("UPDATE intent SET due_at = now() - interval '1 day'"))
    db.session.commit()
    assert jobs.relay_once(10) == 0
    assert deliver(intent) == 0
    assert zalo.asked == [how]
    assert used() == 1  # it may have been counted at Zalo too


@pytest.mark.parametrize("code", ["-213", "-201", "-248", "-224", "-230"])
def test_refused_is_final(zalo: Stub, code: str) -> None:
    zalo.choose = lambda _: code
    intent = owe(person())
    deliver(intent)
    assert look(intent).state is State.REFUSED
    assert attempts(intent)[0].error_code == int(code)
    assert used() == 0


def test_the_wrong_door_is_changed_once_and_for_all(zalo: Stub) -> None:
    zalo.choose = lambda told: "-235" if "/v3.0/" in zalo.paths[-1] else "ok"
    first, second = owe(person()), owe(person())
    deliver(first)
    assert look(first).state is State.QUEUED
    deliver(first, second)
    assert {look(first).state, look(second).state} == {State.SENT}
    assert [one.path for one in zalo.taken] == ["/v2.0/oa/message"] * 2
    assert db.session.scalars(select(SendingState.send_version)).one() == 2


def test_two_wrong_doors_are_the_end(zalo: Stub) -> None:
    zalo.choose = lambda _: "-235"
    intent = owe(person())
    for _ in range(4):
        deliver(intent)
    assert (look(intent).state, look(intent).reason) == (State.REFUSED, "no_door")
    assert len(zalo.asked) == 2


@pytest.mark.parametrize("how", ["-32", "429", "-216"])
def test_a_rest_is_for_the_whole_account(zalo: Stub, how: str) -> None:
    zalo.choose = lambda _: how
    first, second = owe(person()), owe(person())
    deliver(first)
    assert deliver(second) == 0
    assert {look(first).state, look(second).state} == {State.QUEUED}
    assert {look(first).reason, look(second).reason} == {"paused"}
    state = db.session.scalars(select(SendingState)).one()
    assert state.paused_until is not None
    assert look(second).due_at == look(first).due_at == state.paused_until
    wait = 90 if how == "429" else 60
    assert wait - 5 < (state.paused_until - state.changed_at).total_seconds() <= wait
    assert used() == 0
    assert jobs.relay_once(10) == 0


def test_a_spent_quota_rests_until_tomorrow(zalo: Stub) -> None:
    zalo.choose = lambda _: "-211"
    first, second = owe(person()), owe(person())
    deliver(first)
    assert deliver(second) == 0
    assert len(zalo.asked) == 1
    assert db.session.scalars(select(SendingState.paused_why)).one() == "quota"


def test_one_persons_window_holds_up_nobody_else(zalo: Stub) -> None:
    zalo.choose = lambda _: "-218" if len(zalo.asked) == 0 else "ok"
    first, second = owe(person()), owe(person())
    deliver(first)
    deliver(second)
    assert (look(first).state, look(first).reason) == (State.QUEUED, "not_now")
    assert look(second).state is State.SENT


def test_an_account_that_is_refused_again_and_again_rests(zalo: Stub) -> None:
    zalo.choose = lambda _: "-224"
    intents = [owe(person()) for _ in range(4)]
    for intent in intents:
        deliver(intent)
    assert [look(intent).state for intent in intents] == [State.REFUSED] * 3 + [State.QUEUED]


def test_no_connection_goes_up_the_ladder_and_ends(zalo: Stub, choose: Set) -> None:
    choose(zalo_openapi_base="http://127.0.0.1:9", retry_ladder="0,60,300")
    intent = owe(person())
    waits = []
    for _ in range(4):
        deliver(intent)
        found = look(intent)
        if found.due_at is not None:
            ended = attempts(intent)[-1].ended_at
            assert ended is not None
            waits.append((found.due_at - ended).total_seconds())
            db.session.execute(text("UPDATE intent SET due_at = now() - interval '1 s'"))
            db.session.commit()
    assert (look(intent).state, look(intent).reason) == (State.FAILED, "tries_used_up")
    assert waits[0] < 1
    assert 45 < waits[1] < 73
    assert 235 < waits[2] < 361
    assert [one.outcome for one in attempts(intent)] == [Outcome.NOT_SENT] * 4
    assert [one.id for one in queries.open_ones()] == [intent]
    assert used() == 0


def test_the_same_failure_while_others_get_through_is_quarantined(zalo: Stub, choose: Set) -> None:
    intent = owe(person())
    choose(zalo_openapi_base="http://127.0.0.1:9", retry_ladder="0,0,0,0,0,0,0,0")
    for _ in range(4):
        deliver(intent)
    choose(zalo_openapi_base=zalo.url)
    deliver(owe(person()))
    choose(zalo_openapi_base="http://127.0.0.1:9")
    deliver(intent)
    assert (look(intent).state, look(intent).reason) == (State.QUARANTINED, "same_failure")


def test_no_connection_to_the_database_is_held_during_calls(zalo: Stub) -> None:
    pool, held = db.engine.pool, []
    everybody = threading.Barrier(3, timeout=3)

    def during(_: object) -> str:
        everybody.wait()
        held.append(pool.checkedout())  # type: ignore[attr-defined]
        everybody.wait()
        return "ok"

    zalo.choose = during
    deliver(*[owe(person()) for _ in range(3)])
    assert held == [0, 0, 0]
    assert len(zalo.taken) == 3


def test_a_slow_one_does_not_hold_up_what_others_learnt(zalo: Stub) -> None:
    slow, quick = owe(person()), owe(person())
    zalo.choose = lambda told: "quiet" if look_up(told) == slow else "ok"
    quick_code = look(quick).params["code"]

    def look_up(told: dict[str, object]) -> uuid.UUID:
        return quick if quick_code in str(told) else slow

    deliver(slow, quick)
    sent, lost = look(quick), look(slow)
    assert (sent.state, lost.state) == (State.SENT, State.UNKNOWN)
    (quick_call,), (slow_call,) = attempts(quick), attempts(slow)
    assert quick_call.ended_at is not None
    assert slow_call.ended_at is not None
    assert (slow_call.ended_at - quick_call.ended_at).total_seconds() > 0.5


def test_after_stop_no_new_attempt_is_started(zalo: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    intent = owe(person())
    leases.hand_over(10)
    monkeypatch.setattr(jobs, "_stopping", threading.Event())
    jobs.stop()
    assert deliver(intent) == 0
    found = look(intent)
    assert (found.state, found.lease_token) == (State.QUEUED, None)
    assert found.due_at is not None

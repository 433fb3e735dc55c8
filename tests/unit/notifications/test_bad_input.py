"""Every code and every class of answer to a send: what the citizen gets, what staff see, what is tried again.

Nothing is ever sent twice, whatever came back and however often the doorbell rings.
"""

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.account import queries as account
from portal.core import settings
from portal.core.db import db
from portal.notifications import jobs, messages, queries
from portal.notifications.models import Attempt, Outcome, State
from portal.zalo.codes import CODES, Class, Host
from portal.zalo.oa import pace
from tests.fault.stub import Stub
from tests.unit.notifications.owing import look, owe, person
from tests.unit.zalo.contract_codes import FACTS


@dataclass(frozen=True)
class Expected:
    """What becomes of a message after one answer, and after Zalo is well again."""

    state: State
    reasons: frozenset[str]
    is_tried_again: bool


LATER = Expected(State.QUEUED, frozenset({"paused", "not_now", "no_token"}), is_tried_again=True)
FINAL = Expected(State.REFUSED, frozenset({"refused"}), is_tried_again=False)
UNKNOWN = Expected(State.UNKNOWN, frozenset({"unclear_answer"}), is_tried_again=False)
BY_CLASS = {
    Class.TOKEN: LATER,
    Class.BACK_OFF: LATER,
    Class.WINDOW: LATER,
    Class.SWITCH: Expected(State.QUEUED, frozenset({"wrong_door"}), is_tried_again=True),
    Class.REUPLOAD: FINAL,
    Class.USER: FINAL,
    Class.PAYLOAD: FINAL,
    Class.OPERATOR: FINAL,
    Class.AMBIGUOUS: UNKNOWN,
    Class.UNLISTED: UNKNOWN,
}
SENDS = sorted(FACTS[Host.OA]) + [-1, -99_999]


def deliver(*ids: uuid.UUID) -> int:
    return jobs.deliver([str(id_) for id_ in ids])


def as_if_due() -> None:
    """Whatever waits may go now, every pause is over; what is final or unknown is left as it is."""
    db.session.execute(text("UPDATE intent SET due_at = now() - interval '1 s'"))
    db.session.execute(text("UPDATE sending_state SET paused_until = NULL"))
    db.session.execute(text("UPDATE oa_pace SET minute = 0"))
    db.session.commit()


def settle(intent: uuid.UUID) -> None:
    """Ring as often as anybody could."""
    for _ in range(3):
        as_if_due()
        jobs.relay_once(10)
        deliver(intent, intent)


@pytest.mark.parametrize("number", SENDS)
def test_a_code(zalo: Stub, number: int) -> None:
    kind = CODES[number].kind if number in CODES else Class.UNLISTED
    expected = BY_CLASS[kind]
    said = [str(number)]
    zalo.choose = lambda _: said[0] if len(zalo.asked) == 0 else "ok"
    intent = owe(person())
    deliver(intent)
    found = look(intent)
    assert found.state is expected.state
    assert found.reason in expected.reasons
    # Staff: a sentence for the state, and for the code with its next step.
    assert messages.REASONS[str(found.reason)].endswith(".")
    (refusal,) = account.refusals()
    assert (refusal.number, refusal.code.kind, refusal.times) == (number, kind, 1)
    assert refusal.code.step
    assert [one.id for one in queries.unknown()] == ([intent] if expected is UNKNOWN else [])
    # The citizen: nothing yet; in the end one message or none, never two.
    assert zalo.taken == []
    settle(intent)
    assert len(zalo.taken) == int(expected.is_tried_again)
    assert look(intent).state is (State.SENT if expected.is_tried_again else expected.state)
    assert len(zalo.asked) == 1 + int(expected.is_tried_again)


WIRE: dict[str, Expected] = {
    **dict.fromkeys(
        ("502", "502_taken", "html", "garbage", "empty", "cut", "huge", "redirect", "no_id"), UNKNOWN
    ),
    **dict.fromkeys(("close", "reset", "quiet", "drip", "late"), UNKNOWN),
    "429": LATER,
}


@pytest.mark.parametrize("how", list(WIRE))
def test_a_class_of_answers(zalo: Stub, how: str) -> None:
    expected = WIRE[how]
    zalo.choose = lambda _: how if len(zalo.asked) == 0 else "ok"
    intent = owe(person())
    deliver(intent)
    assert look(intent).state is expected.state
    assert look(intent).reason in expected.reasons
    taken = len(zalo.taken)  # some behaviours take the message and do not say so
    settle(intent)
    assert len(zalo.taken) <= 1 + int(how == "late")
    assert len(zalo.taken) == (1 if expected.is_tried_again else taken)
    assert [one.id for one in queries.unknown()] == ([] if expected.is_tried_again else [intent])


def test_nobody_listening_is_tried_again_and_sent_once(zalo: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    intent = owe(person())
    monkeypatch.setenv("ZALO_OPENAPI_BASE", "http://127.0.0.1:9")
    settings.get.cache_clear()
    deliver(intent)
    assert (look(intent).state, look(intent).reason) == (State.QUEUED, "retry")
    monkeypatch.setenv("ZALO_OPENAPI_BASE", zalo.url)
    settings.get.cache_clear()
    settle(intent)
    assert len(zalo.taken) == 1
    told = db.session.scalars(select(Attempt.outcome).order_by(Attempt.n)).all()
    assert told == [Outcome.NOT_SENT, Outcome.SENT]


def test_an_account_that_cannot_write_to_people_says_so_for_each(zalo: Stub, ctx: Flask) -> None:
    zalo.choose = lambda told: "-235" if "/v3.0/" in zalo.paths[-1] else "-240"
    first, second = owe(person()), owe(person())
    for _ in range(3):
        as_if_due()
        deliver(first)
    assert (look(first).state, look(first).reason) == (State.REFUSED, "no_door")
    asked = len(zalo.asked)
    settle(second)
    assert (look(second).state, look(second).reason) == (State.FAILED, "articles_only")
    assert len(zalo.asked) == asked  # nobody asks a door that is known to be shut
    assert [one.id for one in queries.open_ones()] == [second]
    assert messages.REASONS["articles_only"].startswith("Không thông báo được")


def test_no_more_calls_a_minute_than_the_account_may_make(
    zalo: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace.take(4000)
    intent = owe(person())
    assert deliver(intent) == 0
    found = look(intent)
    assert (found.state, found.reason, found.attempts) == (State.QUEUED, "pace", 0)
    settle(intent)
    assert len(zalo.taken) == 1

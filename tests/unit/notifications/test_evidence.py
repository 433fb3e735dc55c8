"""R5: echo, conversation and receipts settle what nobody knew; without evidence officers decide."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.chat import operations as chat
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications import evidence, gates, leases, settling
from portal.notifications.evidence import Doubt
from portal.notifications.leases import NOW, seconds
from portal.notifications.models import Attempt, Intent, Lane, State
from tests.unit.notifications.owing import look, owe, person
from tests.zalo_events import OA, event, mac_of, numbers, raw_of
from zalosim.server import Sim

Set = Callable[..., None]
pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture(scope="module")
def _sim() -> Iterator[Sim]:
    with Sim() as sim:
        yield sim


@pytest.fixture
def sim(_sim: Sim, ctx: Flask, choose: Set) -> Sim:
    """The pretend Zalo in Zalo's place."""
    _sim.reset()
    choose(zalo_openapi_base=_sim.world.base_url)
    return _sim


def unknown(age: float = 3600.0, **over: object) -> uuid.UUID:
    """A message that was marked `age` seconds ago, and nobody knows how its call ended."""
    id_ = owe(person(), **over)
    gates.pass_through(leases.reserve([id_]))
    with transaction() as session:
        values = {"state": State.UNKNOWN, "reason": "unclear_answer", "due_at": None}
        session.execute(update(Intent).where(Intent.id == id_).values(**values))
        session.execute(update(Attempt).where(Attempt.intent_id == id_).values(marked_at=NOW - seconds(age)))
    db.session.remove()
    return id_


def doubt_of(id_: uuid.UUID) -> Doubt:
    return next(doubt for doubt in evidence.doubts() if doubt.intent_id == id_)


def hear(name: str, doubt: Doubt, **message: object) -> None:
    """Zalo tells of a message to this person."""
    sides = {"sender": {"id": OA}, "recipient": {"id": doubt.user_id}}
    message = {"msg_id": f"z{next(numbers)}", **message}
    body: dict[str, Any] = event(name, message=message) | sides
    sender = message.pop("sender", None)
    raw = raw_of(body | ({"sender": sender} if sender else {}))
    assert chat.receive(raw, mac_of(raw, body["timestamp"]))


def attempt(id_: uuid.UUID) -> Attempt:
    db.session.rollback()
    return db.session.scalars(select(Attempt).filter_by(intent_id=id_)).one()


def test_an_echo_with_the_very_text_proves_it() -> None:
    id_ = unknown()
    hear("oa_send_text", doubt_of(id_), text=doubt_of(id_).text, msg_id="z-echo")
    assert chat.settle_by_echoes() == 1
    assert look(id_).state is State.SENT
    assert (attempt(id_).message_id, attempt(id_).evidence) == ("z-echo", "echo")


def test_an_echo_with_our_reference_proves_it() -> None:
    id_ = unknown()
    doubt = doubt_of(id_)
    hear("oa_send_template", doubt, attachments=[{"payload": {"url": f"https://x/h/1?r={doubt.reference}"}}])
    assert chat.settle_by_echoes() == 1


def test_other_words_another_person_or_an_officer_prove_nothing() -> None:
    id_, other = unknown(), unknown()
    doubt = doubt_of(id_)
    hear("oa_send_text", doubt, text="Chào bạn")
    hear("oa_send_text", doubt_of(other), text=doubt.text)
    hear("oa_send_text", doubt, text=doubt.text, sender={"id": OA, "admin_id": "8840127365519044213"})
    hear("user_received_message", doubt)
    assert chat.settle_by_echoes() == 0
    assert look(id_).state is State.UNKNOWN


def test_one_echo_settles_one_of_two_equal_messages() -> None:
    someone = person()
    ids = [unknown() for _ in range(2)]
    with transaction() as session:
        session.execute(update(Intent).where(Intent.id.in_(ids)).values(citizen_id=someone))
        params = session.get_one(Intent, ids[0]).params
        session.get_one(Intent, ids[1]).params = params
    hear("oa_send_text", doubt_of(ids[0]), text=doubt_of(ids[0]).text)
    assert [chat.settle_by_echoes() for _ in range(2)] == [1, 0]
    assert sorted(look(id_).state for id_ in ids) == sorted([State.SENT, State.UNKNOWN])


def test_receipts_are_written_down_also_those_that_came_before_we_knew() -> None:
    id_ = unknown()
    doubt = doubt_of(id_)
    hear("user_received_message", doubt, msg_id="z-early")
    hear("user_seen_message", doubt, msg_ids=["z-early", "z-other"])
    assert chat.read_receipts() == 2
    assert attempt(id_).received_at is None
    hear("oa_send_text", doubt, text=doubt.text, msg_id="z-early")
    assert chat.settle_by_echoes() == 1
    assert chat.read_receipts() == 3
    assert attempt(id_).received_at is not None
    assert attempt(id_).seen_at is not None
    assert chat.read_receipts() == 0


def _meet(sim: Sim, id_: uuid.UUID, *, told: bool) -> None:
    """Zalo knows the person; the chat reaches back before the call, and holds our message if `told`."""
    doubt = doubt_of(id_)
    assert doubt.user_id
    world = sim.world
    world.visitor(doubt.user_id)
    now = int(clock.now().timestamp() * 1000)
    said = [("user", "Xin chào", now - 7_200_000), *([("oa", doubt.text, now - 3_590_000)] if told else [])]
    for n, (who, text, at) in enumerate(said):
        world.chats.add(doubt.user_id, {"id": f"c{n}", "from": who, "time": at, "type": "text", "text": text})


def test_the_conversation_proves_presence(sim: Sim) -> None:
    id_ = unknown()
    _meet(sim, id_, told=True)
    assert settling.ask() == 1
    assert (look(id_).state, attempt(id_).evidence) == (State.SENT, "conversation")


def test_the_conversation_proves_absence_and_it_goes_out_again(sim: Sim) -> None:
    id_ = unknown()
    _meet(sim, id_, told=False)
    assert settling.ask() == 1
    assert (look(id_).state, look(id_).reason) == (State.QUEUED, "proved_absent")
    assert len(leases.reserve([id_])) == 1


def test_absence_is_not_believed_before_half_an_hour(sim: Sim) -> None:
    id_ = unknown(age=1700)
    _meet(sim, id_, told=False)
    assert settling.ask() == 0
    assert look(id_).state is State.UNKNOWN


def test_a_broadcast_is_never_sent_again_by_a_machine(sim: Sim) -> None:
    id_ = unknown(lane=Lane.BULK)
    _meet(sim, id_, told=False)
    assert settling.ask() == 0
    assert look(id_).state is State.UNKNOWN


@pytest.mark.parametrize("away", ["empty", "off", "refused"])
def test_without_a_source_it_stays_unknown_and_listed(sim: Sim, away: str) -> None:
    id_ = unknown()
    if away == "off":
        sim.configure(conversations=False)
    if away == "empty":
        sim.world.visitor(doubt_of(id_).user_id or "")
    assert settling.ask() == 0
    assert look(id_).state is State.UNKNOWN
    assert [one.intent_id for one in evidence.doubts()] == [id_]


def test_each_is_asked_about_at_its_turn_only(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    _meet(sim, unknown(age=120), told=False)
    unknown(age=10)  # its echo may still come
    asked: list[str] = []

    def note(_: Doubt, user_id: str) -> bool:
        asked.append(user_id)
        return False

    monkeypatch.setattr(settling, "_asked", note)
    for _ in range(3):
        settling.ask()
    assert len(asked) == 1


def test_what_zalo_told_of_the_limit_holds_from_now_on() -> None:
    body = event("change_oa_daily_quota", oaId=OA, quota={"prev_value": 500, "new_value": 1})
    raw = raw_of({name: value for name, value in body.items() if name not in {"sender", "recipient"}})
    assert chat.receive(raw, mac_of(raw, body["timestamp"]))
    (taken,) = chat.take(5)
    assert chat.work(taken)
    assert [len(leases.reserve([owe(person())])) for _ in range(2)] == [1, 0]

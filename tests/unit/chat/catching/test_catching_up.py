"""Messages the webhook lost are found in the recent chats, kept once, answered only while they are fresh."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from portal.chat import jobs, listing
from portal.chat.models import CatchUpReason, CatchUpState, InboxEvent
from portal.chat.operations import catching_up
from portal.citizens import operations as citizens
from portal.citizens import queries
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict
from portal.notifications import gates, leases
from portal.notifications.models import Attempt, Intent
from tests.unit.chat.catching.conftest import Say, hear, latest
from tests.unit.chat.conftest import citizen
from tests.unit.notifications.owing import owe, person
from tests.zalo_events import OA
from zalosim.server import Sim

HOUR = dt.timedelta(hours=1)
AN, BICH, CHAU = "6713920485510237746", "5820174639920145583", "4917285036644720916"


def catch_up(hours: float = 24) -> tuple[int, int, int, int]:
    """Read once, work on what came; messages, known, kept, answerable."""
    run_id = catching_up.ask(CatchUpReason.COMMAND, clock.now() - hours * HOUR)
    while catching_up.go_on(run_id):
        pass
    jobs.drain()
    run = latest()
    assert run is not None
    assert run.state is CatchUpState.DONE, run.error
    assert run.seen == []
    return run.messages, run.known, run.kept, run.answerable


def owed() -> int:
    return db.session.scalar(select(func.count(Intent.id))) or 0


def outcomes() -> dict[str, str | None]:
    rows = db.session.execute(select(InboxEvent.message_ids, InboxEvent.outcome))
    return {ids[0]: outcome for ids, outcome in rows}


def test_what_was_lost_is_answered_once_whichever_comes_first(sim: Sim, say: Say) -> None:
    lost, told = say(AN, "Xin chào"), say(BICH, "trợ giúp")
    hear("trợ giúp", BICH, msg_id=told)
    assert owed() == 1
    total, is_cut = catching_up.rehearse(clock.now() - HOUR)
    assert (total.messages, total.known, total.kept, total.answerable, is_cut) == (2, 1, 1, 1, False)
    assert db.session.scalar(select(func.count(InboxEvent.id))) == 1
    assert catch_up() == (2, 1, 1, 1)
    assert owed() == 2
    hear("Xin chào", AN, msg_id=lost)  # the webhook's own repeat comes after all
    assert catch_up() == (2, 2, 0, 0)
    assert owed() == 2
    event = db.session.scalars(select(InboxEvent).filter_by(origin="recent_chats")).one()
    assert (event.name, event.outcome, event.message_ids) == ("user_send_text", "answered", [lost])
    known = queries.by_zalo(OA, AN)
    assert known is not None
    assert known.last_interaction_at == event.event_at


def test_nobody_is_answered_late_twice_or_beside_a_person(sim: Sim, say: Say) -> None:
    old = say(AN, "dừng", minutes=26 * 60)
    first, again = say(BICH, "Xin chào", minutes=30), say(BICH, " xin  chào", minutes=20)
    answered = say(CHAU, "làm lại căn cước", minutes=15)
    person = {"type": "text", "text": "Chào bác", "from": "oa", "id": "by-hand", "seq": 0}
    sim.world.chats.add(CHAU, person | {"time": sim.world.clock.now_ms() - 5 * 60_000})
    young = say(CHAU, "còn mới", minutes=0)
    assert catch_up(48) == (4, 0, 4, 1)
    assert outcomes() == {old: "done", first: "done", again: "answered", answered: "done"}
    assert owed() == 1
    assert young not in outcomes()


def test_our_own_notice_is_no_answer(sim: Sim, say: Say) -> None:
    say(AN, "Xin chào", minutes=20)
    intent_id = owe(person())
    gates.pass_through(leases.reserve([intent_id]))
    db.session.query(Attempt).update({"message_id": "pushed"})
    db.session.commit()
    notice = {"type": "text", "text": "Hồ sơ của bạn", "from": "oa", "id": "pushed", "seq": 0}
    sim.world.chats.add(AN, notice | {"time": sim.world.clock.now_ms() - 5 * 60_000})
    assert catch_up() == (1, 0, 1, 1)


def test_what_a_person_has_decided_since_stands(sim: Sim, say: Say) -> None:
    hear("Xin chào", AN)
    who = citizen()
    stop = say(AN, "dừng", minutes=30)
    citizens.agree("dossier_notify", citizen_id=who, text_version="1", channel="counter", evidence="e")
    assert catch_up() == (1, 0, 1, 0)
    assert outcomes()[stop] == "stored"
    assert queries.may_tell(who, "dossier_notify", None)


def test_every_kind_of_message_has_its_event(sim: Sim, say: Say) -> None:
    sim.world.clock.advance(-600)
    sim.send_file(AN, b"%PDF-1.4", "don.pdf")
    sim.send_file(AN, bytes.fromhex("89504e470d0a1a0a") + b"0" * 64, "anh.png", "biên nhận")
    sim.share_info(AN)
    sim.world.clock.reset()
    assert catch_up() == (3, 0, 2, 2)
    run = latest()
    assert run is not None
    assert run.unreadable == 1
    names = set(db.session.scalars(select(InboxEvent.name)))
    assert names == {"user_send_file", "user_send_image"}


def test_a_person_who_was_erased_is_not_brought_back_by_what_was_told_before(sim: Sim, say: Say) -> None:
    told = say(AN, "Xin chào", minutes=30)
    hear("Xin chào", AN, msg_id=told)
    citizens.erase(citizen(), "test", "e")
    assert catch_up() == (1, 1, 0, 0)
    assert queries.by_zalo(OA, AN) is None


def test_many_chats_are_read_in_parts_and_a_kill_repeats_nothing(
    sim: Sim, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(23):
        say(str(7_000_000_000_000_000_000 + n), "Xin chào", minutes=30 - n)
    monkeypatch.setattr(catching_up, "MOST_SECONDS", 0.0)
    run_id = catching_up.ask(CatchUpReason.DESK, clock.now() - HOUR)
    with pytest.raises(Conflict):
        catching_up.ask(CatchUpReason.DESK, clock.now() - HOUR)
    read = listing.messages_since
    calls: list[str] = []

    def killed(user_id: str, since: dt.datetime) -> object:
        calls.append(user_id)
        if len(calls) == 12:
            raise KeyboardInterrupt
        return read(user_id, since)

    monkeypatch.setattr(listing, "messages_since", killed)
    monkeypatch.setattr(catching_up, "MOST_SECONDS", 100.0)
    with pytest.raises(KeyboardInterrupt):
        catching_up.go_on(run_id)
    assert catching_up.due() == []  # somebody may still be at it
    monkeypatch.setattr(catching_up, "_take", _taken_over(catching_up.LEASE))
    assert catching_up.go_on(run_id) is False
    run = latest()
    assert run is not None
    assert (run.chats, run.kept, len(calls), len(set(calls))) == (23, 23, 24, 23)
    monkeypatch.setattr(listing, "MOST_LIST_PAGES", 1)
    assert listing.chats_since(clock.now() - HOUR, 500).is_cut


def _taken_over(lease: dt.timedelta) -> object:
    """Take it as if the lease had run out."""
    take = catching_up._take

    def later(run_id: object) -> object:
        db.session.rollback()
        run = latest()
        assert run is not None
        run.due_at -= lease + HOUR
        db.session.commit()
        return take(run_id)  # type: ignore[arg-type]

    return later


def test_who_writes_while_the_list_is_read_pushes_nobody_out(
    sim: Sim, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = [str(7_000_000_000_000_000_000 + n) for n in range(15)]
    for n, user in enumerate(users):
        say(user, "Xin chào", minutes=60 - n)
    page, looks = listing._page, 0

    def moving(call: listing.Rows) -> object:
        nonlocal looks
        looks += 1
        found = page(call)
        if looks == 1:  # somebody of the second page comes to the top
            say(users[0], "còn đó không", minutes=5)
        return found

    monkeypatch.setattr(listing, "_page", moving)
    assert set(listing.chats_since(clock.now() - 2 * HOUR, 500).users) == set(users)


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ({"what": "status", "status": 502}, CatchUpState.OPEN, None),
        ({"what": "truncated"}, CatchUpState.OPEN, None),
        ({"what": "error", "error": -32}, CatchUpState.OPEN, -32),
        ({"what": "error", "error": -223}, CatchUpState.OPEN, -223),
        ({"what": "error", "error": -201}, CatchUpState.FAILED, -201),
    ],
)
def test_what_zalo_does_not_tell_is_asked_again_or_left(
    sim: Sim, say: Say, fault: dict[str, object], state: CatchUpState, code: int | None
) -> None:
    say(AN, "Xin chào")
    sim.faults([{**fault, "endpoint": "/v2.0/oa/listrecentchat"}])
    run_id = catching_up.ask(CatchUpReason.COMMAND, clock.now() - HOUR)
    assert not catching_up.go_on(run_id)
    run = latest()
    assert run is not None
    assert (run.state, run.error_code, run.tries, run.kept) == (state, code, 1, 0)
    assert run.due_at > clock.now() or state is CatchUpState.FAILED

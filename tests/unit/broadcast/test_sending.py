"""Rows are written once, marked once, counted; gates and bursts of errors hold what waits."""

import datetime as dt
import threading
import time
import uuid

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from portal.broadcast.audience import Audience
from portal.broadcast.models import Broadcast, Recipient, State
from portal.broadcast.sending import bursts, clockwork, counts, preparing, receipts, repeating, taking
from portal.broadcast.sending.meaning import Ended
from portal.citizens.models import ZaloIdentity
from portal.core import clock, queue, settings
from portal.core.db import db, transaction
from portal.notifications import channel, quota, stops
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear, WrongDoor
from portal.zalo.oa.models import Pace
from tests.broadcasts import follower, user_of


def planned(minutes: float = 0.0, **over: object) -> uuid.UUID:
    """One that was agreed to, due so many minutes ago; its id."""
    now, told, made = clock.now(), Audience(), uuid.uuid4()
    values = {
        "id": made,
        "oa_id": settings.get().zalo_oa_id,
        "title": "Tin",
        "folded": "tin",
        "way": "message",
        "body": "Lời",
        "link": "",
        "audience": told.told(),
        "audience_hash": told.digest,
        "state": State.APPROVED,
        "planned_at": now - dt.timedelta(minutes=minutes),
        "repeat": "",
        "form_token": uuid.uuid4(),
        "approvals": [],
        "dry_run": {},
        "made_at": now,
        "changed_at": now,
        **over,
    }
    with transaction() as session:
        session.execute(insert(Broadcast).values(values))
    return made


def read(made: uuid.UUID) -> Broadcast:
    found = db.session.get(Broadcast, made, populate_existing=True)
    assert found is not None
    return found


def sending(made: uuid.UUID) -> taking.Work:
    """Begun and prepared."""
    assert clockwork.begin(made) is State.PREPARING
    assert preparing.prepare(made)
    assert not preparing.prepare(made)
    work = taking.next_work()
    assert work is not None
    assert work.id == made
    return work


@pytest.fixture(autouse=True)
def any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIET_FROM", "0")
    monkeypatch.setenv("QUIET_UNTIL", "0")
    settings.get.cache_clear()


def test_each_row_is_marked_once_and_ends_as_its_answer_says(ctx: Flask) -> None:
    people = [follower("chinh-sach") for _ in range(7)]
    gone = people.pop()
    work = sending(planned())
    with transaction() as session:
        left = ZaloIdentity.user_id == user_of(gone)
        session.execute(update(ZaloIdentity).where(left).values(is_following=False))
    marked = taking.turn(work, [], 50)
    assert len(marked) == 6
    assert taking.turn(work, [], 50) == []
    errors = [
        None,
        Unclear("x"),
        NotSent("x"),
        Refused("x", code=-213),
        WrongDoor("x"),
        NotNow("x", code=-311),
    ]
    ended = [
        Ended(row, work.version, message_id=None if error else "m1", error=error)
        for row, error in zip(marked, errors, strict=True)
    ]
    taking.turn(work, ended, 0)
    taking.turn(work, ended, 0)  # told again: nothing changes
    one = read(work.id)
    kept = {state.value: getattr(one, state.value) for state in counts.COUNTED}
    assert kept == {"sent": 1, "unknown": 1, "refused": 2, "failed": 0, "excluded": 1, "cancelled": 0}
    assert receipts.note({"m1": clock.now(), "zz": clock.now()}, is_seen=True) == 1
    assert receipts.note({"m1": clock.now()}, is_seen=True) == 1
    one = read(work.id)
    assert (one.people, one.received, one.seen) == (7, 1, 1)


def test_a_dead_workers_rows_are_unknown_and_its_late_answer_is_evidence(ctx: Flask) -> None:
    follower("chinh-sach")
    work = sending(planned())
    row = taking.turn(work, [], 9)[0]
    with transaction() as session:
        session.execute(update(Recipient).values(lease_until=clock.now() - dt.timedelta(seconds=1)))
    assert clockwork.expire() == 1
    assert (read(work.id).unknown, read(work.id).sent) == (1, 0)
    assert taking.turn(work, [], 9) == []
    taking.turn(work, [Ended(row, work.version, message_id="late")], 0)
    assert (read(work.id).unknown, read(work.id).sent) == (0, 1)
    clockwork.run()
    assert read(work.id).state is State.DONE


def test_a_burst_of_errors_halts_and_a_pause_marks_nobody(ctx: Flask) -> None:
    for _ in range(counts.MOST_ERRORS + 4):
        follower("chinh-sach")
    work = sending(planned())
    marked = taking.turn(work, [], counts.MOST_ERRORS + 1)
    assert len(marked) == counts.MOST_ERRORS + 1
    ended = [Ended(row, work.version, error=Refused("x", code=-213)) for row in marked]
    assert taking.turn(work, ended, 5) == []
    assert (read(work.id).state, read(work.id).reason) == (State.HALTED, counts.BURST)
    with transaction() as session:
        session.execute(update(Broadcast).values(state=State.SENDING))
    channel.turn(off=True, why="thử")
    assert taking.turn(work, [], 5) == []
    assert taking.next_work() is None
    channel.turn(off=False, why="")
    assert len(taking.turn(work, [], 5)) == 3


def test_after_an_outage_it_asks_and_a_repeated_one_comes_again(ctx: Flask) -> None:
    late, daily = planned(240), planned(1, repeat="daily", title="Lặp")
    clockwork.run()
    assert (read(late).state, read(late).reason) == (State.MISSED, clockwork.SLEPT)
    assert read(daily).state is State.PREPARING
    again = db.session.scalars(select(Broadcast).filter_by(repeats_id=daily)).one()
    assert (again.state, again.occurrence, again.title) == (State.APPROVED, 1, "Lặp")
    first = dt.datetime(2027, 1, 31, 2, 0, tzinfo=dt.UTC)
    assert repeating.after(first, "month_end") == dt.datetime(2027, 2, 28, 2, 0, tzinfo=dt.UTC)
    assert repeating.after(first, "") is None


def test_places_lie_evenly_and_leave_room_for_what_is_urgent(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_CALLS_PER_MINUTE", "60")
    monkeypatch.setenv("DAILY_QUOTA", "100")
    settings.get.cache_clear()
    made = planned()
    granted, wait = taking.places(made, 50)
    assert granted == 1
    assert 0 < wait < 1.1
    assert taking.places(made, 50)[0] == 0
    with transaction() as session:
        session.execute(update(Pace).values(bulk_at=None))
    quota.learn(settings.get().zalo_oa_id, 1)
    assert taking.places(made, 50)[0] == 0
    assert read(made).rest_why == "quota"


def test_while_zalo_has_trouble_nobody_is_marked_and_the_desk_says_why(ctx: Flask) -> None:
    for _ in range(3):
        follower("chinh-sach")
    made = planned()
    work = sending(made)
    assert stops.begin(stops.TROUBLE, "Zalo không trả lời", None)
    assert taking.turn(work, [], 2) == []
    one = read(made)
    assert one.rest_why == "provider_trouble"
    assert one.rest_until is not None
    assert taking.next_work() is None
    stops.end(stops.TROUBLE, None)
    with transaction() as session:
        session.execute(update(Broadcast).values(rest_until=clock.now() - dt.timedelta(seconds=1)))
    assert len(taking.turn(work, [], 2)) == 2


def test_a_turn_goes_on_beside_a_waiting_turn_unless_something_else_comes_first(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower("chinh-sach")
    made = planned()
    work = sending(made)
    is_over = bursts.ending(work, threading.Event(), time.monotonic() - bursts.SHORTEST)
    waiting: list[str] = []
    monkeypatch.setattr(queue, "waiting", lambda: list(waiting))
    monkeypatch.setattr(bursts, "LOOK_EVERY", 0.0)
    assert not is_over()
    waiting[:] = [clockwork.SEND]
    assert not is_over(), "it is for workers with nothing to do"
    waiting[:] = [clockwork.SEND, "portal.notifications.jobs.deliver"]
    assert is_over(), "a message waits"
    waiting[:] = [clockwork.SEND]
    urgent = planned(is_urgent=True)
    assert clockwork.begin(urgent) is State.PREPARING
    assert preparing.prepare(urgent)
    assert is_over(), "an urgent broadcast comes first"

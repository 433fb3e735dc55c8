"""The inbox: each event once, by one worker; what cannot be worked on stops nobody and stays to be seen."""

import datetime as dt
import logging
import threading
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from portal.chat import handling, jobs, operations, queries
from portal.chat.models import InboxEvent
from portal.chat.operations import working
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications.models import Intent
from tests.zalo_events import followed, mac_of, raw_of, said

pytestmark = pytest.mark.usefixtures("ctx")


def _receive(*bodies: dict[str, Any]) -> None:
    for body in bodies:
        raw = raw_of(body)
        operations.receive(raw, mac_of(raw, body["timestamp"]))


def _rows() -> list[InboxEvent]:
    db.session.expire_all()
    return list(db.session.scalars(select(InboxEvent).order_by(InboxEvent.received_at)))


def _due_again() -> None:
    with transaction() as session:
        session.execute(update(InboxEvent).values(due_at=func.now() - text("interval '1 second'")))


def test_an_event_is_worked_on_once() -> None:
    _receive(followed())
    assert [jobs.drain(), jobs.drain()] == [1, 0]
    (row,) = _rows()
    assert (row.outcome, row.tries, row.lease_token) == ("answered", 1, None)
    assert db.session.scalar(select(func.count()).select_from(Intent)) == 1


def test_a_taken_event_is_nobody_elses() -> None:
    _receive(followed(), said("a"))
    first = operations.take(1)
    second = operations.take(5)
    assert len(first) == len(second) == 1
    assert first[0].id != second[0].id
    assert operations.take(5) == []


def test_no_more_is_taken_than_asked_for() -> None:
    _receive(*(said(f"a{n}") for n in range(12)))
    assert [len(operations.take(5)) for _ in range(4)] == [5, 5, 2, 0]


def test_who_lost_the_lease_does_nothing() -> None:
    _receive(followed())
    (slow,) = operations.take(1)
    _due_again()
    (quick,) = operations.take(1)
    assert operations.work(slow) is False
    assert operations.work(quick) is True
    assert operations.work(quick) is False


def test_four_workers_at_once_answer_each_event_once(ctx: Flask) -> None:
    _receive(*(said("Xin chào", f"67139204855102{n:05}") for n in range(40)))
    closed: list[int] = []

    def worker() -> None:
        with ctx.app_context():
            closed.append(jobs.drain())

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(closed) == 40
    assert db.session.scalar(select(func.count()).select_from(Intent)) == 40


def test_poison_is_given_up_after_five_tries_and_stays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good = handling.handle

    def poisoned(event: Any, *rest: Any) -> str:
        if event.text == "độc":
            raise RuntimeError(event.text)
        return good(event, *rest)

    monkeypatch.setattr(handling, "handle", poisoned)
    _receive(said("độc"), said("Xin chào"))
    with caplog.at_level(logging.WARNING):
        for _ in range(7):
            jobs.drain()
            _due_again()
    bad, well = _rows()
    assert (bad.outcome, bad.tries, bad.done_at is None) == ("failed", 5, False)
    assert well.outcome == "answered"
    assert "độc" not in caplog.text, "what somebody wrote is not logged"


def test_a_failed_try_waits_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(handling, "handle", broken)
    _receive(said("a"))
    jobs.drain()
    (row,) = _rows()
    assert row.done_at is None
    assert row.due_at > clock.now()


def test_workers_that_die_with_it_are_poison_too() -> None:
    _receive(said("a"))
    for _ in range(5):
        assert len(operations.take(1)) == 1
        _due_again()
    assert operations.take(1) == []
    assert _rows()[0].outcome == "failed"


def test_a_failure_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(*_: Any) -> bool:
        raise RuntimeError

    monkeypatch.setattr(working, "_close", half)
    _receive(followed())
    (taken,) = operations.take(1)
    with pytest.raises(RuntimeError):
        operations.work(taken)
    assert db.session.scalar(select(func.count()).select_from(Intent)) == 0


def test_raw_events_are_forgotten_after_ninety_days() -> None:
    _receive(said("alt"), said("neu"))
    old = _rows()[0].id
    with transaction() as session:
        moved = update(InboxEvent).where(InboxEvent.id == old)
        session.execute(moved.values(received_at=clock.now() - dt.timedelta(days=91)))
    assert operations.prune() == 1
    assert old not in {row.id for row in _rows()}


def test_what_was_given_up_is_listed_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> str:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(handling, "handle", broken)
        _receive(followed())
        for _ in range(6):
            jobs.drain()
            _due_again()
    (row,) = _rows()
    standing = queries.standing()
    assert (standing.waiting, standing.given_up, standing.failed) == (0, 1, ((row.id, "follow"),))
    assert operations.try_again() == 1
    assert jobs.drain() == 1
    assert queries.standing().given_up == 0


def test_a_lease_of_another_time_closes_nothing() -> None:
    _receive(said("a"))
    (taken,) = operations.take(1)
    stranger = operations.Taken(taken.id, uuid.uuid4(), 1)
    operations.put_back(stranger)
    assert _rows()[0].lease_token == taken.lease_token

"""Replaying kept events: what would change is told, what changes changes once, nothing is said twice."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from portal.chat import events, handling, jobs, operations, replay
from portal.chat.models import InboxEvent
from portal.citizens import operations as citizens
from portal.citizens import queries
from portal.citizens.models import Citizen, Consent, ZaloIdentity
from portal.cli import replay as command
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications.models import Intent
from tests.zalo_events import OA, USER, event, followed, mac_of, raw_of, said

pytestmark = pytest.mark.usefixtures("ctx")
HOUR = dt.timedelta(hours=1)


def _receive(*bodies: dict[str, object]) -> None:
    for body in bodies:
        raw = raw_of(body)
        operations.receive(raw, mac_of(raw, str(body["timestamp"])))


def _run(kind: str | None = None, *, is_dry: bool = False) -> replay.Report:
    now = clock.now()
    return replay.run(now - 30 * 24 * HOUR, now + HOUR, kind, is_dry=is_dry)


def _counts() -> list[int]:
    db.session.rollback()
    tables = (Citizen, ZaloIdentity, Consent, Intent)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def _forget(*tables: type) -> None:
    with transaction() as session:
        for table in tables:
            session.query(table).delete()


def test_a_dry_run_tells_and_changes_nothing() -> None:
    _receive(followed(), said("Xin chào"))
    before = _counts()
    report = _run(is_dry=True)
    assert (report.events, report.messages, report.held_back) == (2, 2, 0)
    assert report.rows["zalo_identity added"] >= 1
    assert _counts() == before
    assert jobs.drain() == 2


def test_a_replay_of_what_was_answered_says_nothing_again() -> None:
    _receive(followed(), said("Xin chào"))
    jobs.drain()
    before = _counts()
    for _ in range(3):
        report = _run()
        assert (report.messages, report.outcomes["answered"]) == (0, 2)
        assert _counts() == before


def test_another_wording_than_the_first_time_is_no_second_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    _receive(said("Xin chào"))
    jobs.drain()
    welcome = handling.handle

    def otherwise(told: object, event_id: uuid.UUID, at: dt.datetime) -> str:
        raw = followed()
        return welcome(events_of(raw), event_id, at)

    monkeypatch.setattr(handling, "handle", otherwise)
    before = _counts()
    assert _run().held_back == 1
    assert _counts()[3] == before[3]


def events_of(body: dict[str, object]) -> events.Event:
    """The event as it is read."""
    raw = raw_of(body)
    return events.read(raw, events.value_of(raw))


def test_a_lost_table_is_made_again_without_a_message() -> None:
    _receive(followed())
    jobs.drain()
    with transaction() as session:
        session.execute(update(ZaloIdentity).values(is_following=False, follow_changed_at=None))
    _run()
    known = queries.by_zalo(OA, USER)
    assert known is not None
    assert known.is_following
    assert _counts()[3] == 1


def test_an_event_that_had_failed_is_answered_now(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    _receive(said("Xin chào"))
    with transaction() as session:
        session.execute(update(InboxEvent).values(done_at=clock.now(), outcome="failed"))
    with monkeypatch.context() as patch:
        patch.setattr(handling, "handle", broken)
        assert len(_run().failed) == 1
    assert _run().messages == 1
    assert db.session.scalars(select(InboxEvent.outcome)).all() == ["answered"]


def test_after_a_day_nobody_is_answered() -> None:
    _receive(said("Xin chào"))
    with time_machine.travel(clock.now() + 25 * HOUR, tick=True):
        report = _run()
    assert (report.messages, report.held_back) == (0, 1)


def test_a_newer_decision_of_the_person_stands() -> None:
    _receive(said("dừng"))
    jobs.drain()
    known = queries.by_zalo(OA, USER)
    assert known is not None
    person = known.citizen_id
    citizens.agree("dossier_notify", citizen_id=person, text_version="1", channel="oa", evidence="e")
    report = _run()
    assert report.skipped["the person has decided otherwise since"] == 1
    assert queries.may_tell(person, "dossier_notify", None)


def test_one_kind_or_one_name_alone() -> None:
    _receive(followed(), said("Xin chào"), event("widget_interaction_accepted"))
    assert [_run("text", is_dry=True).events, _run("follow", is_dry=True).events] == [1, 1]
    assert _run("widget_interaction_accepted", is_dry=True).skipped["nothing to do"] == 1


def test_the_command_tells_lines_or_one_object(ctx: Flask) -> None:
    _receive(followed())
    runner = ctx.test_cli_runner()
    told = ["--from", "2026-01-01", "--to", "2099-01-01T12:00", "--dry-run"]
    assert "1 messages would be owed, 0 held back" in runner.invoke(command, told).output
    found = json.loads(runner.invoke(command, [*told, "--json"]).output)
    assert (found["events"], found["dry_run"], found["messages"]) == (1, True, 1)
    assert runner.invoke(command, ["--from", "gestern"]).exit_code == 2

"""The demo province: whole, once, at any hour of any day, and told to nobody's phone."""

import datetime as dt
import json
import stat

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.citizens import queries as citizens
from portal.citizens import reach
from portal.citizens.reach import Reach
from portal.core import clock, settings
from portal.core.crypto import fingerprint
from portal.core.db import db
from portal.counter.queries import unreached
from portal.demo import counter, operations
from portal.dossiers import codes
from portal.dossiers.models import Dossier, DossierContact, Status, StatusEvent
from portal.news import queries as news
from portal.notifications.models import Intent, State
from portal.places import queries as places
from portal.staff import operations as staff
from portal.staff import queries as accounts
from portal.staff.models import Role
from tests import stock

MOMENTS = [
    dt.datetime(2026, 11, 23, 1, 5, tzinfo=dt.UTC),  # a Monday morning
    dt.datetime(2026, 11, 21, 17, 3, tzinfo=dt.UTC),  # the first minutes of a Sunday
    dt.datetime(2027, 3, 1, 16, 58, tzinfo=dt.UTC),  # the last minutes of a day, early in a year
]


@pytest.fixture(params=MOMENTS, ids=["monday", "sunday", "night"])
def loaded(ctx: Flask, request: pytest.FixtureRequest) -> dt.datetime:
    """The demo, loaded at that moment."""
    moment: dt.datetime = request.param
    with time_machine.travel(moment, tick=False):
        stock.fill(f"demo-{moment:%Y%m%d%H%M}", operations.load, ["sign-ins.json", "demo-codes.txt"])
    return moment


def test_forty_dossiers_stand_in_every_status(loaded: dt.datetime) -> None:
    rows = db.session.scalars(select(Dossier)).all()
    assert len(rows) == 40
    assert {row.status for row in rows} == {*Status, None}
    assert all(row.office_id and row.procedure_code for row in rows)
    assert all(codes.read(row.code).codes == (row.code,) for row in rows)


def test_nothing_is_said_to_anybody(loaded: dt.datetime) -> None:
    ended = (State.SENT, State.REFUSED, State.FAILED, State.DROPPED)
    assert set(db.session.scalars(select(Intent.state))) == set(ended)  # samples of messages that have ended
    assert db.session.scalar(select(func.count(Intent.id)).where(Intent.due_at.is_not(None))) == 0


def test_the_counter_finds_every_state_and_the_list_is_not_empty(loaded: dt.datetime) -> None:
    with time_machine.travel(loaded, tick=False):
        marks = [fingerprint("+84" + sample.phone[1:]) for sample in counter.SAMPLES]
        assert {reach.of(mark).reach for mark in marks} == set(Reach)
    officer = accounts.by_username("motcua.longan")
    assert officer
    office = accounts.account(officer.id).grants[0].office_id
    assert office
    assert len(unreached.page(frozenset({office}), 1)[0]) == 3
    assert len(unreached.page(None, 1)[0]) == 4


def test_times_are_believable(loaded: dt.datetime) -> None:
    events = db.session.execute(
        select(StatusEvent.dossier_id, StatusEvent.event_time, StatusEvent.version).order_by(
            StatusEvent.dossier_id, StatusEvent.event_time
        )
    ).all()
    assert all(event.event_time <= loaded for event in events)
    for before, after in zip(events, events[1:], strict=False):
        if before.dossier_id == after.dossier_id:
            assert (before.event_time < after.event_time, before.version < after.version) == (True, True)
    due = [row for row in db.session.scalars(select(Dossier.due_on)) if row]
    assert all(day.weekday() < 5 for day in due)
    today = clock.local(loaded).date()
    assert any(day < today for day in due)
    assert any(day > today for day in due)


def test_two_people_are_known_and_the_third_is_not(loaded: dt.datetime) -> None:
    people = json.loads((operations.HERE / "people.json").read_text())
    oa_id = settings.get().zalo_oa_id
    assert [bool(citizens.by_zalo(oa_id, person["user_id"])) for person in people] == [True, True, False]
    first = citizens.by_zalo(oa_id, people[0]["user_id"])
    assert first
    assert not first.is_following
    marks = [fingerprint(f"+{person['phone']}") for person in people]
    assert marks[0] in citizens.fingerprints_of(first.citizen_id)
    for mark in marks:
        found = select(func.count(DossierContact.id)).where(DossierContact.fingerprint == mark)
        assert (db.session.scalar(found) or 0) >= 5


def test_the_people_are_of_the_shape_zalo_uses() -> None:
    people = json.loads((operations.HERE / "people.json").read_text())
    assert all(len(p["user_id"]) == 19 and p["user_id"].isdigit() for p in people)
    assert all(p["phone"].startswith("8490000000") and p["is_following"] is False for p in people)
    assert len({p["user_id"] for p in people}) == 3


def test_news_holds_an_alert_and_nothing_from_the_future(loaded: dt.datetime) -> None:
    with time_machine.travel(loaded, tick=False):
        news.forget_alerts()
        assert [alert.level for alert in news.alerts()] == ["warning"]
        shown = news.latest().items
    news.forget_alerts()
    assert len(shown) == 8
    assert all(item.is_demo for item in shown)
    assert not any("{+" in f"{item.title}{item.summary}{item.body}" for item in shown)


def test_offices_say_that_they_are_samples(loaded: dt.datetime) -> None:
    assert all("(mẫu)" in office.name for office in places.offices_public())


def test_every_sign_in_works_and_is_kept_private(loaded: dt.datetime) -> None:
    path = settings.get().portal_home / "sign-ins.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = json.loads(path.read_text())
    assert [row["role"] for row in listed] == [
        "admin",
        "publisher",
        "editor",
        "officer",
        "officer",
        "support",
        "leader",
    ]
    for row in listed:
        token = staff.sign_in(row["user"], row["password"], client=row["user"], browser="thử")
        account = staff.resume(token)
        assert account
        assert account.grants[0].role == Role(row["role"])
    offices = {a.grants[0].office_id for a in accounts.accounts() if a.grants[0].role == Role.OFFICER}
    assert len(offices) == 2
    assert None not in offices


def test_the_codes_are_listed_for_newcomers(loaded: dt.datetime) -> None:
    lines = (settings.get().portal_home / "demo-codes.txt").read_text().splitlines()
    listed = [line.split("\t") for line in lines]
    assert {code for code, *_ in listed} == set(db.session.scalars(select(Dossier.code)))
    owners = {(name, digits) for _, _, name, digits in listed if name != "-"}
    assert owners == {("Nguyễn Thị Hạnh", "0001"), ("Trần Văn Phúc", "0002"), ("Lê Ngọc Ánh", "0003")}


def test_a_second_time_changes_nothing(loaded: dt.datetime) -> None:
    path = settings.get().portal_home / "sign-ins.json"
    before = path.read_text()
    assert not operations.load()
    assert path.read_text() == before
    assert db.session.scalar(select(func.count(Dossier.id))) == 40


def test_a_failure_leaves_nothing_behind(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(operations, "_staff", breaks)
    with pytest.raises(RuntimeError, match="planted"):
        operations.load()
    assert db.session.scalar(select(func.count(Dossier.id))) == 0
    assert places.offices_public() == []

"""Codes of one-stop systems: unknown ones become tasks and tell nobody; explained ones tell as decided."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.dossiers.mapping import effect, operations, queries
from portal.dossiers.mapping.meanings import Meaning, Meanings
from portal.dossiers.mapping.models import EVERYBODY, StatusCode, Telling
from portal.dossiers.messages import words
from portal.dossiers.models import Status, StatusEvent
from portal.notifications.models import Intent
from tests.factories import make_person, told
from tests.unit.dossiers.pushing import count, dossier, kinds, push

PROCESSING = Meaning(Status.PROCESSING, Telling.FIRST)
MUTED = Meaning(Status.PROCESSING, Telling.NEVER)


def stamp(**ago: float) -> str:
    """A moment so long ago, as one-stop systems write it."""
    return clock.local(clock.now() - dt.timedelta(**ago)).strftime("%Y%m%d%H%M%S")


def test_what_is_told_by_meaning_and_what_came_before() -> None:
    meanings = Meanings({"12": MUTED, "13": PROCESSING}, {"9": Meaning(Status.RESOLVED, Telling.NEVER)})
    heard = {
        ("4", ()): True,
        ("4", ("4",)): False,
        ("4", ("12",)): True,  # a silent step does not use up the first time
        ("4", ("13",)): False,
        ("12", ()): False,
        ("9", ()): False,
        ("5", ("5",)): True,
        ("1", ()): False,
        ("17", ()): False,
        ("²", ()): False,
    }
    assert {key: meanings.is_told(key[0], frozenset(key[1])) for key in heard} == heard


def test_an_unknown_code_is_one_task_calm_words_and_no_message(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo="17")
    push(record)
    push(told(TrangThaiHoSo="17"), told(TrangThaiHoSo="X7"), told(TrangThaiHoSo="4"))
    assert [(t.client, t.raw_status, t.dossiers) for t in queries.tasks()] == [
        ("demo", "17", 2),
        ("demo", "X7", 1),
    ]
    assert kinds() == ["dossier_processing"]
    assert words(dossier(record["MaHoSo"]).status).title == "Có cập nhật mới"
    count_, since = queries.open_tasks()
    assert count_ == 2
    assert since


def test_explaining_a_code_moves_dossiers_and_tells_what_is_still_news(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    asks = {"DanhSachHoSoBoSung": [{"NgayBoSung": stamp(hours=1), "DanhSachGiayToBoSung": ["Bản vẽ", "Đơn"]}]}
    fresh = told(TrangThaiHoSo="17", ThoiDiem=stamp(hours=1), **asks)
    gone_on = told(TrangThaiHoSo="17", ThoiDiem=stamp(hours=2))
    push(fresh, gone_on, {**gone_on, "TrangThaiHoSo": "9", "ThoiDiem": stamp(hours=1)})
    stale = told(TrangThaiHoSo="17")
    push(stale)
    for event in db.session.scalars(
        select(StatusEvent).where(StatusEvent.dossier_id == dossier(stale["MaHoSo"]).id)
    ):
        event.received_at -= dt.timedelta(days=4)
    db.session.commit()
    assert kinds() == ["dossier_resolved"]
    operations.decide("demo", "17", Status.SUPPLEMENT_REQUIRED, Telling.ALWAYS, None)
    assert [operations.settle(), operations.settle()] == [3, 0]
    assert [dossier(r["MaHoSo"]).status for r in (fresh, gone_on, stale)] == [5, 9, 5]
    assert sorted(kinds()) == ["dossier_resolved", "dossier_supplement"]
    intent = db.session.scalars(select(Intent).filter_by(kind="dossier_supplement")).one()
    assert intent.params["papers"] == "\n- Bản vẽ\n- Đơn"
    push({**fresh, "ThoiDiem": stamp(minutes=1)})  # from now on it is understood at once
    assert kinds().count("dossier_supplement") == 2
    assert queries.tasks() == []


def test_a_wrong_explanation_is_put_right(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo="17")
    push(record)
    for status in (Status.PROCESSING, Status.STOPPED):
        operations.decide("demo", "17", status, Telling.NEVER, None)
        operations.settle()
        assert dossier(record["MaHoSo"]).status == status
    assert kinds() == []
    assert count(StatusCode) == 1


def test_a_system_of_its_own_numbers_and_a_step_muted_for_all(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    operations.decide("demo", "9", Status.PROCESSING, Telling.NEVER, None)  # their 9 is not the nation's
    operations.decide(EVERYBODY, "2", Status.ACCEPTED, Telling.NEVER, None)
    record = told(TrangThaiHoSo="9")
    push(record, told(TrangThaiHoSo="2"), told(TrangThaiHoSo="10"))
    assert dossier(record["MaHoSo"]).status == Status.PROCESSING
    assert kinds() == ["dossier_returned"]


def test_a_months_effect_is_what_the_month_would_have_told(ctx: Flask) -> None:
    make_person("0912345678", agreed=True)
    make_person("0912345678", agreed=True)
    record = told(TrangThaiHoSo="4", ThoiDiem=stamp(days=40))
    again = told(TrangThaiHoSo="4", ThoiDiem=stamp(days=20))
    nobody = told(TrangThaiHoSo="4", ThoiDiem=stamp(days=20), SoDienThoai="0999999999")
    push(record, {**record, "ThoiDiem": stamp(days=9)}, {**record, "ThoiDiem": stamp(days=8)}, again, nobody)
    found = effect.of_month(EVERYBODY, "4", Meaning(Status.PROCESSING, Telling.ALWAYS))
    assert (found.changes, found.dossiers, found.now, found.then) == (4, 3, 2, 6)
    silent = effect.of_month(EVERYBODY, "4", MUTED)
    assert (silent.now, silent.then, silent.is_partial) == (2, 0, False)
    push(told(TrangThaiHoSo="17", ThoiDiem=stamp(days=3)))
    asked = effect.of_month("demo", "17", Meaning(Status.RESOLVED, Telling.ALWAYS))
    assert (asked.changes, asked.now, asked.then) == (1, 0, 2)
    assert effect.of_month("another", "17", MUTED).changes == 0


@pytest.mark.parametrize("status", [Status.PROCESSING, Status.REGISTERED])
def test_deciding_again_changes_nothing(ctx: Flask, status: Status) -> None:
    for _ in range(2):
        operations.decide("demo", "21", status, Telling.FIRST, None)
    row = db.session.scalars(select(StatusCode)).one()
    assert (row.status, row.telling) == (status, Telling.FIRST)

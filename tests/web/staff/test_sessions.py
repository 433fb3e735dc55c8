"""A session that ends loses nothing, polling keeps none alive, guesses raise alarms (R20, R26, T17)."""

import datetime as dt
import uuid

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Refused, TooMany
from portal.staff import alarms, operations, turns
from portal.staff.models import Alarm, Role, StaffSession, StaffUser
from tests import factories
from tests.desk import Browser, form_token, sign_in
from tests.factories import PASSWORD

AT = "/desk/con-lam/"
POLLED = {"HX-Request": "true"}


def _browser(ctx: Flask, name: str, *roles: Role, office_id: uuid.UUID | None = None) -> Browser:
    factories.make_staff(*(roles or (Role.EDITOR,)), username=name, office_id=office_id)
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(browser, name) == 303
    return browser


def _id(name: str) -> uuid.UUID:
    return db.session.scalars(select(StaffUser.id).filter_by(username=name)).one()


def test_an_open_page_keeps_nobody_signed_in_and_what_was_written_is_not_lost(ctx: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser = _browser(ctx, "nguoi-viet")
        token = form_token(browser, "/desk/tin-bai/moi/")
        written = {"csrf_token": token, "title": "Lịch cắt điện tuần này", "password": "một hai ba bốn"}
        told = browser.get(AT, headers=POLLED).json
        assert told
        assert told["left"] == 900
        traveller.shift(dt.timedelta(minutes=8))
        assert browser.get(AT, headers=POLLED).json["left"] == 420  # type: ignore[index]
        assert browser.post(AT, headers=POLLED, data={"csrf_token": token}).json["left"] == 900  # type: ignore[index]
        for _ in range(4):
            traveller.shift(dt.timedelta(minutes=4))
            answer = browser.get(AT, headers=POLLED)
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/desk/sign-in")
        lost = browser.post("/desk/tin-bai/moi/", data=written)
        assert lost.status_code == 401
        assert "Lịch cắt điện tuần này" in lost.text
        assert "một hai ba bốn" not in lost.text, "no secret is shown"
        assert browser.post("/desk/tin-bai/moi/", data=written, headers=POLLED).status_code == 401
        assert browser.post("/desk/tin-bai/moi/", data={"csrf_token": token, "title": "x"}).status_code == 303
        assert sign_in(browser, "nguoi-viet") == 303
        again = browser.get(AT, headers=POLLED).json
        assert again
        assert again["who"] == told["who"]
        fresh = written | {"csrf_token": again["token"]}
        assert browser.post("/desk/tin-bai/moi/", data=fresh).status_code == 422, "the form, as it was typed"
        traveller.shift(dt.timedelta(hours=7, minutes=50))
        assert browser.get(AT, headers=POLLED).status_code == 204


def test_who_looks_after_accounts_ends_others_sessions_of_their_offices(ctx: Flask) -> None:
    office = factories.make_office(code="O-1", name="Sở Nội vụ")
    guest = _browser(ctx, "can-bo", Role.OFFICER, office_id=office)
    own, other = _id("can-bo"), factories.make_office(code="O-2", name="Sở Y tế")
    chief = _browser(ctx, "quan-tri", Role.ADMIN)
    elsewhere = _browser(ctx, "quan-tri-khac", Role.ADMIN, office_id=other)
    at = f"/desk/people/{own}/phien/"
    with transaction():
        session_id = db.session.scalars(select(StaffSession.id).filter_by(user_id=own)).one()
    stranger = {"csrf_token": form_token(elsewhere, "/desk/password")}
    assert elsewhere.post(f"{at}{session_id}/dong", data=stranger).status_code == 404
    assert guest.get("/desk/").status_code == 200
    page = chief.get(f"/desk/people/{own}/").text
    assert f"{at}{session_id}/dong" in page
    token = {"csrf_token": form_token(chief, f"/desk/people/{own}/")}
    assert chief.post(f"{at}{session_id}/dong", data=token).status_code == 303
    assert guest.get("/desk/").status_code == 303
    assert sign_in(guest, "can-bo") == 303
    assert chief.post(f"{at}dong-het", data=token).status_code == 303
    assert guest.get("/desk/").status_code == 303


def test_guesses_are_slowed_raise_alarms_and_do_not_lock_the_person_out(ctx: Flask) -> None:
    """T17 in short; `python -m tests.fault.guesses_full` is its full form."""
    factories.make_staff(Role.EDITOR, username="bi-do")
    read = {"refused": 0, "waits": 0}
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for n in range(300):
            try:
                operations.check_password("bi-do", f"doan-{n}", client=f"203.0.113.{n % 250}")
            except Refused:
                read["refused"] += 1
            except TooMany:
                read["waits"] += 1
            traveller.shift(dt.timedelta(seconds=2))
    assert read["refused"] <= turns.FREE_PER_ACCOUNT + 9, "2, 4, 8 ... 300 seconds between two tries"
    assert operations.check_password("bi-do", PASSWORD, client="198.51.100.7", device="quen") == _id("bi-do")
    kinds = {row.kind: row.tries for row in db.session.scalars(select(Alarm))}
    assert kinds == {"account": read["refused"]}

    for n in range(40):
        alarms.note(None, f"203.0.113.{n}")
    for _ in range(2):  # a repeat makes the alarm grow, not another one
        alarms.note(None, "203.0.113.9")
    chief = _browser(ctx, "quan-tri", Role.ADMIN)
    page = chief.get("/desk/do-mat-khau/").text
    assert "Tài khoản bi-do" in page
    assert "Tên đăng nhập không có trong hệ thống" in page
    assert "Mạng 203.0.113.0/24" in page
    assert "203.0.113.9" not in page, "no single address is kept"
    assert "Cảnh báo dò mật khẩu chưa xử lý" in chief.get("/desk/").text
    token = {"csrf_token": form_token(chief, "/desk/do-mat-khau/")}
    for alarm in alarms.open_alarms():
        assert chief.post(f"/desk/do-mat-khau/{alarm.alarm.id}/da-xem", data=token).status_code == 303
    assert "Không có cảnh báo nào" in chief.get("/desk/do-mat-khau/").text

    turns.forget(turns.account("bi-do", ""))
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(browser, "bi-do") == 303
    assert "lần nhập sai mật khẩu" in browser.get("/desk/").text


@pytest.mark.parametrize(("address", "told"), [("2001:db8:1:2::5", "2001:db8:1::/48"), ("?", "?")])
def test_networks_are_told_without_their_last_part(address: str, told: str) -> None:
    assert alarms.network(address) == told

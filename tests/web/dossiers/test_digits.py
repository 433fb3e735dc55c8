"""The four digits and the limits: what opens, what closes, and that nobody learns which it was."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import DossierContact
from tests.factories import make_dossier
from tests.page import Page
from tests.web.dossiers.looking import ask, known


def test_wrong_digits_missing_codes_and_closed_ways_look_the_same(
    client: FlaskClient, generous: None
) -> None:
    there, bare = known(MaHoSo="H44.12-260701-1001"), known(MaHoSo="H44.12-260701-1002", SoDienThoai=None)
    closed = known(MaHoSo="H44.12-260701-1003")
    for _ in range(3):
        ask(client, closed.code, digits="0000")
    answers = {
        "wrong": ask(client, there.code, digits="0000"),
        "no phone": ask(client, bare.code, digits="0000"),
        "missing": ask(client, "H44.12-260701-1004", digits="0000"),
        "closed": ask(client, closed.code, digits="5678"),
        "not digits": ask(client, there.code, digits="abc"),
    }
    same = {
        name: answer.text.replace(code, "CODE")
        for (name, answer), code in zip(
            answers.items(),
            (there.code, bare.code, "H44.12-260701-1004", closed.code, there.code),
            strict=True,
        )
    }
    bodies = {body.replace(answers["wrong"].headers["X-Request-Id"], "") for body in same.values()}
    assert len(bodies) == 1
    assert {a.status_code for a in answers.values()} == {200}
    assert "Yêu cầu bổ sung" not in next(iter(bodies))


def test_wrong_digits_close_one_code_for_one_client_after_three(client: FlaskClient, generous: None) -> None:
    made = known()
    for _ in range(3):
        ask(client, made.code, digits="0000")
    assert "Sổ đỏ" not in ask(client, made.code, digits="5678").text
    other = {"User-Agent": "another browser"}
    assert "Sổ đỏ" in ask(client, made.code, digits="5678", headers=other).text


def test_right_digits_are_never_counted_out(client: FlaskClient, generous: None) -> None:
    made = known()
    for _ in range(12):
        assert "Sổ đỏ" in ask(client, made.code, digits="5678").text


def test_a_code_closes_after_ten_wrong_tries_of_anybody(ctx: Flask, generous: None) -> None:
    made = known()
    for n in range(10):
        assert not operations.check_digits(made.code, "0000", f"client {n}")
    assert not operations.check_digits(made.code, "5678", "a new client")
    with time_machine.travel(clock.now() + dt.timedelta(days=1, minutes=1), tick=False):
        assert operations.check_digits(made.code, "5678", "a new client")


def test_a_client_closes_after_twenty_wrong_tries_and_everybody_after_a_thousand(ctx: Flask) -> None:
    made = known()
    for n in range(20):
        operations.check_digits(f"H44.12-260701-2{n:03d}", "0000", "scanner")
    assert not operations.check_digits(made.code, "5678", "scanner")
    assert operations.check_digits(made.code, "5678", "other")
    db.session.execute(text("UPDATE throttle SET count = 1000 WHERE key LIKE 'digits-all%'"))
    db.session.commit()
    assert not operations.check_digits(made.code, "5678", "other")


def test_the_same_phone_twice_or_several_phones_all_prove(ctx: Flask) -> None:
    made = make_dossier(SoDienThoai="0912345678;0987654321", SoDienThoaiNguoiNop="0900001111")
    assert db.session.scalar(select(func.count(DossierContact.id))) == 3
    for digits in ("5678", "4321", "1111"):
        assert operations.check_digits(made.code, digits, "x")


def test_look_ups_are_limited_for_a_browser_and_for_an_address(client: FlaskClient) -> None:
    made = known()
    answers = [ask(client, made.code) for _ in range(11)]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "hơi nhanh" in Page(answers[-1], status=429).text("main")
    statuses = [ask(client, made.code, headers={"User-Agent": f"b{n}"}).status_code for n in range(60)]
    assert statuses[:50] == [200] * 50
    assert statuses[-1] == 429


def test_a_forged_address_does_not_help(client: FlaskClient) -> None:
    made = known()
    forged = [
        ask(client, made.code, headers={"X-Forwarded-For": f"1.2.3.{n}"}).status_code for n in range(11)
    ]
    assert forged[-1] == 429


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize("typed", ["----", "", "0000"])
def test_the_made_up_numbers_that_even_out_the_time_open_nothing(typed: str) -> None:
    code = make_dossier(SoDienThoai="0912345678").code
    assert not operations.check_digits(code, typed, "somebody")
    assert operations.check_digits(code, "5678", "somebody")

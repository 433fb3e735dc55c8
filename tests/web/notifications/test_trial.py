"""Trial mode: the desk that invites and goes live, and that no send leaves the list whatever its door."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select

from portal.citizens import operations as citizens
from portal.citizens.models import Proof, ZaloIdentity
from portal.core import settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.notifications.models import Lane, State
from portal.notifications.trial import operations
from portal.staff.models import AuditRow, Role
from portal.zalo import client, guests
from portal.zalo.answers import NotSent, Refused
from portal.zalo.bodies import text
from portal.zalo.calls import articles, broadcasts, messages, templates, users
from portal.zalo.client import ZaloClient
from portal.zalo.guests import Guests
from portal.zalo.models import Guest
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.unit.notifications.owing import look, owe, person
from tests.unit.notifications.passing import attempts, pass_through

DESK, NUMBER = "/desk/chay-thu/", "0912345678"
NOWHERE = "http://127.0.0.1:9"  # nobody listens: a call that is let through ends as not sent
AN, BINH = "3121580600000000001", "3121580600000000002"

SENDS: dict[str, Callable[[ZaloClient, str], Any]] = {
    "a text, by either path": lambda to, who: to.send_text(who, "Xin chào", version=2),
    "a picture": lambda to, who: messages.send_image(to, who, attachment_id="a"),
    "a file": lambda to, who: messages.send_file(to, who, "a"),
    "a request for a phone": lambda to, who: messages.ask_for_info(to, who, "A", "B", "https://a.vn/a.png"),
    "whatever body": lambda to, who: messages.send(to, who, text("Xin chào")),
    "a sign": lambda to, who: messages.react(to, who, "m1", "/-heart"),
    "a template by user": lambda to, who: templates.send_to_user(to, who, "1", {"a": "b"}, "t1"),
    "a path nobody thought of": lambda to, who: to.post("/v4.0/oa/message", {"user_id": who}),
}


@pytest.fixture
def admin(app: Flask, ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(app, "test_client_class", Browser)
    made = app.test_client()
    assert sign_in(made, make_staff(Role.ADMIN)) == 303
    return made


def speaking(allowed: Guests | None) -> ZaloClient:
    return ZaloClient(NOWHERE, SecretStr("t"), 1.0, 0.2, business=NOWHERE, guests=allowed)


@pytest.mark.parametrize("way", SENDS)
def test_no_way_of_sending_leaves_the_list(way: str) -> None:
    for path in ("/v2.0/article/create", "/v2.0/article/update"):
        assert Guests().may_reach(path, {"status": "hide"})
        assert not Guests().may_reach(path, {"status": "show"})
        assert not Guests().may_reach(path, {})
    with pytest.raises(Refused, match="guest"):
        SENDS[way](speaking(Guests(frozenset({AN}))), BINH)
    for let_through in (Guests(frozenset({BINH})), None):
        with pytest.raises(NotSent):
            SENDS[way](speaking(let_through), BINH)


def test_numbers_audiences_and_calls_that_write_to_nobody(ctx: Flask) -> None:
    operations.invite(NUMBER, "", None)
    operations.turn(on=True, by=None)
    to = client.client()
    assert to.guests == guests.allowed()
    to = speaking(to.guests)
    for number in (NUMBER, "84912345678", "+84 912 345 678"):
        with pytest.raises(NotSent):
            templates.send_to_phone(to, number, "1", {"a": "b"}, "t1")
    with pytest.raises(Refused, match="guest"):
        templates.send_to_phone(to, "0912345679", "1", {"a": "b"}, "t1")
    with pytest.raises(Refused, match="guest"):
        broadcasts.send(to, "article", broadcasts.Audience())
    with pytest.raises(NotSent):
        articles.remove(to, "a")
    with pytest.raises(NotSent):
        users.tag(to, BINH, "thu")


def test_guests_are_told_others_are_kept_back_with_a_reason(ctx: Flask) -> None:
    guest, stranger = person(), person()
    citizens.learn_phone(guest, NUMBER, Proof.CLAIMED, "test")
    operations.invite(NUMBER, "Chị Lan", None)
    operations.turn(on=True, by=None)
    kept = [
        owe(stranger),
        owe(stranger, lane=Lane.REPLY, consent=None),
        owe(stranger, kind="dossier_apology", params=APOLOGY),
    ]
    (ready,) = pass_through(owe(guest), *kept)
    assert ready.to in guests.allowed().users  # type: ignore[union-attr]
    assert [(look(id_).state, look(id_).reason) for id_ in kept] == [(State.DROPPED, "trial")] * 3
    assert attempts() == 1
    operations.turn(on=False, by=None)
    assert guests.allowed() is None
    assert len(pass_through(owe(stranger))) == 1


APOLOGY = {
    "code": "H44.12-260701-0001",
    "unit": "A",
    "procedure": "B",
    "reason": "C",
    "date": "D",
    "due": "E",
}


def test_a_home_begins_in_trial_unless_it_is_for_demo_or_tests(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not guests.is_trial()
    chosen = settings.get().model_copy(update={"is_test_home": False, "is_demo": False})
    monkeypatch.setattr(settings, "get", lambda: chosen)
    assert guests.is_trial()
    assert guests.allowed() == Guests()


def press(browser: FlaskClient, where: str, status: int = 303, **fields: str) -> Page | None:
    token = Page(browser.get("/desk/password")).attr("input[name=csrf_token]", "value")
    answer = browser.post(f"{DESK}{where}", data={"csrf_token": token, **fields})
    assert answer.status_code == status, answer.text[:300]
    return Page(answer, status=status) if status == 422 else None


def test_the_desk_invites_dismisses_and_goes_live(admin: FlaskClient) -> None:
    assert "Đang chạy chính thức" in Page(admin.get(DESK)).text("main")
    press(admin, "thu-lai")
    assert "Đang chạy thử" in Page(admin.get("/desk/")).text(".alert-info")
    for wrong in ("", "090123", "abc", "1" * 30):
        page = press(admin, "khach", 422, who=wrong)
        assert page is not None
        assert page.has("#who-error")
    press(admin, "khach", who=" 0912 345 678", note="Chị Lan")
    press(admin, "khach", who="+84912345678")  # the same again
    press(admin, "khach", who=AN)
    page = Page(admin.get(DESK))
    assert len(page.find("tbody tr")) == 2
    assert "0912 *** 678" in page.text("tbody")
    assert NUMBER not in page.html
    press(admin, "chinh-thuc", 422)
    assert guests.is_trial()
    press(admin, "chinh-thuc", agreed="y")
    press(admin, f"khach/{db.session.scalars(select(Guest.id)).first()}/bo")
    press(admin, f"khach/{uuid.uuid4()}/bo", 404)
    assert len(db.session.scalars(select(Guest.id)).all()) == 1
    acts = db.session.scalars(select(AuditRow.act).where(AuditRow.act.like("trial.%")).order_by(AuditRow.id))
    assert list(acts) == ["trial.on", "trial.invite", "trial.invite", "trial.off", "trial.dismiss"]


def test_whom_a_guest_reaches_is_named(admin: FlaskClient) -> None:
    who = person()
    citizens.learn_phone(who, NUMBER, Proof.CLAIMED, "test")
    db.session.scalars(select(ZaloIdentity).filter_by(citizen_id=who)).one().display_name = "Nguyễn Ái"
    db.session.commit()
    press(admin, "khach", who=NUMBER)
    assert "Nguyễn Ái" in Page(admin.get(DESK)).text("tbody")
    with pytest.raises(Missing):
        operations.dismiss(uuid.uuid4(), None)

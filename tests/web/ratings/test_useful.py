"""Was this page useful: asked without a token, counted once, told to editors; no private address is kept."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.core.db import db
from portal.inbox.models import InboxItem, ItemState
from portal.ratings import operations as ratings
from portal.ratings.models import About, Subject, Via
from portal.ratings.useful import addresses, operations
from portal.ratings.useful.models import PageVote
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_dossier, make_procedure, make_staff
from tests.page import Page

HX = {"HX-Request": "true"}


def votes() -> list[PageVote]:
    db.session.rollback()
    return list(db.session.scalars(select(PageVote).order_by(PageVote.at)))


def tap(client: FlaskClient, path: str, told: str, **more: Any) -> Any:
    return client.post("/huu-ich/", data={"trang": path, "co": told}, **more)


def test_a_kept_page_asks_without_token_or_cookie_and_a_no_is_explained(client: FlaskClient) -> None:
    code = make_procedure()
    answer = client.get(f"/thu-tuc/{code}/")
    shown = Page(answer)
    assert "Set-Cookie" not in answer.headers
    assert shown.attr("#ratings-useful input", "value") == f"/thu-tuc/{code}/"
    asked = Page(tap(client, f"/thu-tuc/{code}/", "0"))
    assert asked.response.headers["Cache-Control"] == "no-store"
    ticket = asked.attr("input[name=phieu]", "value")
    refused = Page(client.post("/huu-ich/vi-sao/", data={"phieu": ticket, "words": "x" * 501}), status=422)
    assert refused.has("[role=alert]")
    told = {"phieu": ticket, "reason": "wrong", "words": "Lệ phí\x00 <b>đã đổi</b>"}
    thanks = Page(client.post("/huu-ich/vi-sao/", data=told, headers=HX))
    assert not thanks.is_whole
    (row,) = votes()
    assert (row.page, row.is_useful, row.reason) == (f"/thu-tuc/{code}/", False, "wrong")
    assert row.words
    assert "Lệ phí" in row.words
    tap(client, f"/m/thu-tuc/{code}/?q=x", "1")
    assert [(one.is_useful, one.words) for one in votes()] == [(True, None)], "the same page, another mind"
    for ticket_ in (ticket, ticket[:-2] + "AA", ""):
        answer = client.post("/huu-ich/vi-sao/", data={"phieu": ticket_, "reason": "hard"})
        assert answer.status_code == 404, "there is no no any more, or never was"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("/", "/"),
        ("/thong-tin/?loc=a", "/thong-tin/"),
        ("/h/abcdefghijklmnopqrstuv", "/h/<token>"),
        ("/phan-anh/7K2M9QXR4TD/", "/phan-anh/<code>/"),
        ("/danh-gia/h/abc/", "/danh-gia/h/<token>/"),
        ("/m/ho-tro/", "/ho-tro/"),
        ("/desk/", None),
        ("/api/v1/docs", None),
        ("//evil.vn/", None),
        ("https://evil.vn/", None),
        ("/khong-co/", None),
        ("/thong-tin/\x00", None),
        ("/" + "a" * 400, None),
        ("", None),
    ],
)
def test_only_addresses_of_contents_are_kept(app: Flask, told: str, kept: str | None) -> None:
    with app.test_request_context("/"):
        assert addresses.page_of(told) == kept


def test_what_is_strange_is_refused_and_bots_are_bounded(client: FlaskClient) -> None:
    for data in ({}, {"trang": "/", "co": "2"}, {"trang": "/desk/", "co": "1"}, {"co": "1"}):
        assert client.post("/huu-ich/", data=data).status_code == 404
    origin = {"Origin": "https://evil.vn"}
    assert tap(client, "/", "1", headers=origin).status_code == 403
    assert {tap(client, "/", "1").status_code for _ in range(61)} == {200, 429}
    assert len(votes()) == 1


@pytest.fixture
def editor(app: Flask, ctx: Flask) -> FlaskClient:
    browser: FlaskClient = Browser(app)
    sign_in(browser, make_staff(Role.EDITOR))
    return browser


def test_a_page_three_people_found_of_no_use_is_a_task_until_it_is_looked_after(editor: FlaskClient) -> None:
    for n in range(3):
        vote = operations.tap("/ho-tro/", f"phone {n}", is_useful=False)
        operations.explain(vote, "hard", "Chữ khó hiểu" if n else None)
    operations.tap("/ho-tro/", "phone 9", is_useful=True)
    assert "Trang bị chê, cần xem lại" in Page(editor.get("/desk/")).text("main")
    listed = Page(editor.get("/desk/trang-co-ich/?trang=/ho-tro/"))
    assert "25%" in listed.text("table")
    assert "Khó hiểu: 3" in listed.text("table")
    assert len(listed.find("blockquote")) == 2
    token = form_token(editor, "/desk/trang-co-ich/")
    told = {"csrf_token": token, "trang": "/ho-tro/"}
    assert editor.post("/desk/trang-co-ich/xong", data=told).status_code == 303
    assert "Trang bị chê" not in Page(editor.get("/desk/")).text("main")
    assert operations.settle("/ho-tro/", votes()[0].settled_by or votes()[0].id) == 0


def test_a_low_rating_waits_in_the_inbox_with_its_case(app: Flask, ctx: Flask) -> None:
    dossier = make_dossier(TrangThaiHoSo="10")
    subject = Subject(About.DOSSIER, dossier.id, None, dossier.procedure_code)
    rating_id = ratings.rate(subject, 1, Via.LINK)
    ratings.describe(subject, {"time": 1}, "Chờ quá lâu")
    item = db.session.scalars(select(InboxItem)).one()
    assert (item.kind, item.subject_id, item.state) == ("rating", rating_id, ItemState.WAITING)
    assert dossier.code not in item.title
    browser: Any = Browser(app)
    sign_in(browser, make_staff(Role.OFFICER))
    path = f"/desk/danh-gia/viec/{rating_id}/"
    shown = Page(browser.get(path))
    assert dossier.code in shown.text("main")
    assert "Chờ quá lâu" in shown.text("main")
    token = form_token(browser, path)
    assert browser.post(f"{path}xong", data={"csrf_token": token, "note": ""}).status_code == 422
    browser.post(f"{path}xong", data={"csrf_token": token, "note": "Đã gọi xin lỗi"})
    assert "Đã gọi xin lỗi" in Page(browser.get(path)).text("main")
    ratings.rate(subject, 1, Via.LINK)
    db.session.expire_all()
    assert db.session.scalars(select(InboxItem.state)).one() is ItemState.CLOSED, "the same again is no news"
    db.session.execute(update(InboxItem).values(state=ItemState.CLOSED))
    ratings.rate(subject, 2, Via.LINK)
    assert db.session.scalars(select(InboxItem.state)).one() is ItemState.WAITING

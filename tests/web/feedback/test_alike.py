"""Who meets what was reported already follows it: a code of their own, nothing of the other's words."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core.db import db
from portal.feedback import alike
from portal.feedback.cases import publishing, working
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, FeedbackFollower
from portal.notifications.models import Intent
from portal.staff.models import Role
from tests.factories import make_person, make_staff
from tests.page import Page
from tests.web.feedback.forms import code_in, opened, picture, sent
from tests.web.feedback.test_cases import person

HERE = {"latitude": "10.53512", "longitude": "106.41377"}
SECRET = "Nhà bà Bưởi có đèn hỏng"


def test_who_meets_the_same_follows_it_and_sends_nothing(
    ctx: Flask, new_browser: Callable[[], FlaskClient]
) -> None:
    first, second = new_browser(), new_browser()
    code_in(sent(first, opened(first), text=SECRET, **HERE))
    row = db.session.scalars(select(Feedback)).one()
    assert (row.latitude, row.longitude) == (10.535, 106.414), "rounded"
    case_id, first_code = row.id, row.code
    hidden, typed = opened(second), {"text": "Tối quá", "latitude": "10.5349", "longitude": "106.4136"}
    shown = Page(sent(second, hidden, picture(), **typed), status=422)
    assert shown.find("#cung-gap[formnovalidate]")
    code = code_in(sent(second, hidden, **typed, consent=None, same="1"))
    assert code_in(sent(second, hidden, **typed, same="1")) == code, "a double tap"
    assert db.session.scalar(select(func.count()).select_from(Feedback)) == 1
    receipt = Page(second.get(f"/phan-anh/{code}/da-nhan/"))
    assert receipt.text("[data-receipt]").replace("-", "") == code != first_code
    by, citizen = person(make_staff(Role.SUPPORT)), make_person()
    assert alike.link(code, citizen)
    working.do(case_id, working.Act(Move.ASK, by, "Xin bà cho số nhà"))
    working.do(case_id, working.Act(Move.ANSWER, by, "Chào bà Bưởi, đã sửa."))
    page = Page(second.get(f"/phan-anh/{code}/"))
    assert "Đã có trả lời" in page.text("main")
    for words in (SECRET, "Bưởi", "số nhà"):
        assert words not in page.html
    told = db.session.execute(select(Intent.citizen_id, Intent.params)).all()
    assert [(who, "cũng gặp" in params["text"]) for who, params in told] == [(citizen, True)]
    assert told[0][1]["code"].replace("-", "") == code
    assert second.post("/phan-anh/theo-doi/", data={"code": code}).location == f"/phan-anh/{code}/"
    publishing.publish(case_id, publishing.Words("Đèn hỏng.", "Đã sửa."), by)
    assert Page(second.get(f"/phan-anh/{code}/")).find(f'a[href="/phan-anh/da-tra-loi/{case_id}/"]')
    for path in ("da-xong", "chua-xong", "bo-sung"):
        token = Page(first.get("/phan-anh/")).attr("input[name=csrf_token]", "value")
        answer = first.post(f"/phan-anh/{code}/{path}", data={"csrf_token": token, "words": "x"})
        assert answer.status_code == 404, path
    assert db.session.scalar(select(func.count()).select_from(FeedbackFollower)) == 1


def test_what_ended_meanwhile_is_sent_as_ones_own(ctx: Flask, new_browser: Callable[[], FlaskClient]) -> None:
    browser = new_browser()
    code = code_in(sent(browser, opened(browser), same="1", **HERE))
    assert db.session.scalars(select(Feedback)).one().code == code

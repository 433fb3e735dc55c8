"""You said, we did: what is settled and public may be told, nobody is named, and the page changes at once."""

import itertools
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from portal.core import clock
from portal.core.db import db
from portal.feedback.models import Feedback, Verdict
from portal.ratings.stories.models import Story
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_staff
from tests.page import Page
from tests.web.feedback import forms as feedback

AT = "/desk/da-lam/"
TEXTS = itertools.cycle(("Đèn đường tắt.", "Nước ngập trước chợ.", "Cây đổ chắn lối đi.", "Rác để lâu ngày."))


def settled(client: FlaskClient, **over: Any) -> uuid.UUID:
    feedback.sent(client, feedback.opened(client), text=next(TEXTS))
    row = db.session.scalars(select(Feedback).order_by(Feedback.received_at.desc()).limit(1)).one()
    now = clock.now()
    told = {"published_at": now, "closed_at": now, "verdict": Verdict.SOLVED}
    told |= {
        "public_question": "Đèn đường trước trường tắt ba đêm.",
        "public_answer": "Đã thay bóng ngày 20/11.",
    }
    for name, value in {**told, **over}.items():
        setattr(row, name, value)
    db.session.commit()
    return row.id


def test_a_settled_feedback_is_told_without_names_and_taken_back(
    app: Flask, ctx: Flask, client: FlaskClient
) -> None:
    told, silent = settled(client), settled(client, verdict=Verdict.SILENT)
    hidden = settled(client, published_at=None)
    assert "Chưa có việc nào" in Page(client.get("/phan-anh/da-lam/")).text("main")
    editor: Any = Browser(app)
    sign_in(editor, make_staff(Role.PUBLISHER))
    assert [node.attrs["href"] for node in Page(editor.get(AT)).find("ul.links a")] == [f"{AT}{told}/"]
    for other in (silent, hidden, uuid.uuid4()):
        assert editor.get(f"{AT}{other}/").status_code == 404
    form = Page(editor.get(f"{AT}{told}/"))
    assert form.text("#said") == "Đèn đường trước trường tắt ba đêm."
    typed = {"csrf_token": form_token(editor, f"{AT}{told}/"), "said": "Đèn tắt.", "did": "Đã thay bóng."}
    for bad in ("Ông Nguyễn Văn A báo", "Gọi 0912 345 678", "", "x" * 301):
        back = Page(editor.post(f"{AT}{told}/", data={**typed, "said": bad}), status=422)
        assert back.has("[role=alert]"), bad
    before = db.session.execute(text("SELECT value FROM stamp WHERE name = 'pages'")).scalar()
    for _ in range(2):
        assert editor.post(f"{AT}{told}/", data=typed).status_code == 303
    db.session.rollback()
    story = db.session.scalars(select(Story)).one()
    after = db.session.execute(text("SELECT value FROM stamp WHERE name = 'pages'")).scalar()
    assert before != after, "kept pages are dropped"
    month = f"{clock.today():%Y-%m}"
    for query in ("", f"?thang={month}", "?thang=x"):
        page = Page(client.get(f"/phan-anh/da-lam/{query}"))
        assert "Đã thay bóng." in page.text("main")
    assert "Set-Cookie" not in page.response.headers
    gone = {"csrf_token": typed["csrf_token"]}
    assert editor.post(f"{AT}bai/{story.id}/go", data=gone).status_code == 303
    assert editor.post(f"{AT}bai/{story.id}/go", data=gone).status_code == 404
    assert "Đã thay bóng." not in client.get("/phan-anh/da-lam/").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUTHOR])
def test_who_does_not_publish_picks_nothing(app: Flask, ctx: Flask, role: Role) -> None:
    browser: Any = Browser(app)
    sign_in(browser, make_staff(role))
    assert browser.get(AT).status_code == 403

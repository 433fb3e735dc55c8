"""The desk's home: what waits for whom, what goes out next, what failed."""

import datetime as dt

from flask import Flask

from portal.core import clock
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_office, make_staff
from tests.newsroom import make_item
from tests.page import Page


def _home(app: Flask, *roles: Role, office_id: object = None) -> str:
    browser = Browser(app)
    assert sign_in(browser, make_staff(*roles, office_id=office_id)) == 303  # type: ignore[arg-type]
    return Page(browser.get("/desk/")).text("main")


def test_the_home_tells_each_what_waits_for_them(ctx: Flask) -> None:
    at = clock.now() + dt.timedelta(hours=1)
    make_item(State.REVIEW)
    make_item(State.SCHEDULED, publish_at=at, title="Bài của tỉnh")
    here = make_office()
    make_item(State.SCHEDULED, publish_at=at, title="Bài kín", office_id=here, limited=True)
    editor = _home(ctx, Role.EDITOR)
    assert "Bài chờ bạn duyệt: 1" in editor
    assert {"Bài của tỉnh" in editor, "Bài kín" in editor} == {True}
    assert "Tin đã gửi hôm nay" not in editor
    elsewhere = _home(ctx, Role.EDITOR, office_id=make_office())
    assert "Bài chờ bạn duyệt" not in elsewhere  # the province's item is not theirs
    assert "Bài của tỉnh" in elsewhere
    assert "Bài kín" not in elsewhere
    officer = _home(ctx, Role.OFFICER)
    assert "Tin đã gửi hôm nay: 0" in officer
    assert "Bài chờ" not in officer

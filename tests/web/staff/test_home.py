"""The desk's home: what waits for whom, what goes out next, what failed."""

import datetime as dt

from flask import Flask
from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import db
from portal.newsroom.models import Item, State
from portal.staff.models import Role, StaffUser
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
    make_item(State.PUBLISHED, expire_at=at)
    editor = _home(ctx, Role.EDITOR)
    figures = ("đã đăng trong 7 ngày: 1", "đang ở trên cổng: 1", "hết hiệu lực trong 7 ngày tới: 1")
    assert [figure for figure in figures if figure not in editor] == []
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


def test_old_texts_wait_for_their_author_then_for_whoever_publishes_there(ctx: Flask) -> None:
    author, here = make_staff(Role.AUTHOR), make_office()
    by = db.session.scalars(select(StaffUser.id).filter_by(username=author)).one()
    for _ in range(2):
        make_item(State.PUBLISHED, author=by, office_id=here, review_by=clock.today())
    browser = Browser(ctx)
    assert sign_in(browser, author) == 303
    for reminded, mine, theirs in (
        (1, "xem lại: 2", False),
        (2, "nhắc hai lần: 2", False),
        (3, "nhắc hai lần: 2", True),
    ):
        db.session.execute(update(Item).values(reminded=reminded))
        db.session.commit()
        assert mine in Page(browser.get("/desk/")).text("main")
        chief = _home(ctx, Role.PUBLISHER, office_id=here)
        assert ("người viết chưa xem: 2" in chief) is theirs
    assert "người viết chưa xem" not in _home(ctx, Role.PUBLISHER, office_id=make_office())

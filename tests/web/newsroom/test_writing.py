"""What is being written is kept, for whoever wrote it alone; two texts of one article become one."""

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.core import clock
from portal.core.db import db, transaction
from portal.news.models import Category, Kind
from portal.newsroom import deciding, operations
from portal.newsroom.checking import publishing
from portal.newsroom.models import Item, Revision, State
from portal.newsroom.writing.models import Copy
from portal.staff.models import Role
from tests import factories
from tests.desk import Browser, form_token, sign_in
from tests.page import Page

AT = "/desk/tin-bai/ban-luu/"
BASE = "<p>Sáng 7 giờ</p><p>Chiều 13 giờ</p>"


def make_item(*bodies: str, office_id: uuid.UUID | None = None) -> uuid.UUID:
    """An item with a revision for each body."""
    now = clock.now()
    with transaction() as session:
        item = Item(
            kind=list(Kind)[0],
            title="Giờ tiếp dân",
            folded="gio tiep dan",
            head=len(bodies),
            state=State.REVIEW,
        )
        item.office_id, item.created_at, item.changed_at = office_id, now, now
        session.add(item)
        session.flush()
        for n, body in enumerate(bodies, 1):
            told: dict[str, Any] = {
                "title": "Giờ tiếp dân",
                "summary": "",
                "body": body,
                "category": Category.NEWS,
            }
            session.add(Revision(item_id=item.id, number=n, made_at=now, details={"a": 1}, **told))
        return item.id


@pytest.fixture
def writer(ctx: Flask) -> Browser:
    factories.make_staff(Role.EDITOR, username="nguoi-viet")
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(browser, "nguoi-viet") == 303
    return browser


def _send(browser: Browser, tab: uuid.UUID, body: str, serial: int, item: object = "", base: int = 1) -> int:
    data = {
        "csrf_token": form_token(browser, "/desk/password"),
        "tab": str(tab),
        "serial": serial,
        "item": str(item),
    }
    data |= {"base": base, "title": "Giờ tiếp dân", "summary": "", "body": body}
    return browser.post(AT, data=data, headers={"HX-Request": "true"}).status_code


def test_a_page_has_one_copy_and_a_late_call_changes_nothing(writer: Browser) -> None:
    tab, other = uuid.uuid4(), uuid.uuid4()
    for serial, body in ((1, "<p>a</p>"), (3, "<p>abc</p>"), (2, "<p>ab</p>"), (3, "<p>abc</p>")):
        assert _send(writer, tab, body, serial) == 200
    assert _send(writer, other, "<p>hai</p>", 1) == 200
    assert set(db.session.scalars(select(Copy.body))) == {"<p>abc</p>", "<p>hai</p>"}
    assert _send(writer, tab, "x" * 400_001, 9) in {400, 409, 413, 422}
    page = Page(writer.get(AT))
    assert len(page.all("#writing-unsaved .card")) == 2


def test_a_text_whose_token_is_old_gets_a_new_one_and_a_text_without_a_session_a_way_to_sign_in(
    writer: Browser,
) -> None:
    data = {"csrf_token": "old", "tab": str(uuid.uuid4()), "serial": 1, "body": "<p>a</p>"}
    stale = writer.post(AT, data=data, headers={"HX-Request": "true"})
    assert (stale.status_code, stale.headers["X-Form-Token"]) == (422, "stale")
    data["csrf_token"] = stale.get_data(as_text=True).partition('value="')[2].partition('"')[0]
    assert writer.post(AT, data=data, headers={"HX-Request": "true"}).status_code == 200
    writer.post("/desk/sign-out", data={"csrf_token": form_token(writer, "/desk/password")})
    out = writer.post(AT, data=data, headers={"HX-Request": "true"})
    assert "X-Form-Token" in out.headers or out.headers.get("HX-Redirect"), (
        "never a plain page that looks kept"
    )
    assert db.session.scalar(select(func.count(Copy.id))) == 1


def test_two_people_wrote_and_both_texts_are_there(ctx: Flask, writer: Browser) -> None:
    item = make_item(BASE, BASE.replace("13 giờ", "14 giờ"))
    assert _send(writer, uuid.uuid4(), BASE.replace("7 giờ", "8 giờ"), 1, item) == 200
    copy = db.session.scalars(select(Copy.id)).one()
    with transaction() as session:
        session.get_one(Copy, copy).title = "Giờ tiếp công dân"
    page = Page(writer.get(f"{AT}{copy}/"))
    assert {"Sáng 8 giờ", "Chiều 14 giờ"} <= set(page.all(".merge-side .prose p"))
    form = {"csrf_token": form_token(writer, f"{AT}{copy}/"), "head": 2}
    assert writer.post(f"{AT}{copy}/", data=form).status_code == 303
    newest = db.session.scalars(select(Revision).filter_by(item_id=item, number=3)).one()
    assert newest.body == "<p>Sáng 8 giờ</p><p>Chiều 14 giờ</p>"
    assert newest.title == "Giờ tiếp công dân", "who changed a title does not lose it"
    assert newest.details == {"a": 1}, "what goes with a text stays"
    db.session.expire_all()
    assert db.session.get_one(Item, item).state is State.DRAFT, "nobody agreed to this text yet"
    assert db.session.scalar(select(func.count(Copy.id))) == 0


def test_a_third_text_saved_meanwhile_is_not_lost_either(ctx: Flask, writer: Browser) -> None:
    item = make_item(BASE, BASE.replace("13 giờ", "14 giờ"))
    assert _send(writer, uuid.uuid4(), BASE.replace("7 giờ", "8 giờ"), 1, item) == 200
    copy = db.session.scalars(select(Copy.id)).one()
    form = {"csrf_token": form_token(writer, f"{AT}{copy}/"), "head": 1}
    answer = writer.post(f"{AT}{copy}/", data=form)
    assert answer.headers["Location"].endswith(f"{AT}{copy}/")
    assert db.session.scalar(select(func.count(Revision.id))) == 2
    assert db.session.scalar(select(func.count(Copy.id))) == 1


def test_other_people_and_other_offices_get_404(ctx: Flask, writer: Browser) -> None:
    mine = make_item(BASE)
    assert _send(writer, uuid.uuid4(), "<p>riêng</p>", 1, mine) == 200
    copy = db.session.scalars(select(Copy.id)).one()
    factories.make_staff(Role.EDITOR, username="ben-kia", office_id=factories.make_office())
    them = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(them, "ben-kia") == 303
    assert them.get(f"{AT}{copy}/").status_code == 404
    assert them.get(f"{AT}?bai={mine}").status_code == 404
    token = form_token(them, "/desk/password")
    assert them.post(f"{AT}{copy}/bo", data={"csrf_token": token}).status_code == 404
    assert _send(them, uuid.uuid4(), "<p>x</p>", 1, mine) == 404
    assert db.session.scalar(select(func.count(Copy.id))) == 1


def test_a_text_without_an_item_becomes_a_new_one(ctx: Flask) -> None:
    home = factories.make_office()
    factories.make_staff(Role.EDITOR, username="cho-nay", office_id=home)
    me = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(me, "cho-nay") == 303
    handed_over = make_item(BASE, office_id=home)
    assert _send(me, uuid.uuid4(), "<p>Chưa có bài</p>", 0) == 200
    assert _send(me, uuid.uuid4(), "<p>Đơn vị khác giữ</p>", 1, handed_over) == 200
    db.session.execute(update(Item).values(office_id=factories.make_office()))
    db.session.commit()
    assert me.get(f"{AT}?bai={handed_over}").status_code == 404
    copies = db.session.scalars(select(Copy).order_by(Copy.at)).all()
    assert len(Page(me.get(AT)).all("#writing-unsaved .card")) == 2
    for copy in copies:
        assert copy.body in me.get(f"{AT}{copy.id}/").text
        at = f"/desk/tin-bai/moi/?ban={copy.id}"
        told = {"csrf_token": form_token(me, at), "ban": copy.id, "kind": "guide", "title": "Của tôi"}
        assert me.post("/desk/tin-bai/moi/", data=told | {"office": home}).status_code == 303
    bodies = db.session.scalars(select(Revision.body).where(Revision.title == "Của tôi")).all()
    assert set(bodies) == {"<p>Chưa có bài</p>", "<p>Đơn vị khác giữ</p>"}
    assert Page(me.get(AT)).all("#writing-unsaved .card") == []


def test_a_text_is_checked_as_it_stands_and_nothing_is_kept(writer: Browser) -> None:
    data = {
        "csrf_token": form_token(writer, "/desk/password"),
        "title": "Lịch cúp điện",
        "kind": "announcement",
    }
    data["body"] = '<p>Xem <a href="/x/">tại đây</a></p><img src="/media/a/1.webp">'
    page = Page(writer.post("/desk/tin-bai/kiem-tra/", data=data))
    told = page.text("#checking-checked")
    assert "1 lỗi phải sửa trước khi đăng" in told
    assert ("Ảnh chưa có mô tả" in told, "tại đây" in told, "số điện thoại" in told) == (True, True, True)
    assert db.session.scalar(select(func.count(Copy.id))) == 0
    assert (
        writer.post("/desk/tin-bai/kiem-tra/", data=data | {"csrf_token": "old"}).headers["X-Form-Token"]
        == "stale"
    )


def test_a_form_without_scripts_that_comes_second_is_kept_for_merging(writer: Browser) -> None:
    item = operations.create(Kind.GUIDE, operations.Draft("Giờ", body=BASE), None)
    operations.save(item, 1, operations.Draft("Giờ", body=BASE.replace("13 giờ", "14 giờ")), None)
    at = f"/desk/tin-bai/{item}/sua/"
    told = {
        "csrf_token": form_token(writer, at),
        "base": 1,
        "title": "Giờ",
        "body": BASE.replace("7 giờ", "8 giờ"),
    }
    answer = writer.post(at, data=told | {"category": "tin-tuc", "summary": "Giờ tiếp dân."})
    assert answer.status_code == 409
    assert "8 giờ" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Copy.body)).one() == BASE.replace("7 giờ", "8 giờ")
    copy = db.session.scalars(select(Copy.id)).one()
    assert Page(answer, status=409).links()["Gộp với bản mới"] == f"/desk/tin-bai/ban-luu/{copy}/"


def test_faults_bar_publishing_by_setting(ctx: Flask) -> None:
    body = '<p>Chữ</p><img src="/media/a/1.webp">'
    item = operations.create(Kind.GUIDE, operations.Draft("Giờ", body=body), None)
    with transaction() as session:
        row = session.get_one(Item, item)
        row.state, row.approved = State.APPROVED, 1
    with pytest.raises(publishing.Barred):
        deciding.schedule(item, None)
    assert publishing.barriers(Kind.GUIDE, db.session.scalars(select(Revision).filter_by(item_id=item)).one())

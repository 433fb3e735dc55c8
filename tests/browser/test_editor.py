# ruff: noqa: E501 - what a clipboard holds
"""The newsroom in a real browser: a planned item dragged; the editor on its real page: a paper out of Word pasted, kept by itself while somebody types, saved; papers put in order; no rule of the policy broken."""

import datetime as dt
import html
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select, update
from werkzeug import Response

from portal.core import clock
from portal.core.db import db
from portal.news.models import Kind
from portal.newsroom import operations
from portal.newsroom.models import Item, Revision, State
from portal.newsroom.writing.models import Copy
from portal.staff.models import Role, StaffSession, StaffUser
from tests import desk, factories
from tests.browser.conftest import assert_accessible
from tests.newsroom import make_item
from tests.papers import papers
from tests.web.newsroom.test_papers import make_paper
from tests.word import outline

pytestmark = pytest.mark.browser
AT = "http://127.0.0.1:8000"
PASTE = """html => { const held = new DataTransfer(); held.setData('text/html', html); held.setData('text/plain', 'x');
  document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', {clipboardData: held, bubbles: true, cancelable: true})); }"""
LOUD, ENDED = frozenset({"error", "warning"}), " 401 "  # of an ended session the console may speak
TOLD = ("content-type", "hx-request", "accept", "origin")


@pytest.fixture
def open_desk(ctx: Flask, browser: Browser) -> Iterator[Callable[[Role, str], Page]]:
    """A page of the desk as somebody with this role sees it; a console that complains fails the test."""
    complaints: list[str] = []
    contexts = []

    def made(role: Role, path: str) -> Page:
        staff = desk.Browser(ctx, ctx.response_class, use_cookies=True)
        assert desk.sign_in(staff, factories.make_staff(role)) == 303

        def serve(route: Route) -> None:
            asked: Any = route.request
            told = {name: value for name, value in asked.headers.items() if name.lower() in TOLD}
            to = asked.url.removeprefix(AT)
            answer: Response = staff.open(to, method=asked.method, data=asked.post_data_buffer, headers=told)
            if answer.location:  # not every browser asks us again for where we send it
                there = html.escape(answer.location)
                refresh = f'<meta http-equiv="refresh" content="0; url={there}">'
                answer = Response(refresh, 200, mimetype="text/html")
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)

        contexts.append(browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN"))
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type in LOUD and ENDED not in said.text else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", serve)
        page.goto(f"{AT}{path}")
        return page

    yield made
    for context in contexts:
        context.close()
    assert complaints == []


Open = Callable[[Role, str], Page]


def test_a_paper_is_pasted_kept_checked_and_saved(open_desk: Open) -> None:
    item = operations.create(Kind.GUIDE, operations.Draft("Lịch", summary="Tóm tắt"), None)
    page = open_desk(Role.EDITOR, f"/desk/tin-bai/{item}/sua/")
    expect(page.locator("[data-ready]")).to_be_attached()
    name, raw, wanted = papers()[3]
    page.evaluate(PASTE, raw)
    page.locator(".ProseMirror").press("Control+End")
    page.keyboard.type("Gọi 1022 để được giúp.")
    expect(page.locator("[data-state]")).to_contain_text("Đã tự lưu")
    expect(page.locator("#checking-checked")).to_contain_text("Kiểm tra bài")
    assert_accessible(page)
    db.session.rollback()
    assert db.session.scalars(select(Copy)).one().item_id == item
    page.get_by_role("button", name="Lưu bản nháp").click()
    expect(page).to_have_url(f"{AT}/desk/tin-bai/{item}/")
    db.session.rollback()
    saved = db.session.scalars(select(Revision.body).filter_by(item_id=item, number=2)).one()
    assert outline(saved)[: len(wanted)] == wanted, name
    assert "Gọi 1022 để được giúp." in saved
    assert db.session.scalars(select(Copy.id)).all() == []


def test_a_planned_item_moves_by_dragging_and_by_the_keyboard(open_desk: Open) -> None:
    at = clock.now() + dt.timedelta(days=2)
    item = make_item(State.SCHEDULED, title="Lịch tiêm", publish_at=at)
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    page = open_desk(Role.PUBLISHER, "/desk/tin-bai/lich/")

    def moved(days: int) -> dt.datetime:
        day = page.locator(f"[data-day='{monday + dt.timedelta(days=days)}']")
        expect(day.get_by_role("link", name="Lịch tiêm")).to_be_visible()
        db.session.rollback()
        found = db.session.get(Item, item, populate_existing=True)
        assert found
        assert found.publish_at
        return found.publish_at

    page.locator("[data-move] p").drag_to(page.locator(f"[data-day='{monday + dt.timedelta(days=15)}'] h2"))
    dragged = moved(15)
    page.get_by_text("Chuyển ngày").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Sang ngày").fill(str(monday + dt.timedelta(days=17)))
    page.get_by_label("Sang ngày").press("Enter")
    assert moved(17) == dragged + dt.timedelta(days=2)
    assert clock.local(dragged).time() == clock.local(at).time()


def test_papers_are_put_in_order_and_a_session_that_ended_takes_nothing_away(open_desk: Open) -> None:
    item = operations.create(Kind.ANNOUNCEMENT, operations.Draft("Lịch", summary="Tóm tắt"), None)
    page = open_desk(Role.EDITOR, f"/desk/tin-bai/{item}/sua/")
    who = db.session.scalars(select(StaffUser.id)).one()
    for number in ("1/QD", "2/PL"):
        make_paper(None, who, number)
    expect(page.locator("[data-ready]")).to_be_attached()
    rows = page.locator("input[name=paper_title]")
    for place, number in enumerate(("1 qd", "2 pl")):
        page.get_by_label("Tìm văn bản").fill(number)
        page.get_by_label("Tìm văn bản").press("Enter")
        expect(page.locator("#more option")).to_have_count(2)
        page.get_by_label("Chọn văn bản").select_option(index=1)
        page.get_by_role("button", name="Thêm vào bài").click()
        expect(rows.nth(place)).to_be_focused()
    rows.nth(0).fill("Quyết định")
    page.get_by_role("button", name="Xuống: Báo cáo số hóa").first.focus()
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_value("Quyết định")
    assert_accessible(page)
    page.locator(".ProseMirror").press_sequentially("Viết dở")
    expect(page.locator("[data-state]")).to_contain_text("Đã tự lưu")
    db.session.execute(update(StaffSession).values(ended_at=clock.now()))
    db.session.commit()
    page.get_by_role("button", name="Bỏ khỏi bài").first.click()
    expect(page.locator("[data-say=ended]")).to_be_visible()
    page.route(
        "**/sua/van-ban", lambda route: route.fulfill(status=204, headers={"HX-Redirect": "/desk/sign-in"})
    )
    page.get_by_role("button", name="Bỏ khỏi bài").first.click()
    expect(page.locator(".ProseMirror")).to_have_text("Viết dở")
    expect(rows).to_have_count(2)

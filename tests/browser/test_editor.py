# ruff: noqa: E501 - what a clipboard holds
"""The editor on its real page: a paper out of Word pasted, kept by itself while somebody types, saved; no rule of the policy broken."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route, expect
from sqlalchemy import select

from portal.core.db import db
from portal.news.models import Kind
from portal.newsroom import operations
from portal.newsroom.models import Revision
from portal.newsroom.writing.models import Copy
from portal.staff.models import Role
from tests import desk, factories
from tests.browser.conftest import assert_accessible
from tests.papers import papers
from tests.word import outline

pytestmark = pytest.mark.browser
AT = "http://127.0.0.1:8000"
PASTE = """html => { const held = new DataTransfer(); held.setData('text/html', html); held.setData('text/plain', 'x');
  document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', {clipboardData: held, bubbles: true, cancelable: true})); }"""
TOLD = ("content-type", "hx-request", "accept", "origin")


def test_a_paper_is_pasted_kept_checked_and_saved(ctx: Flask, browser: Browser) -> None:
    factories.make_staff(Role.EDITOR, username="viet-bai")
    staff = desk.Browser(ctx, ctx.response_class, use_cookies=True)
    assert desk.sign_in(staff, "viet-bai") == 303
    item = operations.create(Kind.GUIDE, operations.Draft("Lịch", summary="Tóm tắt"), None)
    complaints: list[str] = []

    def serve(route: Route) -> None:
        asked: Any = route.request
        told = {name: value for name, value in asked.headers.items() if name.lower() in TOLD}
        path = asked.url.removeprefix(AT)
        answer = staff.open(path, method=asked.method, data=asked.post_data_buffer, headers=told)
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)

    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", serve)
    page.goto(f"{AT}/desk/tin-bai/{item}/sua/")
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
    context.close()
    db.session.rollback()
    saved = db.session.scalars(select(Revision.body).filter_by(item_id=item, number=2)).one()
    assert outline(saved)[: len(wanted)] == wanted, name
    assert "Gọi 1022 để được giúp." in saved
    assert db.session.scalars(select(Copy.id)).all() == []
    assert complaints == []

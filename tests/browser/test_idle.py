"""A page of the desk says when its session ends, keeps what is written, goes on after signing in again."""

import json
import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, Route, expect

from portal.staff.models import Role
from tests import desk, factories
from tests.browser.shown import Shelf

pytestmark = pytest.mark.browser
AT, ASKED = "/desk/tin-bai/moi/", "/desk/con-lam/"
BACK = "document.dispatchEvent(new Event('visibilitychange'))"


def test_a_session_that_ends_takes_no_text_with_it(ctx: Flask, browser: Browser) -> None:
    factories.make_staff(Role.EDITOR, username="nguoi-viet")
    staff = desk.Browser(ctx, ctx.response_class, use_cookies=True)
    desk.sign_in(staff, "nguoi-viet")
    page_now = re.sub(r'data-left="\d+"', 'data-left="1"', staff.get(AT).text)
    told = staff.get(ASKED, headers={"HX-Request": "true"}).json
    assert told
    shelf = Shelf(browser, {AT: page_now, f"{AT}?": page_now.replace('data-left="1"', 'data-left="60"')})
    answers: list[dict[str, object] | None] = [
        None,
        told | {"who": "somebody else"},
        told | {"token": "fresh"},
    ]
    calls: list[str] = []

    def answer(route: Route) -> None:
        calls.append(route.request.method)
        now = answers.pop(0) if answers else told
        if now is None:
            route.fulfill(status=204, headers={"HX-Redirect": "/desk/sign-in"})
        else:
            route.fulfill(body=json.dumps(now), content_type="application/json")

    shelf.context.route(f"**{ASKED}", answer)
    page = shelf.page
    shelf.open(AT)
    soon, over = page.locator("[data-idle=soon]"), page.locator("[data-idle=over]")
    page.locator("#title").fill("Lịch cắt điện")
    expect(over).to_be_visible()
    page.locator("main form button").last.click()
    assert page.locator("#title").input_value() == "Lịch cắt điện"
    page.evaluate(BACK)
    expect(over).to_be_visible()
    page.evaluate(BACK)  # signed in again in another tab, the same person now
    expect(over).to_be_hidden()
    assert page.locator("main input[name=csrf_token]").first.input_value() == "fresh"
    shelf.open(f"{AT}?")
    expect(soon).to_be_visible()
    page.locator("[data-idle=stay]").click()
    expect(soon).to_be_hidden()
    assert (calls[-1], shelf.errors) == ("POST", [])
    shelf.context.close()

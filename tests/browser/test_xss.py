# ruff: noqa: E501 - payloads and rules are long lines
"""No text becomes code: some payloads of every family through the editor's way and the templates, in a real browser.

The whole of it, with its count: `python -m tests.xss.full`.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from tests.xss import fields, inputs, oracle, payloads

pytestmark = pytest.mark.browser
AT = "http://127.0.0.1:8000"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield oracle.watch(context)
    context.close()


def shown(page: Page, html: bytes, headers: dict[str, str]) -> list[str]:
    """What the oracle finds in an answer; nothing else is loaded."""

    def serve(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url == f"{AT}/shown/":
            route.fulfill(status=200, headers=headers, body=html)
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", serve)
    page.goto(f"{AT}/shown/", wait_until="domcontentloaded")
    return oracle.findings(page)


def test_the_oracle_sees_what_was_not_cleaned(page: Page) -> None:
    head = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy-report-only": oracle.WATCHING,
    }
    planted = ["<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<script>alert(1)</script>"]
    for one in planted:
        assert shown(page, f"<!doctype html><body>{one}".encode(), head), one
    assert "attribute style in prose" in shown(
        page, b'<!doctype html><div class="prose"><p style="top:0">x</p></div>', head
    )


def test_no_text_becomes_code(ctx: Flask, page: Page) -> None:
    house, pairs = inputs.House(ctx), 0
    some = payloads.base()
    ways = inputs.bodies(house, some), inputs.merging(house, some), inputs.checks(house, some[-20:])
    for told in (*ways, fields.beside(house, some[::12])):
        for one in told:
            assert one.answer.status_code == 200, (one.path, one.answer.status_code)
            head = {
                "content-type": "text/html; charset=utf-8",
                "content-security-policy-report-only": oracle.WATCHING,
            }
            assert shown(page, one.answer.data, head) == [], one.name
            pairs += one.pairs
    assert pairs >= 400

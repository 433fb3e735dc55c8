"""A real browser on the living product: every console error fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from scripts.browser import NAMES
from tests.live import Live, running

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PHONE = {"width": 360, "height": 740}
WAIT_MS = 15_000
MISSING = "/khong-co-trang-nay/"  # of its own 404 the console may speak
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
Open = Callable[..., Page]


def found_browser() -> str | None:
    """The browser to drive: PORTAL_BROWSER, one on PATH, Debian's, or Playwright's own (an empty path)."""
    named = os.environ.get("PORTAL_BROWSER")
    if named:
        return named
    places = [shutil.which(name) for name in NAMES]
    for place in (*places, "/usr/bin/chromium"):
        if place and Path(place).exists() and "/snap/" not in place:
            return place
    return None


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """One browser for the session; without any, tests are skipped, and under CI they fail."""
    path = found_browser() or _playwright.chromium.executable_path
    if not Path(path).exists():
        reason = "no browser: set PORTAL_BROWSER or install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    started = _playwright.chromium.launch(executable_path=path, args=FLAGS, headless=True)
    yield started
    started.close()


@pytest.fixture(scope="package")  # two of them on one database would send each other's messages
def _running(app: Flask) -> Iterator[Live]:
    with running(PAGE_CACHE_SECONDS="0.01") as live:
        yield live


@pytest.fixture
def live(_running: Live, ctx: Flask) -> Iterator[Live]:
    """Empty tables, empty queue, a Zalo that remembers nothing; the logs are told at the end."""
    _running.begin()
    yield _running
    _running.tell_logs()


@pytest.fixture
def open_page(browser: Browser, live: Live) -> Iterator[Open]:
    """A page in a fresh profile; what its console complains about is an error at the end of the test."""
    complaints: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        if message.type in {"error", "warning"} and not where.endswith(MISSING):
            complaints.append(f"{message.type}: {message.text} ({where})")

    def make(width: int = PHONE["width"], height: int = PHONE["height"], **more: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def assert_accessible(page: Page, where: str = "", *rules: str) -> None:
    """axe finds nothing to complain about on what is shown now; with `rules`, only they are asked."""
    wanted = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found = Axe().run(page, options={"runOnly": wanted, "resultTypes": ["violations"]})
    told = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    "
        + "\n    ".join(n["html"][:200] for n in one["nodes"][:3])
        for one in found.response["violations"]
    ]
    assert not told, f"{where or page.url}\n" + "\n".join(told)


def assert_fits(page: Page, where: str = "") -> None:
    """Nothing sticks out to the right."""
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"{where or page.url}: {wide[0]} px wide in {wide[1]} px"

"""The proof of work as a phone meets it: solved by itself with scripts, waited for without."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from portal.core import limits, work
from portal.core.db import transaction
from portal.dossiers.operations import tolls
from tests.browser.conftest import Open, assert_accessible, assert_fits
from tests.live import Live

CODE = "H44.12-260902-0975"

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(live: Live) -> Live:
    """A portal whose free look-ups of this minute, and of the next ones, are all taken."""
    live.push({"code": CODE, "status": 4})
    with transaction() as session:
        session.add(limits.Throttle(key=tolls.FREE, ends_at=int(time.time()) + 3600, count=10**6))
    return live


def _ask(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/ho-so/")
    page.locator("main #code").fill(CODE)
    page.get_by_role("button", name="Tra cứu hồ sơ").click()


def test_with_scripts_the_answer_comes_by_itself(busy: Live, open_page: Open) -> None:
    page = open_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(f"{busy.url}/ho-so/")
    assert not [url for url in loaded if "work.js" in url], "only where a puzzle stands"
    for _ in range(2):  # the second puzzle finds the script already there
        _ask(page, busy)
        result = page.locator("#dossiers-result")
        expect(result).to_contain_text("Đang xử lý")
        expect(result.locator("h2").first).to_be_focused()
    assert [url for url in loaded if "work.js" in url]
    page.locator("summary", has_text="Xem giấy tờ cần nộp").click()
    page.locator("#digits").fill("4567")
    page.get_by_role("button", name="Xem chi tiết").click()
    expect(page.locator("#dossiers-result")).to_contain_text("N***** V** A*")


def _endless(route: Route) -> None:
    """The portal's own answer, its puzzle too hard to be solved by luck while it is looked at."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'data-bits="\d+"', 'data-bits="31"', answer.text()))


def test_a_heavy_proof_leaves_the_page_alive_and_shows_how_far_it_is(busy: Live, open_page: Open) -> None:
    with transaction() as session:
        session.add(limits.Throttle(key=tolls.WORKED, ends_at=int(time.time()) + 3600, count=10**6))
    page = open_page(320, 640)
    page.route("**/ho-so/", _endless)
    _ask(page, busy)
    bar = page.locator("progress.work")
    expect(bar).to_be_visible()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.wait_for_function("document.querySelector('progress').value > 0")
    heard = page.evaluate(
        """() => new Promise(done => { const bar = document.querySelector('progress'), from = bar.value;
        let taps = 0; document.body.addEventListener('tap', () => { taps += 1; });
        (function tick() { document.body.dispatchEvent(new Event('tap'));
          if (bar.value > from && taps > 2) done(taps); else setTimeout(tick, 0); })(); })"""
    )
    assert heard > 2, "taps are heard while it works"
    assert_fits(page)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, "dark", "color-contrast")
    page.goto("about:blank")


def test_without_scripts_one_waits_and_taps(busy: Live, open_page: Open) -> None:
    page = open_page(320, 640, java_script_enabled=False)
    _ask(page, busy)
    expect(page.locator("main")).to_contain_text("giây rồi chạm Tiếp tục")
    expect(page.locator("progress")).to_be_hidden()
    onward = page.get_by_role("button", name="Tiếp tục")
    onward.click()
    expect(page.locator("main")).to_contain_text("chạm Tiếp tục")
    page.wait_for_timeout((work.waiting_seconds(work.LEAST) + 1) * 1000)
    onward.click()
    expect(page.locator("#dossiers-result")).to_contain_text("Đang xử lý")

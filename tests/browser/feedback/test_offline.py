"""Pages without a network: the last seen ones readable with their time, personal ones never kept."""

import re

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.core import clock

pytestmark = pytest.mark.browser
KEPT = re.compile(r"Bản đã lưu lúc \d\d:\d\d \d\d/\d\d")


# Pages 1 to 43 as the service worker would have kept them: the same answer under other addresses.
MORE = """() => caches.open('pages-1').then(async pages => {
  const seen = await pages.match('/thu-tuc/?q=0');
  for (let n = 1; n < 44; n += 1) await pages.put(`/thu-tuc/?q=${n}`, seen.clone());
})"""


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """A page that the service worker watches over."""
    made = phone.new_page()
    made.goto("/")
    made.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    made.wait_for_function("navigator.serviceWorker.controller !== null")
    return made


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "caches.open('pages-1').then(all => all.keys()).then(keys => keys.map(k => new URL(k.url).pathname))"
    )
    return found


def test_a_last_seen_page_is_readable_with_its_time(page: Page, phone: BrowserContext) -> None:
    page.goto("/ho-tro/")
    page.wait_for_function("caches.match('/ho-tro/').then(Boolean)")
    now = clock.local(clock.now())
    assert not KEPT.search(page.locator("main").inner_text())
    phone.set_offline(True)
    page.goto("/ho-tro/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hỗ trợ")
    line = page.locator("main > .alert").first
    expect(line).to_contain_text(KEPT)
    assert f"{now:%d/%m}" in line.inner_text()
    family = page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Be Vietnam Pro\"'))")
    assert family, "style and fonts are there too"
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).borderTopWidth") == "4px"


def test_a_page_never_seen_says_so_calmly(page: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    page.goto("/dieu-khoan/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("không có mạng")
    expect(page.locator("main > .card:visible a[href='tel:113']")).to_be_visible()


def test_personal_answers_and_the_desk_are_never_kept(page: Page, phone: BrowserContext) -> None:
    for path in ("/phan-anh/", "/desk/sign-in", "/m/ho-tro/", "/api/v1/openapi.json", "/tro-nang/"):
        page.goto(path)
    page.wait_for_function("caches.match('/tro-nang/').then(Boolean)")
    assert set(kept(page)) <= {"/", "/tro-nang/"}
    phone.set_offline(True)
    page.goto("/phan-anh/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("không có mạng")


def test_only_the_last_forty_pages_stay(page: Page) -> None:
    page.goto("/thu-tuc/?q=0")
    page.wait_for_function("caches.match('/thu-tuc/?q=0').then(Boolean)")
    page.evaluate(MORE)
    page.goto("/thu-tuc/?q=44")
    page.wait_for_function("caches.match('/thu-tuc/?q=44').then(Boolean)")
    page.wait_for_function("caches.open('pages-1').then(p => p.keys()).then(k => k.length <= 40)")
    assert page.evaluate("caches.match('/thu-tuc/?q=0').then(Boolean)") is False


def test_a_new_version_drops_the_old_shell_and_keeps_the_pages(ctx: Flask, page: Page) -> None:
    page.goto("/ho-tro/")
    page.wait_for_function("caches.match('/ho-tro/').then(Boolean)")
    before = [name for name in page.evaluate("caches.keys()") if name.startswith("shell-")]
    assert len(before) == 1
    old = before[0].removeprefix("shell-").encode()
    ctx.extensions["service_worker"] = ctx.extensions["service_worker"].replace(old, b"0123456789ab")
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => 0)")
    page.wait_for_function(
        "caches.keys().then(all => all.filter(n => n.startsWith('shell-')).join() === 'shell-0123456789ab')"
    )
    assert "/ho-tro/" in kept(page)


def test_a_page_of_an_older_version_finds_the_present_style(page: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    found = page.evaluate("fetch('/static/0000000000/portal.css').then(a => a.text())")
    assert "Be Vietnam Pro" in found


def test_a_browser_without_service_workers_shows_every_page(phone: BrowserContext) -> None:
    phone.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })")
    page = phone.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/")
    page.goto("/phan-anh/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not troubles

"""The path a citizen walks, by hand: the phone, the chat, the notice, its link."""

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open, assert_fits
from tests.live import AN, Live

CODE = "H44.12-260902-0975"
OTHER = "H44.12-260902-0001"

pytestmark = pytest.mark.browser


def _last(page: Page) -> Locator:
    return page.locator('#chat li[data-from="oa"]').last


def _say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("#send").click()


def _hold(page: Page, live: Live) -> None:
    page.goto(live.sim.url)
    page.locator("#citizen").select_option(AN)
    # Opening the chat for the first time is answered too, before the welcome.
    expect(page.locator("#chat")).to_contain_text("Ông/bà có thể nhắn cho trang")
    page.locator("#follow").click()
    expect(_last(page)).to_contain_text("Cảm ơn ông/bà đã quan tâm")


def test_from_following_to_the_notice_and_its_dossier(live: Live, open_page: Open) -> None:
    live.push({"code": CODE, "status": 2}, {"code": OTHER, "status": 4})
    page = open_page()
    _hold(page, live)

    page.locator("#share").click()
    expect(_last(page)).to_contain_text("Số điện thoại đã được ghi nhận")
    _say(page, CODE)
    expect(_last(page)).to_contain_text(f"Hồ sơ {CODE}: Được tiếp nhận")
    _last(page).get_by_text("Nhận thông báo hồ sơ này").click()
    expect(_last(page)).to_contain_text("đã đồng ý nhận thông báo")

    count = page.locator('#chat li[data-from="oa"]').count()
    started = time.monotonic()
    live.push({"code": CODE, "status": 9})
    notices = page.locator('#chat li[data-from="oa"]')
    expect(notices).to_have_count(count + 1, timeout=5000)
    assert time.monotonic() - started < 5
    expect(_last(page)).to_contain_text(CODE)

    _last(page).get_by_text("Xem kết quả").click()
    inside = page.frame_locator("#web-frame")
    expect(inside.locator("main")).to_contain_text(CODE)
    expect(inside.locator("main")).to_contain_text("Đã xử lý xong")
    expect(inside.locator("body")).not_to_contain_text(OTHER)
    frame = next(frame for frame in page.frames if "/ho-so/" in frame.url)
    assert CODE not in frame.url
    assert "/h/" not in frame.url
    wide = frame.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1]
    assert_fits(page)


def test_the_menu_opens_the_three_doors(live: Live, open_page: Open) -> None:
    page = open_page()
    _hold(page, live)
    for title, path in (("Thông tin", "thong-tin"), ("Dịch vụ công", "dich-vu-cong"), ("Hỗ trợ", "ho-tro")):
        page.locator("#menu").get_by_text(title).click()
        expect(page.locator("#web-frame")).to_have_attribute("src", f"{live.url}/{path}/")
        expect(page.frame_locator("#web-frame").locator("h1")).to_be_visible()
        page.locator("#web-close").click()


def test_a_near_miss_is_put_right_by_a_tap(live: Live, open_page: Open) -> None:
    live.push({"code": CODE, "status": 4})
    page = open_page()
    _hold(page, live)
    _say(page, CODE.replace("-", "."))
    expect(_last(page)).to_contain_text("Ý ông/bà")
    _last(page).get_by_text(CODE).click()
    expect(_last(page)).to_contain_text("Đang xử lý")


def test_the_code_is_drawn_and_a_first_visit_has_no_cookies(live: Live, open_page: Open) -> None:
    page = open_page(1280, 800)
    _hold(page, live)
    picture = page.locator("#oa-code img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") > 100
    page.locator("#first-time").check()
    page.locator("#menu").get_by_text("Dịch vụ công").click()
    expect(page.frame_locator("#web-frame").locator("h1")).to_be_visible()
    frame = next(one for one in page.frames if "/dich-vu-cong/" in one.url)
    assert frame.evaluate("window.credentialless") is True
    assert frame.evaluate("document.cookie") == ""
    page.locator("#web-close").click()
    page.locator("#first-time").uncheck()
    page.locator("#menu").get_by_text("Dịch vụ công").click()
    expect(page.locator("#web-frame:not([credentialless])")).to_be_visible()

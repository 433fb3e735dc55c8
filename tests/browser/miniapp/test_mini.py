"""The Mini App on a phone, in Zalo's container: the checks of miniapp.md 11, numbered as there."""

import json
import re
from gzip import compress
from pathlib import Path

from playwright.sync_api import Page, expect

from portal.core import mini as border
from portal.core.db import db
from portal.feedback.models import Feedback, FeedbackPhoto
from tests.browser.conftest import assert_accessible, assert_fits
from tests.browser.miniapp.conftest import APP, IPHONE, PORTAL, Mini, Opened
from tests.factories import make_dossier, make_news, make_office
from tests.media import photo

ASKING = {"action.mp.get.number", "action.get.location", "action.open.qr", "action.follow.oa"}
RED, HTMX = "Failed to load resource", "htmx:"  # htmx says each failed request once more
EXPOSED = border.PROBED


def _title(page: Page, text: str) -> None:
    expect(page.locator("#man h1").first).to_contain_text(text)


def _said(page: Page, text: str) -> None:
    told = page.locator("#trouble, .toast, #man [role=alert]").filter(has_text=text)
    expect(told.first).to_be_visible()


def _instead(page: Page, path: str, status: int, body: str = "") -> None:
    """The portal answers this on a path until `page.unroute`."""
    shared = {"Access-Control-Allow-Origin": "https://h5.zdn.vn", "Access-Control-Expose-Headers": EXPOSED}
    told = {**shared, "Content-Type": "text/html"}
    page.route(f"{PORTAL}{path}", lambda route: route.fulfill(status=status, body=body, headers=told))


def _native(page: Page) -> list[str]:
    """The native calls so far."""
    return [one["action"] for one in page.evaluate("window.__calls || []")]


def _in_place(page: Page) -> None:
    assert page.url.startswith(f"https://h5.zdn.vn/zapps/{APP}/?"), page.url


def _event(page: Page, name: str, data: dict[str, str]) -> None:
    """An event of the container's, as it calls the SDK."""
    page.wait_for_function("window.zaloJSV2 !== undefined")
    page.wait_for_timeout(300)  # the shell listens once the SDK is there
    page.evaluate("([n, d]) => zaloJSV2.zalo_h5_event_handler('1', n, d)", [name, json.dumps(data)])


def test_screens_come_from_the_other_origin_and_the_app_stays_where_it_is(opened: Opened, mini: Mini) -> None:
    make_news(title="Tin thử nghiệm")
    page = opened("/ho-tro/", env="TESTING", utm_source="qr")  # 2: a cold deep link
    _title(page, "Hỗ trợ")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert (mini.asked("OPTIONS"), len(mini.asked("GET", "/m/ho-tro/"))) == ([], 1)  # 1
    assert "hx_request" not in mini.asked("GET", "/m/ho-tro/")[0]
    assert "cookie" not in mini.asked("GET", "/m/ho-tro/")[0]
    page.wait_for_function("document.title === 'Hỗ trợ'")
    assert_accessible(page)
    assert_fits(page)
    page.locator(".menu a", has_text="Thông tin").click()
    page.get_by_role("link", name="Tin thử nghiệm").first.click()
    _title(page, "Tin thử nghiệm")
    _in_place(page)
    assert "env=TESTING" in page.url
    assert "utm_source=qr" in page.url
    page.go_back()  # 5
    _title(page, "Thông tin")
    page.go_back()
    _title(page, "Hỗ trợ")
    _event(page, "h5.event.open.mp", {"url": f"https://h5.zdn.vn/zapps/{APP}/?p=%2Fthu-tuc%2F"})  # 3
    _title(page, "thủ tục")
    _in_place(page)
    assert not ASKING & set(_native(page)), "14: nothing is asked before a tap"
    for hostile in (
        "//evil.example/",
        "https://evil.example/",
        "/desk/",
        "/thu-tuc/../desk/",
        "/\\evil",
        "javascript:x",
    ):
        _event(page, "h5.event.open.mp", {"url": f"https://h5.zdn.vn/zapps/{APP}/?p={hostile}"})  # 4
        page.wait_for_function("new URLSearchParams(location.search).get('p') === '/'")
    _in_place(page)
    assert {one["path"].split("/")[1] for one in mini.log} <= {"m", "qrcode"}


def test_both_phones_scan_call_and_look_up(opened: Opened, mini: Mini) -> None:
    code = make_dossier().code
    for agent in (None, IPHONE):
        page = opened("/ho-so/", **({"agent": agent} if agent else {}), expected=())
        _title(page, "Tra cứu hồ sơ")
        page.locator("summary", has_text="Quét mã QR").click()
        page.once("dialog", lambda dialog: dialog.accept(f"https://la.example/{'x' * 9}"))  # 6: a foreign one
        page.get_by_role("button", name="Quét mã QR").click()
        _said(page, "la.example")
        _in_place(page)
        page.once("dialog", lambda dialog: dialog.accept(f"{PORTAL}/ho-so/?ma={code}"))
        page.get_by_role("button", name="Quét mã QR").click()
        expect(page.locator("#dossiers-result")).to_contain_text(code)
        assert code not in page.url, "codes stay out of addresses"
        assert "action.open.qr" in _native(page)
    assert not any(code in one["query_string"] for one in mini.log)


def test_a_report_with_a_photo_and_a_number_typed_after_a_no(opened: Opened, mini: Mini) -> None:
    make_office()
    page = opened("/phan-anh/", expected=("422", "401", HTMX))
    _title(page, "Phản ánh")
    page.get_by_label("Phản ánh hiện trường").check()
    page.get_by_label("Nội dung").fill("Ổ gà lớn ở đường Trần Phú, nước đọng nhiều ngày liền.")
    page.once("dialog", lambda dialog: dialog.dismiss())  # 9: -2002
    page.get_by_role("button", name="Dùng số Zalo của tôi").click()
    _said(page, "Bạn chưa cho phép")
    page.get_by_label("Số điện thoại").fill("0901 234 567")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Thêm vị trí của tôi").click()
    expect(page.get_by_text("Đã ghi vị trí")).to_be_visible()
    page.get_by_label("Ảnh").set_input_files({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Gửi phản ánh").click()  # 8
    page.wait_for_function("/da-nhan/.test(new URLSearchParams(location.search).get('p'))")
    expect(page.locator("#man [data-receipt]").first).to_be_visible()
    _in_place(page)
    kept = db.session.query(Feedback).one()
    assert kept.text.startswith("Ổ gà lớn")
    assert (kept.latitude, kept.longitude) == (10.535, 106.413)
    assert db.session.query(FeedbackPhoto).count() == 1
    sent = [one for one in mini.asked("POST", "/m/phan-anh/") if "multipart" in one.get("content_type", "")]
    assert len(sent) == 1


def test_who_is_not_signed_in_signs_in_once_and_a_second_no_is_said(opened: Opened, mini: Mini) -> None:
    page = opened("/toi/", expected=("401", HTMX))
    page.get_by_role("button", name="Đăng nhập bằng Zalo").click()
    expect(page.locator("#man")).to_contain_text("Nguyễn Văn An")
    assert not ASKING & set(_native(page))
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xác nhận số Zalo của tôi").click()
    expect(page.locator("#mine-phones")).to_contain_text("Đã xác minh")
    begun = len(mini.asked("POST", "/m/phien"))

    _instead(page, "/m/toi/tin-nhan/", 401)  # 7: for good
    page.evaluate(
        "history.replaceState(null, '', location.search.replace(/p=[^&]*/, 'p=%2Ftoi%2Ftin-nhan%2F'))"
    )
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    _said(page, "Chưa đăng nhập được")
    assert len(mini.asked("POST", "/m/phien")) == begun + 1, "one sign-in, no circle"
    assert "Nguyễn Văn An" not in page.locator("#man").inner_text(), "the old screen is gone"
    page.unroute(f"{PORTAL}/m/toi/tin-nhan/")
    page.get_by_role("button", name="Thử lại").click()
    _title(page, "Tin")
    assert all("cookie" not in one for one in mini.log)


def test_a_server_abroad_and_a_code_that_is_over_leave_typing_by_hand(opened: Opened, mini: Mini) -> None:
    make_office()
    page = opened("/phan-anh/", expected=("422", "503", HTMX))
    _title(page, "Phản ánh")
    mini.sim.world.switches.abroad = True  # -501: nobody is asked for a number that could not be used
    page.get_by_role("button", name="Dùng số Zalo của tôi").click()
    _said(page, "Chưa đăng nhập được")
    mini.sim.world.switches.abroad = False
    page.route(
        "**/_container/code", lambda route: route.fulfill(json={"token": "x" * 24})
    )  # used up long ago
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Dùng số Zalo của tôi").click()
    expect(page.get_by_text("Zalo chưa cho biết số")).to_be_visible()
    page.get_by_label("Số điện thoại").fill("0901234567")


def test_a_lost_network_and_a_broken_portal_are_said_with_a_way_on(opened: Opened, mini: Mini) -> None:
    page = opened("/ho-tro/", expected=(RED, HTMX, "Status Error Code 500"))
    _title(page, "Hỗ trợ")
    page.context.set_offline(True)  # 10
    page.locator(".menu a", has_text="Dịch vụ công").click()
    _said(page, "Chưa kết nối được")
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    _title(page, "Dịch vụ công")

    _instead(page, "/m/thong-tin/", 500, "<h1>Traceback</h1>")  # 11
    page.locator(".menu a", has_text="Thông tin").click()
    _said(page, "Hệ thống đang gặp lỗi")
    assert "Traceback" not in page.content()
    page.unroute(f"{PORTAL}/m/thong-tin/")
    page.get_by_role("button", name="Thử lại").click()
    _title(page, "Thông tin")


def test_a_hostile_fragment_runs_nothing_and_leads_nowhere(opened: Opened, mini: Mini) -> None:
    page = opened("/ho-tro/", expected=("Content Security Policy", RED, HTMX))
    _title(page, "Hỗ trợ")
    bad = (
        "<h1>Lạ</h1><script>window.__ran = 1</script><img src=x onerror='window.__ran = 2'>"
        "<div hx-on::load='window.__ran = 3' hx-get='https://la.example/x' hx-trigger='load'></div>"
        "<div hx-get='/zapps/x' hx-trigger='load'></div><svg onload='window.__ran = 4'></svg>"
        "<a id='out' href='https://la.example/'>x</a>"
        "<form action='https://la.example/'><button id='go'>x</button></form>"
        "<a id='js' href='javascript:window.__ran=5'>x</a>"
    )
    _instead(page, "/m/thong-tin/", 200, bad)  # 12
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".menu a", has_text="Thông tin").click()
    _title(page, "Lạ")
    for name in ("#out", "#js", "#go"):
        page.locator(name).click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.__ran") is None
    _in_place(page)
    assert not [url for url in asked if "la.example" in url or url.endswith("/zapps/x")]


def test_without_a_bridge_pages_are_read_and_a_tap_is_answered(opened: Opened, mini: Mini) -> None:
    page = opened("/ho-tro/", bridge="none", expected=("ZaloJavaScriptInterface",))
    _title(page, "Hỗ trợ")
    page.clock.install()
    page.locator("a[data-zmp=goi]").first.click()
    page.wait_for_timeout(800)  # what answers the tap is fetched with the first one
    page.clock.run_for(10_500)  # 13
    _said(page, "Zalo chưa trả lời")
    page.locator(".menu a", has_text="Dịch vụ công").click()
    _title(page, "Dịch vụ công")


def test_the_package_is_small_and_holds_no_secret(package: Path) -> None:
    told = json.loads((package / "app-config.json").read_text())
    files = {path.name: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    packed = {name: len(compress(raw, 9)) for name, raw in files.items()}
    entry = sum(packed[name.rpartition("/")[2]] for name in told["listSyncJS"])
    assert entry <= 25_000  # 17
    assert sum(size for name, size in packed.items() if name.endswith(".js")) <= 60_000
    assert sum(size for name, size in packed.items() if name.endswith(".css")) <= 15_000
    assert max(map(len, files.values())) < 3_000_000
    for name, raw in files.items():  # 19
        text = raw.decode("utf-8", "replace")
        assert not re.search(r"http://(?!www\.w3\.org)|SimAppSecret|ZMP_TOKEN|app_?secret", text), name

"""The face in a real browser: readable for all, never wider than the phone, never silent when it fails."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.unit.face.stand import served

ZALO = (
    "Mozilla/5.0 (Linux; Android 15) Chrome/154.0 Mobile Safari/537.36 Zalo android/260901903 ZaloTheme/light"
)

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

LOW = """() => {
  const places = [...document.querySelectorAll(
    '.btn, .menu a, .tabs a, .door, summary, .choice, .foot-links a, .back a')].filter(e => e.offsetHeight);
  return [places.filter(e => e.offsetHeight < 44).map(e => e.outerHTML), places.length];
}"""


# What the page tells of waiting, and how long after the question; the test looks at it when all is over.
WATCHED = """() => {
  const root = document.documentElement, told = document.querySelector('#progress');
  let asked = 0;
  window.seen = [];
  document.addEventListener('htmx:beforeRequest', () => { asked = performance.now(); });
  new MutationObserver(() => {
    if (root.classList.contains('busy')) window.seen.push([performance.now() - asked, told.textContent]);
  }).observe(root, {attributes: true, attributeFilter: ['class']});
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The small site's address."""
    with served() as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone that forgets everything; a script error fails the test."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield page
    context.close()
    assert errors == []


def width_beyond(page: Page) -> int:
    """How far the page reaches beyond the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize(
    ("layout", "theme", "width"),
    [("base", "light", 320), ("desk", "dark", 1280)],
)
def test_every_part_is_accessible_and_fits(
    phone: Page, site: str, layout: str, theme: str, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 740})
    phone.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    phone.goto(f"{site}/parts/{layout}")
    expect(phone.locator(".htmx-request .loading")).to_be_visible()
    found = Axe().run(phone, options=RULES).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert width_beyond(phone) <= 0
    phone.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert width_beyond(phone) <= 0, "at twice the text size"


def test_targets_are_large_enough_for_thumbs(phone: Page, site: str) -> None:
    phone.goto(f"{site}/parts/base")
    low, seen = phone.evaluate(LOW)
    assert seen > 30
    assert low == []


def test_an_answer_takes_the_focus_and_its_address(phone: Page, site: str) -> None:
    phone.goto(f"{site}/ask/quick")
    phone.fill("#q", "khai sinh")
    phone.press("#q", "Enter")
    expect(phone.locator("#found h2")).to_have_text("Đã tìm: khai sinh")
    expect(phone.locator("#found h2")).to_be_focused()
    expect(phone).to_have_url(f"{site}/answer/quick?q=khai%20sinh")
    phone.go_back()
    expect(phone.locator("#found")).to_have_text("Chưa tìm")


def test_only_a_slow_answer_shows_that_it_is_waited_for(phone: Page, site: str) -> None:
    for way, told in (("quick", []), ("slow", ["Đang tải…"])):
        phone.goto(f"{site}/ask/{way}")
        phone.evaluate(WATCHED)
        phone.press("#q", "Enter")
        expect(phone.locator("#found h2")).to_be_visible()
        expect(phone.locator("html.busy")).to_have_count(0)
        seen = phone.evaluate("window.seen")
        assert [words for _, words in seen] == told
        assert all(waited >= 299 for waited, _ in seen), "told before there was anything to wait for"


def test_a_failure_is_told_and_can_be_tried_again(phone: Page, site: str) -> None:
    phone.goto(f"{site}/ask/broken")
    phone.fill("#q", "giữ chữ này")
    phone.press("#q", "Enter")
    trouble = phone.locator("#trouble")
    expect(trouble).to_contain_text("Hệ thống đang gặp trục trặc")
    expect(phone.locator("#found")).to_have_text("Chưa tìm")
    again = phone.get_by_role("button", name="Thử lại")
    again.click()
    expect(trouble).to_contain_text("Bạn thao tác hơi nhanh")
    again.click()
    expect(phone.locator("#found h2")).to_have_text("Đã tìm: giữ chữ này")
    expect(trouble).to_be_empty()


def test_a_lost_network_is_told_and_the_text_kept(phone: Page, site: str) -> None:
    phone.goto(f"{site}/ask/quick")
    phone.fill("#q", "sổ đỏ")
    phone.context.set_offline(True)
    phone.press("#q", "Enter")
    expect(phone.locator("#trouble")).to_contain_text("Mất kết nối mạng")
    expect(phone.locator("#q")).to_have_value("sổ đỏ")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Thử lại").click()
    expect(phone.locator("#found h2")).to_have_text("Đã tìm: sổ đỏ")


def test_theme_and_text_size_are_remembered(phone: Page, site: str) -> None:
    phone.goto(f"{site}/ask/quick")
    phone.locator("[data-set=theme]").click()
    phone.locator("[data-set=text]").click()
    phone.goto(f"{site}/ask/slow")
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone.locator("html")).to_have_attribute("data-text", "large")
    assert {c["name"] for c in phone.context.cookies()} == {"theme", "text"}
    after = phone.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert after == "20px"
    phone.goto(f"{site}/tro-nang/")
    phone.get_by_role("button", name="Theo điện thoại").click()
    phone.get_by_role("button", name="Chữ vừa").click()
    expect(phone.get_by_role("button", name="Chữ vừa")).to_have_attribute("aria-pressed", "true")
    assert phone.context.cookies() == []


def test_without_script_the_choices_lead_to_an_explanation(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/ask/quick")
    page.locator("[data-set=text]").click()
    expect(page).to_have_url(f"{site}/tro-nang/#hien-thi")
    expect(page.locator("#hien-thi")).to_be_visible()
    expect(page.locator("[data-copy]").first).to_be_hidden()
    page.goto(f"{site}/ask/quick")
    page.fill("#q", "khai sinh")
    page.press("#q", "Enter")
    expect(page.locator("#found h2")).to_have_text("Đã tìm: khai sinh")
    context.close()


def test_simple_mode_is_one_tap_is_remembered_and_hides_nothing_for_good(phone: Page, site: str) -> None:
    phone.goto(f"{site}/parts/base")
    expect(phone.locator(".crumbs")).to_be_visible()
    phone.locator(".foot [data-set=mode]").click()
    expect(phone.locator("html")).to_have_attribute("data-mode", "simple")
    expect(phone.locator(".foot [data-set=mode]")).to_have_text("Chế độ đầy đủ", use_inner_text=True)
    phone.reload()
    expect(phone.locator(".crumbs")).to_be_hidden()
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    low = phone.evaluate(
        "[...document.querySelectorAll('.btn')].filter(e => e.offsetHeight && e.offsetHeight < 60)"
    )
    assert low == [], "targets grow with the text"
    assert width_beyond(phone) <= 0
    found = Axe().run(phone, options=RULES).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    phone.locator("p.only-simple [data-set=mode]").click()
    expect(phone.locator(".crumbs")).to_be_visible()
    assert phone.context.cookies() == []


@pytest.mark.parametrize("mode", ["", "simple"])
def test_at_four_times_the_size_nothing_is_lost(phone: Page, site: str, mode: str) -> None:
    phone.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    if mode:
        phone.context.add_cookies([{"name": "mode", "value": mode, "url": site}])
    phone.goto(f"{site}/parts/base")
    assert width_beyond(phone) <= 0
    phone.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert width_beyond(phone) <= 0, "and with twice the text size on top"


def test_inside_zalo_the_way_out_is_shown_and_nothing_is_barred(
    browser: Browser, phone: Page, site: str
) -> None:
    phone.goto(f"{site}/parts/base")
    expect(phone.locator(".only-zalo")).to_be_hidden()
    inside = browser.new_context(user_agent=ZALO, viewport={"width": 320, "height": 640})
    page = inside.new_page()
    page.goto(f"{site}/parts/base")
    expect(page.locator(".only-zalo")).to_contain_text("Mở bằng trình duyệt")
    expect(page.locator("html.in-zalo")).to_have_count(1)
    assert page.locator("a[href^='tel:']").count() == phone.locator("a[href^='tel:']").count()
    assert page.locator("[disabled]").count() == phone.locator("[disabled]").count()
    inside.close()


def test_another_language_comes_back_to_the_address_htmx_made(phone: Page, site: str) -> None:
    phone.goto(f"{site}/parts/base")
    phone.evaluate("history.pushState({}, '', '/parts/desk?q=so+do')")
    phone.get_by_role("link", name="English").click()
    expect(phone).to_have_url(f"{site}/parts/desk?q=so+do")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    assert [c["name"] for c in phone.context.cookies()] == ["ngon-ngu"]
    phone.get_by_role("link", name="Tiếng Việt").click()
    expect(phone.locator("html")).to_have_attribute("lang", "vi")
    assert phone.context.cookies() == []


def test_long_names_end_after_three_lines_in_lists(phone: Page, site: str) -> None:
    phone.goto(f"{site}/parts/base")
    tall = phone.evaluate(
        """() => { const link = document.querySelector(".links a");
        link.textContent = "Chứng thực bản sao ".repeat(60);
        return link.offsetHeight / parseFloat(getComputedStyle(link).lineHeight); }"""
    )
    assert tall == pytest.approx(3, abs=0.1)


def test_an_old_web_view_gets_the_flat_style(phone: Page, site: str) -> None:
    phone.goto(f"{site}/ask/quick")
    assert phone.locator("link[href*='portal-flat']").count() == 0
    phone.add_init_script("delete window.CSSLayerBlockRule")
    phone.goto(f"{site}/ask/quick")
    assert phone.locator("link[href*='portal-flat']").count() == 1


def test_the_first_load_is_light_and_nothing_moves_when_the_font_arrives(phone: Page, site: str) -> None:
    sizes: list[int] = []
    asked: set[str] = set()
    phone.on("request", lambda request: asked.add(request.url))
    phone.on("requestfinished", lambda done: sizes.append(done.sizes()["responseBodySize"]))

    def late(route: Route) -> None:
        phone.wait_for_timeout(300)
        route.continue_()

    phone.context.route("**/*.woff2", late)
    # The sample of a refused form takes the focus, which would show the middle of a very long page.
    phone.add_init_script("HTMLElement.prototype.focus = () => {}")
    phone.goto(f"{site}/parts/base")
    phone.wait_for_timeout(900)
    assert len(asked) <= 7, asked
    assert sum(sorted(sizes)[:-1]) <= 53_000, "all but the page itself, which may weigh 12 KB"
    moved = phone.evaluate(
        """() => new Promise(done => { let sum = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
          .observe({type: "layout-shift", buffered: true}); setTimeout(() => done(sum), 200); })"""
    )
    assert moved <= 0.02

"""What a person may choose, on the living pages: simple, large, English; and pictures of the screens."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import stock
from tests.browser.conftest import Open, assert_accessible, assert_fits
from tests.live import ROOT, Live

pytestmark = pytest.mark.browser
BIRTH = "/thu-tuc/1.001193/"
PATHS = [
    "/",
    "/dich-vu-cong/",
    "/thu-tuc/?q=khai+sinh",
    BIRTH,
    "/ho-so/",
    "/ho-tro/",
    "/thong-tin/",
    "/phan-anh/",
]


@pytest.fixture
def stocked(live: Live) -> Live:
    """A province with procedures, news and offices."""
    stock.province()
    live.finds("khai sinh")
    return live


def _chosen(live: Live, **choices: str) -> list[dict[str, str]]:
    return [
        {"name": name.replace("_", "-"), "value": value, "url": live.url} for name, value in choices.items()
    ]


def test_simple_and_large_pages_fit_and_read_well(stocked: Live, open_page: Open) -> None:
    page = open_page(320, 640)
    page.context.add_cookies(_chosen(stocked, mode="simple", text="large"))  # type: ignore[arg-type]
    for path in PATHS:
        page.goto(stocked.url + path)
        expect(page.locator("html")).to_have_attribute("data-mode", "simple")
        expect(page.locator("main p.only-simple")).to_be_visible()
        assert_fits(page, f"{path} simple")
        assert_accessible(page, f"{path} simple", "color-contrast", "target-size")  # all else: test_states.py
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert_fits(page, f"{path} simple, 200 %")


def test_english_pages_fit_and_read_well(stocked: Live, open_page: Open) -> None:
    page = open_page(320, 640)
    page.context.add_cookies(_chosen(stocked, ngon_ngu="en"))  # type: ignore[arg-type]
    for path in PATHS:
        page.goto(stocked.url + path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert_fits(page, f"{path} in English")
        assert_accessible(page, f"{path} in English", "html-has-lang", "valid-lang", "label", "link-name")


def test_the_switch_keeps_what_htmx_searched_for(stocked: Live, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{stocked.url}/thu-tuc/")
    page.fill("#q", "ket hon")
    page.press("#q", "Enter")
    expect(page.locator("#procedures-found h2").first).to_contain_text("Tìm thấy")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#procedures-found h2").first).to_contain_text("Procedures found")
    expect(page.locator("#q")).to_have_value("ket hon")


def test_suggestions_lie_over_the_page_and_move_nothing(stocked: Live, open_page: Open) -> None:
    page = open_page()
    page.goto(f"{stocked.url}/thu-tuc/?q=khai+sinh")
    first = page.locator("#procedures-found h2").first
    before = first.bounding_box()
    page.fill("#q", "")
    page.locator("#q").press_sequentially("ket hon", delay=30)
    expect(page.locator("#procedures-suggested a").first).to_be_visible()
    assert first.bounding_box() == before
    page.locator("h1").click()
    expect(page.locator("#procedures-suggested")).to_be_hidden()


def test_pictures_of_the_main_screens_are_taken(stocked: Live, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "portal.bench.shots", stocked.url, str(tmp_path / "shots"), "10"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300, stdout=subprocess.DEVNULL)
    names = sorted(path.name for path in (tmp_path / "shots").glob("*-light.png"))
    assert names == ["10-khong-co-light.png"]
    for name in names:
        for picture in (name, name.replace("light", "dark")):
            with Image.open(tmp_path / "shots" / picture) as seen:
                assert seen.size == (360, 740)

"""What a phone carries: ticks that outlive a reload without a network; a receipt before the camera."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from portal.core import qr
from tests.browser.conftest import FLAGS, PHONE, Open, assert_accessible, assert_fits, found_browser
from tests.factories import make_procedure
from tests.live import Live

CODE = "H44.12-260902-0975"
PAPER = "079085001234"

pytestmark = pytest.mark.browser


def _film(folder: Path) -> Path:
    """What the camera sees: first a wall, then a receipt's QR that carries a person's number as well."""
    wall = Image.new("RGB", (640, 480), (190, 190, 180))
    seen = wall.copy()
    payload = f"https://motcua.tinh.gov.vn/portaldvc/tra-cuu?SGT={PAPER}&MHS={CODE}"
    with Image.open(io.BytesIO(qr.picture(payload, "png"))) as code:
        seen.paste(code.convert("RGB").resize((330, 330)), (155, 75))
    film = folder / "camera.mjpeg"
    with film.open("wb") as file:
        for frame in [*[wall] * 5, *[seen] * 25]:
            frame.save(file, "JPEG", quality=88)
    return film


def test_ticks_outlive_a_reload_without_a_network_and_stand_on_the_sheet(live: Live, open_page: Open) -> None:
    papers = [{"name": name, "originals": 1} for name in ("Tờ khai", "Giấy chứng sinh", "Căn cước")]
    code = make_procedure(summary="Ghi vào sổ.", documents=papers)
    page = open_page()
    page.goto(f"{live.url}/thu-tuc/{code}/giay-to/")
    page.goto(f"{live.url}/thu-tuc/{code}/")
    page.get_by_label("Giấy chứng sinh").check()
    counted = page.locator("[data-ticked]")
    expect(counted).to_have_text("Đã có 1 trong 3 giấy tờ")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label("Giấy chứng sinh")).to_be_checked()
    expect(page.get_by_label("Tờ khai")).not_to_be_checked()
    page.context.set_offline(False)
    page.goto(f"{live.url}/thu-tuc/{code}/giay-to/")
    expect(counted).to_have_text("Đã có 1 trong 3 giấy tờ")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Bỏ hết dấu").click()
    expect(counted).to_have_text("Đã có 0 trong 3 giấy tờ")


def test_the_camera_reads_a_receipt_and_nothing_else_is_shown(
    live: Live, browser: Browser, tmp_path: Path
) -> None:
    live.push({"code": CODE, "status": 4})
    camera = [
        *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
        f"--use-file-for-fake-video-capture={_film(tmp_path)}",
    ]
    kind = browser.browser_type
    path = found_browser() or kind.executable_path
    with kind.launch(executable_path=path, args=[*FLAGS, *camera], headless=True) as filming:
        page = filming.new_page(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live.url}/ho-so/")
        page.get_by_text("Quét mã QR trên giấy tiếp nhận").click()
        assert not [url for url in asked if "scan.js" in url or "qr-reader" in url], "only after a tap"
        page.get_by_role("button", name="Quét bằng máy ảnh").click()
        result = page.locator("#dossiers-result")
        expect(result).to_contain_text("Đang xử lý", timeout=15_000)
        expect(result).to_contain_text(CODE)
        expect(page.locator("[data-seen]")).to_be_hidden()
        assert PAPER not in page.content()
        assert not [url for url in asked if PAPER in url or CODE in url]

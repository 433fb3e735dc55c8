"""A program of its own: the pictures of the editor's handbook, out of a walk through a demo home.

`python -m portal.bench.handbook URL HOME FOLDER`. One article goes from its first word to the phone; it stays
in that home, so the home is one to try things in. Pictures are WebP below MOST_BYTES,
so that the documents stay light.
"""

import io
import json
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from portal.bench import chromium

WIDE, PHONE = ViewportSize(width=960, height=640), ViewportSize(width=360, height=640)
MOST_BYTES = 40_000
TRIES = 20  # pages are kept for up to two seconds after a change
TITLE = "Lịch tiếp công dân tháng 12 năm 2026"
SUMMARY = "Ngày giờ, nơi tiếp và cách đăng ký gặp lãnh đạo tỉnh."
BODY = (
    "Ủy ban nhân dân tỉnh tiếp công dân từ 7 giờ 30 đến 11 giờ ngày 03/12/2026 "
    "tại Trụ sở Tiếp công dân tỉnh. Ông/bà đăng ký trước bằng cách gọi 1022."
)


class Album:
    """Where pictures go; a second one of the same name takes the first one's place."""

    def __init__(self, folder: Path) -> None:
        """Begin in this folder, made when it is missing."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str, first: str | None = None) -> None:
        """What is seen now, from `first` down when it is named."""
        page.evaluate("document.fonts.ready")
        page.evaluate("scrollTo(0, 0)")
        if first:
            page.locator(first).first.evaluate(
                "e => { e.scrollIntoView({block: 'start'}); scrollBy(0, -60) }"
            )
        path = self.folder / f"{name}.webp"
        path.write_bytes(small(page.screenshot()))
        sys.stdout.write(f"{path} {path.stat().st_size} bytes\n")


def small(png: bytes) -> bytes:
    """The same picture below MOST_BYTES: as sharp as that allows."""
    with Image.open(io.BytesIO(png)) as picture:
        plain = picture.convert("RGB")
    for quality in (80, 65, 50, 35):
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=quality, method=6)
        if out.tell() < MOST_BYTES:
            return out.getvalue()
    raise SystemExit(f"no quality brings this picture below {MOST_BYTES} bytes: make the window smaller")


def main(url: str, home: Path, folder: Path) -> None:
    """Walk and take the pictures."""
    people = {one["role"]: one for one in json.loads((home / "sign-ins.json").read_text())}
    album = Album(folder)
    with chromium.started() as browser:
        editor = _desk_of(browser, url, people["editor"], album, "01-dang-nhap")
        address = _write(editor, album)
        publisher = _desk_of(browser, url, people["publisher"])
        _publish(publisher, album, address)
        _look(browser, url, album)
        _others(editor, album)


def _desk_of(
    browser: Browser, url: str, person: dict[str, str], album: Album | None = None, name: str = ""
) -> Page:
    page = browser.new_context(
        viewport=WIDE, locale="vi-VN", service_workers="block", base_url=url
    ).new_page()
    page.goto("/desk/sign-in")
    if album:
        album.take(page, name)
    page.fill("[name=username]", person["user"])
    page.fill("[name=password]", person["password"])
    _press(page, "main form button")
    return page


def _press(page: Page, what: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.locator(what).last.click()


def _write(page: Page, album: Album) -> str:
    """From the desk's home to waiting for approval; the item's address."""
    album.take(page, "02-trang-chu")
    page.goto("/desk/tin-bai/moi/")
    page.fill("[name=title]", TITLE)
    album.take(page, "03-viet-bai-moi")
    _press(page, "main button:has-text('Viết tiếp')")
    page.fill("[name=summary]", SUMMARY)
    page.select_option("[name=category]", index=0)
    page.locator(".ProseMirror").first.click()
    page.keyboard.type(BODY)
    album.take(page, "04-soan-bai", "button:has-text('Đoạn văn')")
    page.locator("button:has-text('Kiểm tra bài')").click()
    page.locator("text=Đã tự lưu").first.wait_for()
    page.wait_for_load_state("networkidle")
    album.take(page, "05-kiem-tra-bai", "button:has-text('Kiểm tra bài')")
    _press(page, "button:has-text('Lưu bản nháp')")
    album.take(page, "06-gui-duyet")
    _press(page, "button:has-text('Gửi duyệt')")
    return page.url


def _publish(page: Page, album: Album, address: str) -> None:
    """Somebody else reads it, agrees, and puts it up."""
    page.goto(address)
    album.take(page, "07-duyet")
    _press(page, "main button:has-text('Duyệt bản')")
    album.take(page, "08-dang", "h2:has-text('Bước tiếp theo')")
    _press(page, "main button:has-text('Hẹn giờ')")


def _look(browser: Browser, url: str, album: Album) -> None:
    """What a citizen sees."""
    page = browser.new_context(
        viewport=PHONE, locale="vi-VN", service_workers="block", base_url=url
    ).new_page()
    link = page.locator(f"main a:has-text('{TITLE}')")
    for _ in range(TRIES):
        page.goto("/thong-tin/")
        if link.count():
            break
        page.wait_for_timeout(500)
    link.first.click()
    page.wait_for_load_state()
    album.take(page, "09-tren-dien-thoai")


def _others(page: Page, album: Album) -> None:
    """The rest of an editor's places."""
    for name, path in (
        ("10-danh-sach", "/desk/tin-bai/"),
        ("11-lich-dang", "/desk/tin-bai/lich/"),
        ("12-them-anh", "/desk/anh/moi/"),
        ("13-bang-tra-cuu", "/desk/bang-tra-cuu/"),
        ("14-thong-bao", "/desk/thong-bao/moi/"),
    ):
        page.goto(path)
        album.take(page, name)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

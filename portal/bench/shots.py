"""A program of its own: pictures of the main screens of a running home.

`python -m portal.bench.shots URL FOLDER [SCREEN ...]`; the folder is PORTAL_HOME/shots; what signs in and
what can be looked up is read beside it. A screen is named by how its pictures begin;
without a name all are taken.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from portal.bench import chromium

PHONE, DESK = (360, 740), (1280, 900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PROCEDURE = "/thu-tuc/1.001193/"
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """One picture: its name, where it is, and what is done there first."""

    name: str
    path: str
    act: Act | None = None


def main(url: str, folder: Path, wanted: tuple[str, ...] = ()) -> None:
    """Take the pictures in light and in dark: all, or those whose names begin as wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder.parent
    with chromium.started() as browser:
        for scheme in SCHEMES:
            _take(browser, url, folder, scheme, PHONE, _wanted(_of_phone(home), wanted), {})
            if (home / "sign-ins.json").exists():
                _take(browser, url, folder, scheme, DESK, _wanted(_of_desk(), wanted), _officer(home))


def _wanted(screens: list[Screen], begins: tuple[str, ...]) -> list[Screen]:
    return [screen for screen in screens if not begins or screen.name.startswith(begins)]


def _of_phone(home: Path) -> list[Screen]:
    codes = home / "demo-codes.txt"
    lines = [line.split("\t") for line in codes.read_text().splitlines()] if codes.is_file() else []
    telling = [
        line for line in lines if line[1].startswith("5")
    ] or lines  # papers are asked for: the fullest page
    code, digits = (telling[0][0], telling[0][-1]) if telling else ("000.00.01.H56-260701-0001", "0000")
    return [
        Screen("01-trang-chu", "/"),
        Screen("02-thong-tin", "/thong-tin/"),
        Screen("03-tin", "/thong-tin/", _open_first),
        Screen("04-dich-vu-cong", "/dich-vu-cong/"),
        Screen("05-tim-thu-tuc", "/thu-tuc/?q=khai+sinh"),
        Screen("06-thu-tuc", PROCEDURE),
        Screen("07-ho-so", "/ho-so/", lambda page: _look_up(page, code, digits)),
        Screen("08-ho-tro", "/ho-tro/"),
        Screen("09-phan-anh", "/phan-anh/"),
        Screen("10-khong-co", "/khong-co-trang-nay/"),
    ]


def _of_desk() -> list[Screen]:
    paths = {"trang-chu": "", "thu-tuc": "procedures/", "thiet-ke": "design/"}
    return [Screen(f"11-ban-lam-viec-{name}", f"/desk/{path}") for name, path in paths.items()]


def _officer(home: Path) -> dict[str, str]:
    people: list[dict[str, str]] = json.loads((home / "sign-ins.json").read_text())
    return next((one for one in people if one["role"] == "publisher"), people[0])


def _open_first(page: Page) -> None:
    page.locator("main .links a").first.click()
    page.wait_for_load_state()


def _look_up(page: Page, code: str, digits: str) -> None:
    page.fill("input[name=code]", code)
    page.locator("main form button").first.click()
    page.locator("#dossiers-result h2").first.wait_for()
    more = page.locator("#dossiers-result details:has([name=digits]) > summary")
    if more.count():
        more.click()
        page.fill("[name=digits]", digits)
        page.locator("#dossiers-result details button").first.click()
        page.wait_for_load_state("networkidle")


def _take(
    browser: Browser,
    url: str,
    folder: Path,
    scheme: Literal["light", "dark"],
    size: tuple[int, int],
    screens: list[Screen],
    officer: dict[str, str],
) -> None:
    """Two pictures a screen: what is seen at once, and the whole length of the page."""
    options: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": scheme}
    context = browser.new_context(**options, locale="vi-VN", service_workers="block", base_url=url)
    page = context.new_page()
    if officer:
        _sign_in(page, officer)
    for screen in screens:
        page.goto(screen.path)
        if screen.act:
            screen.act(page)
        page.evaluate("document.fonts.ready")
        name = f"{screen.name}-{scheme}"
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=folder / f"{name}.png")
        page.set_viewport_size({"width": size[0], "height": _height(page)})
        page.screenshot(path=folder / f"{name}-ca-trang.png")
        page.set_viewport_size({"width": size[0], "height": size[1]})
        sys.stdout.write(f"{folder / name}.png\n")
    context.close()


def _height(page: Page) -> int:
    """Of the whole page; pictures longer than this tell nothing more."""
    return min(int(page.evaluate("document.documentElement.scrollHeight")), 14_000)


def _sign_in(page: Page, officer: dict[str, str]) -> None:
    page.goto("/desk/sign-in")
    page.fill("[name=username]", officer["user"])
    page.fill("[name=password]", officer["password"])
    page.locator("main form button").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), tuple(sys.argv[3:]))

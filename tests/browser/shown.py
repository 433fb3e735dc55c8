"""Stored pages shown in a real browser with the real styles, scripts and fonts."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page, Route

from portal.core import static

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
HOST = "http://stand.invalid"
SWAP = """html => {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.documentElement.lang = next.documentElement.lang;
  document.title = next.title;
  document.body.replaceWith(document.adoptNode(next.body));
  scrollTo(0, 0);
}"""


class Shelf:
    """One page object for all of them; what is no page and no static file is not there."""

    def __init__(self, browser: Browser, pages: Mapping[str, str]) -> None:
        self.pages = pages
        self.context: BrowserContext = browser.new_context(service_workers="block", locale="vi-VN")
        self.context.add_init_script(AXE)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path in self.pages:
            route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8")
            return
        name = path.partition("/static/")[2].partition("/")[2]
        file = static.FOLDER / name
        if name and file.is_file():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="", content_type="text/plain")

    def open(self, path: str) -> None:
        """Load a page as a browser does, scripts, styles, fonts and all."""
        self.page.goto(HOST + path, wait_until="load")

    def show(self, html: str, width: int) -> Page:
        """Put another page's content into the house that is open: style and axe stay read and warm."""
        self.page.set_viewport_size({"width": width, "height": 740})
        self.page.evaluate(SWAP, html)
        return self.page

"""Finds and starts a browser. Only programs of their own import this: Playwright is a tool of the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "google-chrome", "chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--hide-scrollbars"]
NONE = "No browser was found: install Chromium (apt-get install chromium), or name one in PORTAL_BROWSER."


def _found(playwright: Playwright) -> str:
    named = os.environ.get("PORTAL_BROWSER")
    places = [named] if named else [*map(shutil.which, NAMES), playwright.chromium.executable_path]
    for place in places:
        # A snap sees none of our folders.
        if place and Path(place).exists() and "/snap/" not in str(Path(place).resolve()):
            return place
    raise SystemExit(NONE)


@contextmanager
def started() -> Iterator[Browser]:
    """A browser, stopped in the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found(playwright), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()

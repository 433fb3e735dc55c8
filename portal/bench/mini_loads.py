"""A program of its own: screens of the Mini App as a cheap phone meets them, `... mini_loads ADDRESS PATH...`

Prints one JSON object: for each path five first loads in fresh profiles: largest paint, shift, requests
begun before that paint and what they weigh (the SDK and fonts come after), and how soon a tap on a tab
shows its screen.
"""

import json
import sys
import time
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from portal.bench import chromium
from portal.bench.phone_loads import PHONE, READ, RUNS, WATCH, slowed

FIRST = """() => {
  const all = performance.getEntriesByType("resource").filter(one => one.startTime < window.__seen.lcp);
  const page = performance.getEntriesByType("navigation")[0].transferSize;
  const bytes = all.reduce((sum, one) => sum + (one.transferSize || one.encodedBodySize), page);
  return {number: all.length + 1, bytes};
}"""


def main(address: str, paths: list[str]) -> None:
    """Every path in turns, so that a busy moment of the machine hits all of them alike."""
    runs: dict[str, list[dict[str, float]]] = {path: [] for path in paths}
    with chromium.started() as browser:
        for path in paths:
            _met(browser, address, path)  # warms the servers, not the phone
        for _ in range(RUNS):
            for path in paths:
                runs[path].append(_met(browser, address, path))
    sys.stdout.write(json.dumps(runs) + "\n")


def _met(browser: Browser, address: str, path: str) -> dict[str, float]:
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(WATCH)
    slowed(context.new_cdp_session(page))
    page.goto(f"{address}?p={quote(path, safe='')}", wait_until="load")
    page.wait_for_selector("#man h1, #man .hero")
    page.wait_for_timeout(2500)  # what comes later comes now
    shown, first = page.evaluate(READ), page.evaluate(FIRST)
    tapped = _tap(page)
    moved = page.evaluate(READ)["cls"]
    context.close()
    return {
        "lcp_s": shown["lcp"] / 1000,
        "cls": moved,
        "first_requests": first["number"],
        "first_load_kb": first["bytes"] / 1024,
        "tap_ms": tapped,
    }


def _tap(page: Page) -> float:
    """Milliseconds from a tap on a tab until its screen stands there."""
    begun = time.monotonic()
    page.locator(".menu a").nth(1).tap()
    page.wait_for_function("document.querySelector('#man h1')?.textContent.includes('Thông tin')", polling=20)
    return (time.monotonic() - begun) * 1000


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

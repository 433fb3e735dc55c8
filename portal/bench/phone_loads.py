"""A program of its own: pages as a cheap phone on a weak network meets them, `... phone_loads URL PATH...`.

Prints one JSON object: for each path five runs, each in a fresh browser profile: first and largest paint,
shift, the slowest answer to a tap or key, and what the first load weighs.
"""

import json
import sys
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from portal.bench import chromium

RUNS, SLOWDOWN = 5, 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PHONE = {"width": 360, "height": 740}
WATCH = """(() => {
  const seen = window.__seen = {lcp: 0, cls: 0, inp: 0};
  const watch = (type, each, more) => new PerformanceObserver(list => list.getEntries().forEach(each))
    .observe({type, buffered: true, ...more});
  watch("largest-contentful-paint", e => { seen.lcp = e.startTime; });
  watch("layout-shift", e => { if (!e.hadRecentInput) seen.cls += e.value; });
  const felt = e => { if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration); };
  watch("event", felt, {durationThreshold: 16});
})()"""
READ = (
    """() => ({...window.__seen, fcp: performance.getEntriesByName("first-contentful-paint")[0].startTime})"""
)


def main(url: str, paths: list[str]) -> None:
    """Every path in turns, so that a busy moment of the machine hits all of them alike."""
    runs: dict[str, list[dict[str, float]]] = {path: [] for path in paths}
    with chromium.started() as browser:
        for path in paths:
            _met(browser, url + path)  # warms the server, not the phone
        for _ in range(RUNS):
            for path in paths:
                runs[path].append(_met(browser, url + path))
    sys.stdout.write(json.dumps(runs) + "\n")


def _met(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(WATCH)
    weight = slowed(context.new_cdp_session(page))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(700)
    loaded = sum(weight)
    shown = page.evaluate(READ)
    told = [*_used(page), page.evaluate(READ)]
    context.close()
    return {
        "fcp_s": shown["fcp"] / 1000,
        "lcp_s": shown["lcp"] / 1000,
        "cls": max(one["cls"] for one in told),
        "inp_ms": max(one["inp"] for one in told),
        "first_load_kb": loaded / 1024,
    }


def slowed(line: CDPSession) -> list[float]:
    """Make the phone cheap and its network weak; what travels is counted in the list, headers too."""
    weight: list[float] = []
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", NETWORK)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    line.on("Network.loadingFinished", lambda told: _count(weight, told))
    return weight


def _count(weight: list[float], told: dict[str, Any]) -> None:
    weight.append(float(told["encodedDataLength"]))


def _used(page: Page) -> list[dict[str, float]]:
    """What a person does there: opens a fold, types, asks, makes the text larger; what was felt before."""
    felt = []
    fold = page.locator("main summary:visible")
    if fold.count():
        fold.first.tap()
    typed = page.locator("main input[type=search], main input[name=code]")
    if typed.count():
        typed.first.tap()
        typed.first.press_sequentially("xay nha", delay=120)
        page.wait_for_timeout(900)
        felt.append(page.evaluate(READ))  # the answer may be another page
        typed.first.press("Enter")
        page.wait_for_load_state("load")
        page.wait_for_timeout(900)
    page.locator(".foot [data-set=text]").first.tap()
    page.wait_for_timeout(500)
    return felt


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

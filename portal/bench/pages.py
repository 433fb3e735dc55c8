"""Pages for anonymous readers: kept, made anew, and a bare Flask view that returns the same bytes.

Rates are those of the server: answers in a second of its processor, so that the program which asks does not
count; the rate seen with four connections stands beside it. Then: how soon every web process shows a change.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from portal.bench import processor
from portal.bench.figures import Report
from portal.bench.home import Home, kind
from portal.bench.servers import serving
from portal.core.db import db
from portal.core.settings import ROOT
from portal.news import operations as news
from portal.news.models import Announcement, Category

TURNS, SECONDS, CHANGES = 5, 2.0, 5
RATE_LIMIT, CPU_LIMIT, VISIBLE_LIMIT_S = 0.70, 6.0, 2.0
SURE = 40  # answers in a row, on connections of their own, until every process has been asked
PROCEDURE = "1.001193"  # birth registration, the one people look up most
PARAGRAPH = "<p>Người dân mang giấy tờ tùy thân đến bộ phận một cửa để được hướng dẫn và nhận kết quả.</p>"


@dataclass
class Way:
    """One server, and what its processor and its readers told, a page."""

    url: str
    pids: list[int]
    cpu_us: dict[str, list[float]] = field(default_factory=dict)
    rate: dict[str, list[float]] = field(default_factory=dict)


def measure(home: Home) -> Report:
    """All three ways in turns, page by page; then changes until they are seen everywhere."""
    slug = _article()
    paths = {"home": "/", "procedure": f"/thu-tuc/{PROCEDURE}/", "article": f"/tin/{slug}/"}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in paths.items():
            (Path(folder) / name).write_bytes(_body(home.url + path))
        with _ways(home, folder) as ways:
            for name, path in paths.items():
                for turn in range(TURNS + 1):
                    for kind_, way in ways.items():
                        _load(way, name, f"/{name}" if kind_ == "bare" else path, is_told=turn > 0)
    seen = [_until_seen(home, slug, f"Tiêu đề lần {n}") for n in range(CHANGES)]
    return _report(ways, seen)


@contextmanager
def _ways(home: Home, folder: str) -> Iterator[dict[str, Way]]:
    with (
        serving("portal.bench.bare:app", "/home", {"BARE_PAGES": folder}) as (bare, bare_pid),
        serving("wsgi:app", "/healthz", {"PAGE_CACHE_SECONDS": "0"}) as (made, made_pid),
    ):
        web = [pid for pid in processor.children(home.supervisor) if kind(pid) == "web"]
        yield {
            "bare": Way(bare, processor.tree(bare_pid)),
            "kept": Way(home.url, [far for pid in web for far in processor.tree(pid)]),
            "made": Way(made, processor.tree(made_pid)),
        }


def _article() -> str:
    """An article of about 12 KB; its address."""
    item = news.publish_item(
        title="Thông báo để đo", summary="Một đoạn tóm tắt.", body=PARAGRAPH * 100, category=Category.NEWS
    )
    slug = db.session.get_one(Announcement, item).slug
    db.session.remove()
    return slug


def _body(url: str) -> bytes:
    """The page as a browser gets it: compressed."""
    asked = Request(url, headers={"Accept-Encoding": "br", "Accept": "text/html"})  # noqa: S310 - our own
    with urlopen(asked, timeout=20) as answer:  # noqa: S310
        return bytes(answer.read())


def _load(way: Way, name: str, path: str, *, is_told: bool) -> None:
    command = [sys.executable, "-m", "portal.bench.pages_load", way.url + path, str(SECONDS)]
    before = processor.seconds(way.pids)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    used, told = processor.seconds(way.pids) - before, json.loads(done.stdout)
    if told["bad"]:
        raise SystemExit(f"{told['bad']} answers of {way.url}{path} were not 200")
    if is_told:
        way.cpu_us.setdefault(name, []).append(used / told["good"] * 1e6)
        way.rate.setdefault(name, []).append(told["rate"])


def _until_seen(home: Home, slug: str, title: str) -> float:
    """Seconds from the commit of a change until no process tells the old any more."""
    item = db.session.query(Announcement).filter_by(slug=slug).one().id
    db.session.remove()
    for _ in range(SURE):  # every process keeps the page
        _asked(home.url, f"/tin/{slug}/")
    news.show(item, news.Text(title=title, summary="", body=PARAGRAPH, category=Category.NEWS))
    changed = last_old = time.monotonic()
    row = 0
    while row < SURE:
        row += 1
        if title not in _asked(home.url, f"/tin/{slug}/"):
            row, last_old = 0, time.monotonic()
    return last_old - changed


def _asked(url: str, path: str) -> str:
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().read().decode()
    finally:
        line.close()


def _report(ways: Mapping[str, Way], seen: Sequence[float]) -> Report:
    bare = ways["bare"]
    figures: dict[str, float] = {}
    limit: dict[str, float] = {}
    ratio: dict[str, float] = {}
    for name in bare.cpu_us:
        limit |= {f"{name}_us": median(bare.cpu_us[name]), f"{name}_seen": median(bare.rate[name])}
        for kind_ in ("kept", "made"):
            way = ways[kind_]
            figures |= {f"{name}_{kind_}_us": median(way.cpu_us[name])}
            figures |= {f"{name}_{kind_}_seen": median(way.rate[name])}
            pairs = [ours / alone for ours, alone in zip(way.cpu_us[name], bare.cpu_us[name], strict=True)]
            if kind_ == "kept":
                ratio[f"{name}_kept_rate"] = 1 / median(pairs)
            else:
                ratio[f"{name}_made_cpu"] = median(pairs)
    figures |= {"visible_s": median(seen), "visible_max_s": max(seen), "visible_limit_s": VISIBLE_LIMIT_S}
    return Report("pages", figures, limit, ratio | {"rate_limit": RATE_LIMIT, "cpu_limit": CPU_LIMIT})

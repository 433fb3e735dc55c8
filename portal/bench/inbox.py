"""How long the inbox takes with 10,000 open items, and the list of feedback with 10,000 cases."""

import datetime as dt
import random
import re
import time
import uuid
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from sqlalchemy import insert

from portal.bench import cases
from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core import clock
from portal.core.db import release, transaction
from portal.inbox.models import InboxItem, ItemState
from portal.staff import operations as staff
from portal.staff.models import Role

ITEMS, ROUNDS = 10_000, 20
VIEWS = ("", "?ai=nobody", "?xem=late", "?loai=unreached", "?trang=100", "?trang=200", "?xem=paused")
LIST = "/desk/inbox/"
NAME = "bench"  # who signs in
_SECOND = dt.timedelta(seconds=1)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TAG = re.compile(r"If-None-Match.{2,20}?([0-9a-f]{32}\.\d+)")


def measure(home: Home) -> Report:
    """Milliseconds a request, web stack and templates included, over HTTP; kinds and offices mixed."""
    chance = random.Random(2026)  # noqa: S311 - the same items each time
    with transaction() as session:
        session.execute(insert(InboxItem), [_row(chance) for _ in range(ITEMS)])
    password = staff.new_password()
    staff.create_user(NAME, "Đo", [(Role.OFFICER, None), (Role.SUPPORT, None)], password)
    release()
    base, opener = home.url, build_opener(HTTPCookieProcessor(CookieJar()))
    sign_in(opener, base, password)
    _, page = _ask(opener, base + LIST)
    whole = [ms(opener, base + LIST + view) for _ in range(ROUNDS) for view in VIEWS]
    polls = _polls(opener, base + LIST, page)
    cases.fill(chance)
    release()  # last: what is late climbs into the inbox
    desk = [ms(opener, base + cases.LIST + view) for _ in range(ROUNDS) for view in cases.VIEWS]
    figures = {
        f"{name} {what} ms": value
        for name, times in (("list", sorted(whole)), ("poll", sorted(polls)), ("cases", sorted(desk)))
        for what, value in (("median", quantile(times, 0.5)), ("p95", quantile(times, 0.95)))
    }
    promised = {
        "p95 of the promised 200 ms": figures["list p95 ms"] / 200,
        "cases p95 of 200 ms": figures["cases p95 ms"] / 200,
    }
    return Report("inbox", figures, {}, promised)


def _row(chance: random.Random) -> dict[str, Any]:
    state = chance.choice((ItemState.WAITING, ItemState.TAKEN, ItemState.PAUSED))
    since = clock.now().replace(microsecond=0)
    return {
        "id": uuid.uuid4(),
        "kind": chance.choice(("talk", "unreached", "rating")),
        "subject_id": uuid.uuid4(),
        "state": state,
        "title": f"H44.12-260701-{chance.randrange(10_000):04d}",
        "opened_at": since,
        "waiting_since": since - chance.randrange(1, 90_000) * _SECOND,
        "due_at": since + chance.randrange(-90_000, 90_000) * _SECOND,
        "changed_at": since,
    }


def sign_in(opener: OpenerDirector, base: str, password: str) -> None:
    """Sign NAME in; raises RuntimeError when nobody may."""
    token = _TOKEN.search(_ask(opener, f"{base}/desk/sign-in")[1])
    fields = {"csrf_token": token[1] if token else "", "username": NAME, "password": password}
    _, page = _ask(opener, f"{base}/desk/sign-in", {"Origin": base}, urlencode(fields).encode())
    if "/desk/sign-out" not in page:
        raise RuntimeError("nobody may sign in")


def _ask(
    opener: OpenerDirector, url: str, head: dict[str, str] | None = None, data: bytes | None = None
) -> tuple[int, str]:
    try:
        with opener.open(Request(url, data, head or {}), timeout=30) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read().decode()
    except HTTPError as answer:
        return answer.code, ""


def ms(opener: OpenerDirector, url: str) -> float:
    """Milliseconds of one request that is answered 200; raises RuntimeError otherwise."""
    begun = time.perf_counter()
    got, _ = _ask(opener, url)
    took = (time.perf_counter() - begun) * 1000
    if got != 200:
        raise RuntimeError(f"{url} answered {got}")
    return took


def _polls(opener: OpenerDirector, url: str, page: str) -> list[float]:
    """Answers 304, as an open page gets them: after a change by the relay it asks on with the new tag."""
    times: list[float] = []
    for _ in range(3 * ROUNDS * len(VIEWS)):
        found = _TAG.search(page)
        head = {"HX-Request": "true", "If-None-Match": f'"{found[1]}"' if found else ""}
        begun = time.perf_counter()
        got, body = _ask(opener, url, head)
        if got == 304:
            times.append((time.perf_counter() - begun) * 1000)
        page = body or page
        if len(times) == ROUNDS * len(VIEWS):
            return times
    raise RuntimeError(f"{url} hardly ever answered 304")

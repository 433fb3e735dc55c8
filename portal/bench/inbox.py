"""How long the inbox takes with 10,000 open items: views of the list, and an open page that asks again."""

import datetime as dt
import random
import re
import time
import uuid
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.core import clock, settings
from portal.core.db import release, transaction
from portal.inbox.models import InboxItem, ItemState
from portal.staff import operations as staff
from portal.staff.models import Role

ITEMS, ROUNDS = 10_000, 20
VIEWS = ("", "?ai=nobody", "?xem=late", "?loai=unreached", "?trang=100", "?trang=200", "?xem=paused")
LIST = "/desk/inbox/"
_SECOND = dt.timedelta(seconds=1)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TAG = re.compile(r"If-None-Match.{2,20}?([0-9a-f]{32}\.\d+)")


def measure(_home: Home) -> Report:
    """Milliseconds a request, web stack and templates included, in one process; kinds and offices mixed."""
    chance = random.Random(2026)  # noqa: S311 - the same items each time
    with transaction() as session:
        session.execute(insert(InboxItem), [_row(chance) for _ in range(ITEMS)])
    password = staff.new_password()
    staff.create_user("bench-inbox", "Đo", [(Role.OFFICER, None)], password)
    client = current_app.test_client(use_cookies=True)
    _sign_in(client, password)
    page = _ask(client, LIST).text
    whole = [_ms(client, LIST + view) for _ in range(ROUNDS) for view in VIEWS]
    found = _TAG.search(page)
    head = {"HX-Request": "true", "If-None-Match": f'"{found[1]}"' if found else ""}
    polls = [_ms(client, LIST, head, 304) for _ in range(ROUNDS * len(VIEWS))]
    figures = {
        f"{name} {what} ms": value
        for name, times in (("list", whole), ("poll", polls))
        for what, value in (("median", quantile(times, 0.5)), ("p95", quantile(times, 0.95)))
    }
    return Report("inbox", figures, {}, {"p95 of the promised 200 ms": figures["list p95 ms"] / 200})


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


def _sign_in(client: FlaskClient, password: str) -> None:
    token = _TOKEN.search(_ask(client, "/desk/sign-in").text)
    fields = {"csrf_token": token[1] if token else "", "username": "bench-inbox", "password": password}
    answer = _ask(client, "/desk/sign-in", method="POST", data=fields)
    if answer.status_code != 303:
        raise RuntimeError(f"signing in answered {answer.status_code}")


def _ask(client: FlaskClient, path: str, **more: Any) -> TestResponse:
    """One request in a context of its own, as a server gives each."""
    with client.application.app_context():
        return client.open(path, base_url=settings.get().base_url, **more)


def _ms(client: FlaskClient, path: str, head: dict[str, str] | None = None, status: int = 200) -> float:
    begun = time.perf_counter()
    answer = _ask(client, path, headers=head)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != status:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    release()
    return took

"""Every address answers wrong, huge, empty, binary and hostile values clearly, and keeps nothing.

In `./test` every address meets every third kind, and its parameters a mixture; the next meets the others.
`./test --whole tests/web/test_hostile.py` asks every address for every kind in every parameter.
"""

import io
import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.core.db import db
from portal.staff.models import Role
from tests import factories
from tests.desk import Browser, form_token, sign_in

VALUES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \t\r\n",
    "huge": b"a" * 8_000,
    "binary": bytes(range(256)),
    "not utf-8": b"\xff\xfe\xc3\x28",
    "null sign": b"a\x00b",
    "sql": b"1' OR '1'='1'; DROP TABLE citizen; --",
    "script": b"<script>alert(1)</script>\"'><svg onload=x>",
    "path": b"../../../../etc/passwd",
    "template": b"{{7*7}}${7*7}%(x)s{0.__class__}",
    "right to left": "\u202e\u2067\u200b\ufeff محمد 🏠".encode(),
    "surrogate": b"\\ud800 \xed\xa0\x80",
    "number": b"-99999999999999999999999999",
    "float": b"1e309",
    "header": b"x\r\nSet-Cookie: a=b",
}
NAMES = (  # noqa: SIM905 - a list of words reads better than a list of quoted words
    "q code digits cap linh-vuc doi-tuong trang page next ve ngon-ngu ticket work username password old new "
    "again kind text place name phone consent once_key drop until why from to user_id state oa_id id version"
    " latitude longitude unit blamed dossier_code same own law calm likely lower higher proof loai xa ngay"
).split()
HALF = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="'
BODIES: dict[str, tuple[bytes, str]] = {
    "no body": (b"", "application/json"),
    "half a json": (b'{"data":[{"MaHoSo":', "application/json"),
    "deep json": (b"[" * 5_000 + b"]" * 5_000, "application/json"),
    "json of numbers": (b'{"data":1e999,"event_name":NaN}', "application/json"),
    "binary": (bytes(range(256)) * 40, "application/octet-stream"),
    "half a form": (HALF, "multipart/form-data; boundary=x"),
    "many fields": (b"&".join(b"f%d=1" % n for n in range(3_000)), "application/x-www-form-urlencoded"),
    "a megabyte": (b"x" * 1_000_001, "application/json"),
}  # fmt: skip
COUNT = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
# What may be left: who asked how often, who looks, what staff did; and what a bare press of a button begins.
MAY_GROW = {"throttle", "staff_session", "audit", "alembic_version"}
MAY_GROW |= {"search_asked", "webhook_failure"}  # counted: what was searched for, what came unsigned
BUTTONS = {"zalo_grant", "zalo_consent", "zalo_sign_in", "sending_state", "oa_profile"}
BUTTONS |= {"follower_run", "follower_slice"}
BUTTONS |= {"zalo_trial"}  # live, and back on trial
BUTTONS |= {"citizen_session", "join_code"}  # a code to type in the chat, and the browser that waits for it
BUTTONS |= {"staff_zalo_code"}  # the same for staff
BUTTONS |= {"stamp"}  # when pages last changed: a kind of message held back, and let go again
SHARE = 3  # every third kind for each address
FINE = {200, 204, 302, 303, 304, 308, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429, 431, 503}


@pytest.fixture
def desk(ctx: Flask) -> Browser:
    """Somebody who may do everything, so that what is sent is really read."""
    factories.make_staff(Role.ADMIN, username="thu-ac-y")
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    assert sign_in(browser, "thu-ac-y") == 303
    return browser


def _rows() -> dict[str, int]:
    db.session.rollback()
    tables = [name for (name,) in db.session.execute(text(COUNT)) if name not in MAY_GROW | BUTTONS]
    return {name: db.session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in tables}  # noqa: S608 - names of our own tables


def _path(rule: Rule, value: bytes) -> str:
    path = rule.rule
    while "<" in path:
        start = path.index("<")
        path = path[:start] + (quote_from_bytes(value, safe="") or "%20") + path[path.index(">") + 1 :]
    return path


def _complaint(answer: TestResponse, value: bytes) -> str | None:
    if answer.status_code not in FINE:
        return f"{answer.status_code}"
    kind = answer.mimetype
    if answer.status_code >= 400 and kind == "application/json":
        json.loads(answer.data)
    elif answer.status_code >= 400 and (kind != "text/html" or len(answer.data) < 100):
        return f"{answer.status_code} says nothing: {kind} {answer.data[:60]!r}"
    if b"<script>alert" in answer.data:
        return "said back raw"
    return (
        "a cookie was set by a header of theirs"
        if answer.headers.get("Set-Cookie", "").startswith("a=b")
        else None
    )


def _sweep(browser: Browser, method: str, path: str, value: bytes, **more: Any) -> str | None:
    answer = browser.open(path, method=method, **more)
    said = _complaint(answer, value)
    answer.close()
    return said


def _mixed(first: int) -> str:
    """Every parameter with a value, one kind after the other; the huge one cut, or the others would be."""
    kinds = [one[:99] for one in VALUES.values()]
    told = {name: kinds[(first + n) % len(kinds)] for n, name in enumerate(NAMES)}
    return "&".join(f"{name}={quote_from_bytes(one)}" for name, one in told.items())


@pytest.mark.parametrize("kind", VALUES)
def test_a_hostile_value_gets_a_clear_answer_and_leaves_nothing(
    ctx: Flask, desk: Browser, kind: str, pytestconfig: pytest.Config
) -> None:
    value, wrong, is_whole = VALUES[kind], {}, pytestconfig.getoption("--whole")
    turn = [*VALUES].index(kind)
    token = form_token(desk, "/desk/password")
    before = _rows()
    same = "&".join(f"{name}={quote_from_bytes(value)}" for name in NAMES)
    for number, rule in enumerate(ctx.url_map.iter_rules()):
        if not is_whole and (number + turn) % SHARE:
            continue
        path = _path(rule, value)
        asked = same if is_whole else _mixed(number + turn)
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            more: dict[str, Any] = {"query_string": asked[:6_000]}
            if method == "POST" and path != "/desk/sign-out":
                more["data"] = f"csrf_token={token}&{asked}".encode()
                more["content_type"] = "application/x-www-form-urlencoded"
            if path == "/desk/sign-out":
                continue
            if said := _sweep(desk, method, path, value, **more):
                wrong[f"{method} {rule.rule}"] = said
    assert wrong == {}
    assert _rows() == before


@pytest.mark.parametrize("kind", BODIES)
def test_a_hostile_body_gets_a_clear_answer_and_leaves_nothing(
    ctx: Flask, desk: Browser, kind: str, pytestconfig: pytest.Config
) -> None:
    (raw, content_type), wrong = BODIES[kind], {}
    token = form_token(desk, "/desk/password")
    before = _rows()
    turn = [*BODIES].index(kind)
    for number, rule in enumerate(ctx.url_map.iter_rules()):
        if not pytestconfig.getoption("--whole") and (number + turn) % SHARE:
            continue
        if "POST" in (rule.methods or ()) and rule.rule != "/desk/sign-out":
            body = {"input_stream": io.BytesIO(raw), "content_length": len(raw), "content_type": content_type}
            headers = {"X-CSRFToken": token}
            if said := _sweep(desk, "POST", _path(rule, b"x"), raw, headers=headers, **body):
                wrong[rule.rule] = said
    assert wrong == {}
    assert _rows() == before

"""The headers and cookies of every answer, whatever became of the request (T21)."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.core.access import public, rule_of
from tests.addresses import address
from tests.desk import Browser

# Pages with a form that writes hold a token, and a token needs a session.
WRITING = {"/desk/sign-in", "/phan-anh/", "/toi/", "/dang-nhap/zalo", "/dang-nhap/zalo/ve"}
RARE = ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
SAYS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def complaints(answer: TestResponse, path: str) -> list[str]:
    """What is missing from an answer's headers."""
    headers = answer.headers
    wrong = [name for name, value in SAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    wrong += [
        part for part in ("default-src 'none'", "script-src 'self'", "base-uri 'none'") if part not in policy
    ]
    wrong += (
        ["unsafe"]
        if "unsafe-inline" in policy or "unsafe-eval" in policy.replace("wasm-unsafe-eval", "")
        else []
    )
    wrong += [name for name in ("X-Request-Id", "Cache-Control", "Referrer-Policy") if not headers.get(name)]
    wrong += ["Server"] if "Server" in headers else []
    if not path.startswith("/static/") and "HX-Request" not in headers.get("Vary", ""):
        wrong.append("Vary")
    for cookie in headers.getlist("Set-Cookie"):
        wrong += [flag for flag in ("HttpOnly", "SameSite=Lax", "Path=/") if flag not in cookie.split("; ")]
    return wrong


@pytest.fixture
def browser(ctx: Flask) -> Callable[[], Browser]:
    """Fresh browsers without cookies."""
    return lambda: Browser(ctx, ctx.response_class, use_cookies=True)


def test_every_route_answers_every_method_dressed(
    ctx: Flask, browser: Callable[[], Browser], pytestconfig: pytest.Config
) -> None:
    wrong, seen, is_whole = {}, set(), pytestconfig.getoption("--whole")
    for number, rule in enumerate(ctx.url_map.iter_rules()):
        one = RARE[number % len(RARE)]  # the next route is asked with the next
        for method in ("GET", "POST", *(RARE if is_whole else [one])):
            path = address(ctx, rule, "x")
            answer = browser().open(path, method=method)
            seen.add(answer.status_code)
            found = complaints(answer, path)
            if path.startswith("/static/") and method == "OPTIONS":
                found.remove("Cache-Control")  # files say themselves how long they may be kept
            if found:
                wrong[f"{method} {path} {answer.status_code}"] = found
    assert wrong == {}
    assert {200, 303, 403, 404, 405} <= seen
    assert 500 not in seen


def test_anonymous_pages_set_no_cookie(ctx: Flask, browser: Callable[[], Browser]) -> None:
    setting = set()
    for rule in ctx.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule_of(ctx.view_functions[rule.endpoint]) != "public":
            continue
        for headers in ({}, {"HX-Request": "true"}):
            if browser().get(address(ctx, rule, "x"), headers=headers).headers.getlist("Set-Cookie"):
                setting.add(rule.rule.removeprefix("/m"))
    assert setting <= WRITING
    assert "/desk/sign-in" in setting


def test_what_goes_wrong_is_dressed_too(
    ctx: Flask, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    @public
    def broken() -> str:
        raise RuntimeError("planted")

    monkeypatch.setitem(ctx.view_functions, "support.terms", broken)
    cases = {
        404: browser().get("/khong-co/"),
        405: browser().delete("/"),
        413: browser().post("/ho-so/", data={"code": "x" * 3_000_000}),
        500: browser().get("/dieu-khoan/"),
    }
    for status, answer in cases.items():
        assert (answer.status_code, complaints(answer, "/")) == (status, [])
        assert answer.headers["Cache-Control"] == "no-store"
        assert "planted" not in answer.text
        assert "1022" in answer.text
    assert cases[405].headers["Allow"]


def test_personal_pages_are_not_kept_nor_told(browser: Callable[[], Browser]) -> None:
    for path in ("/desk/sign-in", "/desk/"):
        headers = browser().get(path).headers
        assert headers["Cache-Control"] == "no-store"
    assert browser().get("/desk/sign-in").headers["Referrer-Policy"] == "no-referrer"

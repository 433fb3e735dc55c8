"""Forged requests against every route that may change something (T14)."""

import pytest
from flask import Flask, current_app
from werkzeug.routing import Rule

from portal.core import guard
from portal.core.access import rule_of
from portal.core.guard import SAFE
from portal.staff.models import Role
from tests.addresses import address
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_staff

# POSTs that only read: the code they carry stays out of addresses, and no token is needed to ask.
READS = {
    "/ho-so/",
    "/h/<token>",
    "/ho-so/xem/<uuid:dossier_id>/",
    "/m/phien",  # takes and gives no cookie; its Origin is checked
    "/phan-anh/theo-doi/",
    "/toi/ho-so/<uuid:dossier_id>/",
    "/ho-so/quet/",
    "/ho-so/anh/",
    "/tra-cuu/<slug>/",
    "/danh-gia/h/<token>/",  # whoever holds the link may: it is the proof
    "/danh-gia/phan-anh/<code>/",
    "/danh-gia/luot/<token>/",
    "/huu-ich/",  # kept pages hold no token; nobody's name with it
    "/huu-ich/vi-sao/",
    "/thu-tuc/mo",  # counts that a result was opened, nobody's name with it
}


def unsafe(app: Flask) -> list[tuple[str, Rule]]:
    """Every method and rule a browser might be made to send."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule_of(app.view_functions[rule.endpoint]) not in {"signed", "machine"}
        for method in sorted((rule.methods or set()) - SAFE)
    ]


def is_read(rule: Rule) -> bool:
    return rule.rule in READS or rule.rule.removeprefix("/m") in READS


def refusals(rule: Rule) -> set[int]:
    """Forms come back with what was typed and a fresh token (R20), if what they are about is there."""
    if not hasattr(current_app.view_functions[rule.endpoint], guard._AGAIN):
        return {403}
    return {422, 404} if rule.arguments else {422}


@pytest.fixture
def signed_in(ctx: Flask) -> Browser:
    """Somebody whose every role would let them in."""
    client = Browser(ctx, ctx.response_class, use_cookies=True)
    sign_in(client, make_staff(*Role))
    return client


def test_the_routes_that_change_something_are_found(app: Flask) -> None:
    found = {rule.rule for _, rule in unsafe(app)}
    assert {"/desk/sign-in", "/desk/sign-out", "/desk/password", "/ho-so/", "/m/ho-so/"} <= found
    assert {rule for rule in found if rule in READS} == READS


def test_without_a_token_nothing_is_done(ctx: Flask, signed_in: Browser) -> None:
    for method, rule in unsafe(ctx):
        status = signed_in.open(address(ctx, rule), method=method, data={"x": "1"}).status_code
        assert (status in refusals(rule)) != is_read(rule), f"{method} {rule.rule} {status}"


def test_an_old_token_does_nothing(ctx: Flask, signed_in: Browser) -> None:
    name = make_staff(*Role)
    visitor = Browser(ctx, ctx.response_class, use_cookies=True)
    old = form_token(visitor)
    sign_in(visitor, name)
    for method, rule in unsafe(ctx):
        if not is_read(rule):
            answer = visitor.open(address(ctx, rule), method=method, data={"csrf_token": old})
            assert answer.status_code in refusals(rule), rule.rule


def test_another_sessions_token_does_nothing(ctx: Flask, signed_in: Browser) -> None:
    other = Browser(ctx, ctx.response_class, use_cookies=True)
    sign_in(other, make_staff(*Role))
    stolen = form_token(other, "/desk/password")
    for method, rule in unsafe(ctx):
        if not is_read(rule):
            by_field = signed_in.open(address(ctx, rule), method=method, data={"csrf_token": stolen})
            by_header = signed_in.open(address(ctx, rule), method=method, headers={"X-CSRFToken": stolen})
            assert by_field.status_code == by_header.status_code in refusals(rule), rule.rule


@pytest.mark.parametrize(
    "told", ["https://la.example", "http://127.0.0.1:9999", "https://h5.zdn.vn.la.example"]
)
def test_another_site_is_refused_even_with_a_good_token(ctx: Flask, signed_in: Browser, told: str) -> None:
    token = form_token(signed_in, "/desk/password")
    for method, rule in unsafe(ctx):
        sent = {"data": {"csrf_token": token}, "headers": {"Origin": told}}
        assert signed_in.open(address(ctx, rule), method=method, **sent).status_code == 403, rule.rule


def test_a_request_marked_as_from_another_site_is_refused_without_an_origin(
    ctx: Flask, signed_in: Browser
) -> None:
    token = form_token(signed_in, "/desk/password")
    for method, rule in unsafe(ctx):
        headers = {"Sec-Fetch-Site": "cross-site"}
        answer = signed_in.open(
            address(ctx, rule), method=method, data={"csrf_token": token}, headers=headers
        )
        assert answer.status_code == 403, rule.rule


def test_the_own_token_from_the_own_site_is_taken(signed_in: Browser) -> None:
    token = form_token(signed_in, "/desk/password")
    answer = signed_in.post(
        "/desk/password", data={"csrf_token": token}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 422


def test_a_form_that_comes_back_comes_back_to_nobody_who_may_not_see_it(ctx: Flask) -> None:
    stranger = Browser(ctx, ctx.response_class, use_cookies=True)
    assert stranger.post("/desk/dossiers/", data={"x": "1"}).status_code == 303
    sign_in(stranger, make_staff(Role.EDITOR))
    assert stranger.post("/desk/dossiers/", data={"x": "1"}).status_code == 403

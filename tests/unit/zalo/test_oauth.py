"""What we ask of Zalo's sign-in host, and what we take for an answer."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from portal.zalo import oauth
from portal.zalo.answers import Unclear
from portal.zalo.oauth import Reply, TokenRefused


def told(**fields: object) -> Reply:
    return Reply(200, json.dumps(fields).encode())


def test_pkce_is_s256_of_a_fresh_verifier() -> None:
    one, two = oauth.pkce(), oauth.pkce()
    assert len(one.verifier.get_secret_value()) == 43
    assert one.verifier.get_secret_value() != two.verifier.get_secret_value()
    # RFC 7636, appendix B
    fixed = oauth.pkce(SecretStr("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    assert fixed.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_permission_page_is_asked_with_four_things() -> None:
    url = urlsplit(
        oauth.permission_url(
            oauth.OA_PERMISSION, redirect_uri="https://a.vn/zalo/cap-quyen", challenge="c", state="s t"
        )
    )
    assert url.path == "/v4/oa/permission"
    assert {name: one[0] for name, one in parse_qs(url.query).items()} == {
        "app_id": "1879034526617720931",
        "redirect_uri": "https://a.vn/zalo/cap-quyen",
        "code_challenge": "c",
        "state": "s t",
    }


@pytest.mark.parametrize(
    ("said", "life"), [("90000", 90000), (90000, 90000), ("x", 3600), (0, 3600), (None, 3600)]
)
def test_a_life_may_be_text_or_a_number(said: object, life: int) -> None:
    found = oauth.read(told(access_token="a", refresh_token="r", expires_in=said))
    assert found.seconds == life
    assert found.refresh
    assert found.refresh.get_secret_value() == "r"


def test_an_answer_without_a_refresh_token_names_none() -> None:
    assert oauth.read(told(access_token="a", expires_in="90000")).refresh is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (told(error=-14014, error_name="Invalid refresh token."), -14014),
        (told(error="-14014", error_name="x", access_token="", refresh_token="", message=""), -14014),
        (told(error=-14005, access_token="a", refresh_token="r"), -14005),
        (told(error_name="Invalid code verifier"), 0),
        (told(error="invalid_request"), 0),
    ],
)
def test_an_error_comes_with_200_and_is_no_success(reply: Reply, code: int) -> None:
    with pytest.raises(TokenRefused) as caught:
        oauth.read(reply)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>502 bad gateway</html>",
        b"empty api",
        b"[]",
        b'{"access_token": "a", "refresh_token": "r"',
        b'{"access_token": "", "refresh_token": "r", "expires_in": "90000"}',
        b'{"access_token": "a", "refresh_token": ""}',
        b'{"access_token": "a", "refresh_token": null}',
        b'{"access_token": 5, "refresh_token": "r"}',
        b"[" * 60_000,
    ],
)
def test_anything_else_is_unclear(raw: bytes) -> None:
    with pytest.raises(Unclear):
        oauth.read(Reply(200, raw))


def test_an_odd_answer_with_tokens_is_still_taken() -> None:
    odd = b'\xef\xbb\xbf{"error": 0, "x": [[[[[[[[[[]]]]]]]]]], "x": 1, '
    raw = odd + b'"access_token": "a", "refresh_token": "r"}'
    assert oauth.read(Reply(500, raw)).access.get_secret_value() == "a"

"""What /m answers: the same views as fragments, to Zalo's origins alone, and nothing that leads out."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import mini_links, settings
from tests.addresses import address
from tests.factories import make_dossier, make_news, make_procedure
from tests.page import Page

ROOT = Path(__file__).resolve().parents[3]
ZALO = ("https://h5.zdn.vn", "zbrowser://h5.zdn.vn")
LEADING = {
    "HX-Redirect",
    "HX-Location",
    "HX-Refresh",
    "HX-Push",
    "HX-Push-Url",
    "HX-Replace-Url",
    "Set-Cookie",
}
# Files and the page of the web's own offline store: no screens.
FILES = ("/favicon.ico", "/robots.txt", "/sitemap.xml", "/qrcode/", "/ngoai-tuyen/")


def _rules(app: Flask) -> list[str]:
    """An address for each citizen page that is read."""
    mini = (r for r in app.url_map.iter_rules() if r.endpoint.endswith("__m") and "GET" in (r.methods or ()))
    paths = [address(app, rule) for rule in mini]
    return [path for path in paths if not path.removeprefix("/m").startswith(FILES) and ".pdf" not in path]


def test_no_answer_leaves_the_app_or_sets_a_cookie_and_each_may_be_read_by_zalo_alone(
    ctx: Flask, client: FlaskClient
) -> None:
    code = make_procedure()
    make_news(title="Tin thử")
    known = [
        f"/m/thu-tuc/{code}/",
        "/m/tin/tin-thu/",
        "/m/ho-so/?ma=000.00.01.H56-260701-0001",
        "/m/khong-co/",
    ]
    icons = set(re.findall(r'id="([a-z-]+)"', (ROOT / "static/icons.svg").read_text()))
    config = (ROOT / "miniapp/vite.config.ts").read_text()
    shown = icons - set(re.findall(r'"([a-z-]+)"', config.split("const DESK = [")[1].split("]")[0]))
    assert shown < icons
    for path in [*_rules(ctx), *known]:
        answer = client.get(path, headers={"Origin": ZALO[0], "Cookie": "portal=x; toi=y"})
        assert not 300 <= answer.status_code < 400, path
        assert not LEADING & {name for name, _ in answer.headers}, path
        assert answer.headers["Access-Control-Allow-Origin"] == ZALO[0], path
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.vary, path
        if answer.mimetype == "text/html":
            _stays(answer.text, path)
            asked = set(re.findall(r'<use href="#i-([a-z-]+)"', answer.text))
            assert asked <= shown, f"{path} asks for pictures that are not in the package"


def _stays(html: str, path: str) -> None:
    """A fragment, without scripts, whose links all stay with the portal."""
    assert "<html" not in html, path
    assert not re.search(
        r"<(script|iframe|object|style|meta|base)\b|\son\w+=|hx-on|hx-boost|hx-push-url", html
    ), path
    base = settings.get().base_url
    for href in re.findall(r'(?:href|action|src|hx-get|hx-post)="([^"]*)"', html):
        assert href.startswith(("#", "tel:", "mailto:", f"{base}/", "https://zalo.me/")), f"{path}: {href}"


@pytest.mark.parametrize("origin", [*ZALO, "https://la.example", "null", ""])
def test_the_browser_s_question_before_the_question(client: FlaskClient, origin: str) -> None:
    told = client.options("/m/toi/so-dien-thoai", headers={"Origin": origin})
    assert told.status_code == 204
    allowed = (told.headers.get("Access-Control-Allow-Origin"), told.headers.get("Access-Control-Max-Age"))
    assert allowed == ((origin, "7200") if origin in ZALO else (None, None))
    assert client.post("/m/phien", headers={"Origin": origin}).status_code == (
        400 if origin in (*ZALO, "null") else 403
    )


def test_a_bearer_s_answers_are_nobody_else_s_and_an_anonymous_page_is_kept_a_minute(
    client: FlaskClient,
) -> None:
    anonymous = client.get("/m/ho-tro/")
    assert (anonymous.headers["Cache-Control"], bool(anonymous.headers["ETag"])) == (
        "public, max-age=60",
        True,
    )
    again = client.get("/m/ho-tro/", headers={"If-None-Match": anonymous.headers["ETag"], "Origin": ZALO[1]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, ZALO[1])
    somebody = client.get("/m/ho-tro/", headers={"Authorization": "Bearer x"})
    assert somebody.headers["Cache-Control"] == "private, no-store"
    assert "X-Title" in client.get("/m/ho-so/").headers


def test_a_piece_is_asked_for_without_a_header_of_ours(client: FlaskClient) -> None:
    code = make_dossier().code
    plain = {"Origin": ZALO[0]}
    whole = Page(client.post("/m/ho-so/", data={"code": code}, headers=plain))
    piece = Page(
        client.post("/m/ho-so/", data={"code": code}, headers={**plain, "Accept": "text/html;piece=1"})
    )
    assert whole.has("h1")
    assert not piece.has("h1")
    assert piece.has("#dossiers-result")


def test_the_package_knows_every_screen_of_the_portal(ctx: Flask) -> None:
    told = (ROOT / "miniapp/src/places.ts").read_text().split("SCREENS = [")[1].split("]")[0]
    screens = tuple(re.findall(r'"(/[^"]+)"', told))
    paths = {path.removeprefix("/m").partition("?")[0] for path in _rules(ctx)} - {"/"}
    assert {path for path in paths if not path.startswith(screens)} == set()


def test_addresses_in_a_text_are_whole_and_other_sites_are_told_not_opened(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        '<p><a href="/tin/x/">x</a> <img src="/media/a/1-320.webp" srcset="/media/a/1-320.webp 320w"> '
        '<a class="more" href="https://dichvucong.gov.vn/p?a=1&amp;b=2">Cổng</a> '
        '<a href="https://zalo.me/2958416037745520183">OA</a> <a href="//evil.example/">e</a></p>'
    )
    with ctx.test_request_context("/m/"):
        told = mini_links.whole(text)
        base = settings.get().base_url
        assert f'href="{base}/m/tin/x/"' in told
        assert f'src="{base}/media/a/1-320.webp" srcset="{base}/media/a/1-320.webp 320w"' in told
        assert 'data-zmp="oa" data-oa="2958416037745520183"' in told
        assert 'data-copy="https://dichvucong.gov.vn/p?a=1&amp;b=2"' in told
        assert "dichvucong.gov.vn" in told
        assert not re.search(r'href="(https://dichvu|//)', told)
        allowed = settings.get().model_copy(update={"miniapp_external_links": True})
        monkeypatch.setattr(settings, "get", lambda: allowed)
        assert 'href="https://dichvucong.gov.vn/p?a=1&amp;b=2" data-zmp="web">Cổng</a>' in mini_links.whole(
            text
        )

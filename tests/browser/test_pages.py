"""Every citizen page on the smallest phone: it fits, and axe has nothing to say, by day and by night."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.core.web import Pages
from portal.dossiers import operations as dossiers
from portal.dossiers import queries
from tests import stock
from tests.browser.conftest import MISSING, Open, assert_fits
from tests.live import Live

CODE = "H44.12-260902-0975"
STARTS = [
    "/",
    "/thu-tuc/?q=khai+sinh",
    "/thu-tuc/?q=khong-co-gi-ca-xyz",
    MISSING,
    "/desk/sign-in",
]
LINKED = {"procedures", "news", "dossiers"}  # each has pages with a part in the address

pytestmark = pytest.mark.browser


@pytest.fixture
def stocked(live: Live) -> str:
    """A province with something on every page; the path of a link that opens a dossier."""
    stock.province()
    live.push({"code": CODE, "status": 5})
    dossier_id = queries.id_of(CODE)
    assert dossier_id is not None
    return urlsplit(dossiers.link_address(dossiers.make_link(dossier_id, "message"))).path


def _kind(app: Flask, path: str) -> str | None:
    """Which citizen view answers a path; None when none of them does."""
    try:
        endpoint, _ = app.url_map.bind("").match(path)
    except RequestRedirect as redirect:
        return _kind(app, urlsplit(redirect.new_url).path)
    except HTTPException:
        return None
    is_page = isinstance(app.blueprints.get(endpoint.partition(".")[0]), Pages)
    return endpoint if is_page and not endpoint.endswith("__m") else None


def _plain(app: Flask) -> list[str]:
    """Every citizen page whose address has no parts to fill in."""
    rules = [
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    return sorted(rule for rule in rules if rule.endswith("/") and _kind(app, rule))


def _links(page: Page, root: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "found => found.map(one => one.href)")
    return [urlsplit(href).path for href in hrefs if href.startswith(root)]


def test_every_page_is_reached_answers_and_fits_the_smallest_phone(
    live: Live, open_page: Open, stocked: str, app: Flask
) -> None:
    page = open_page(320, 640)
    waiting, seen, complaints = list(dict.fromkeys([*STARTS, *_plain(app), stocked])), set[str](), []
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(live.url + path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
        assert answer.status == 200 or path not in {*STARTS, stocked} - {MISSING}, f"{path}: {answer.status}"
        seen |= {kind for kind in (_kind(app, path), _kind(app, urlsplit(page.url).path)) if kind}
        complaints += _looked_at(page, path)
        for link in _links(page, live.url):
            kind = _kind(app, link) if link.endswith("/") else None  # the rest are feeds, pictures and files
            if kind and kind not in seen:
                seen.add(kind)
                waiting.append(link)
    assert not complaints, "\n\n".join(complaints)
    with_parts = {kind.partition(".")[0] for kind in seen if kind not in {_kind(app, p) for p in _plain(app)}}
    assert with_parts >= LINKED, "one page of each kind was reached by its link"


def _looked_at(page: Page, path: str) -> list[str]:
    """What sticks out; how a page reads is asked of every state in test_states.py."""
    try:
        assert_fits(page, path)
    except AssertionError as error:
        return [str(error)]
    return []

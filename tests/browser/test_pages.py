"""Every citizen page on the smallest phone: it fits, and axe has nothing to say, by day and by night."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal.core.web import MINI, Pages
from portal.demo import operations as demo
from portal.dossiers import operations as dossiers
from portal.dossiers import queries
from portal.procedures import operations as procedures
from tests.browser.conftest import MISSING, Open, assert_accessible, assert_fits
from tests.live import Live

CODE = "H44.12-260902-0975"

pytestmark = pytest.mark.browser


def _plain_paths(app: Flask) -> Iterator[str]:
    """Every page of a citizen blueprint whose address has no parts to fill in."""
    citizens = {name for name, bp in app.blueprints.items() if isinstance(bp, Pages)}
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint.partition(".")[0] in citizens and "GET" in (rule.methods or ())
        is_plain = not rule.arguments and rule.rule.endswith("/") and not rule.rule.startswith(f"{MINI}/")
        if is_page and is_plain:
            yield rule.rule


@pytest.fixture
def paths(live: Live, app: Flask) -> list[str]:
    """All pages of a stocked province."""
    procedures.import_shipped()
    demo.load()
    live.push({"code": CODE, "status": 5})
    dossier_id = queries.id_of(CODE)
    assert dossier_id is not None
    link = dossiers.link_address(dossiers.make_link(dossier_id, "message"))
    some = ["/thu-tuc/?q=khai+sinh", "/thu-tuc/?q=khong-co-gi-ca-xyz", MISSING, "/desk/sign-in"]
    return [*sorted(set(_plain_paths(app))), *some, "/h/" + link.rpartition("/h/")[2]]


def _visit(page: Page, url: str) -> None:
    answer = page.goto(url, wait_until="load")
    assert answer is not None
    assert answer.status < 500, f"{url}: {answer.status}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_the_smallest_phone_and_reads_well(
    live: Live, open_page: Open, paths: list[str], scheme: str
) -> None:
    page = open_page(320, 640, color_scheme=scheme)
    complaints = []
    for path in paths:
        _visit(page, live.url + path)
        for check in (assert_fits, assert_accessible):
            try:
                check(page, path)
            except AssertionError as error:
                complaints.append(str(error))
    assert not complaints, "\n\n".join(complaints)

"""The pieces of the newer pages agree with their pages: a press brings what asking anew would show."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.citizens import operations as citizens
from portal.citizens.models import Surface
from portal.core import clock, settings
from portal.staff.models import Role
from tests import markup
from tests.desk import Browser
from tests.states.stage import HX
from tests.web.chat.test_talks import asked
from tests.web.test_fragments import Swap, _by_id, _desk, _hidden, _plain, _put, assert_agrees

USER = "6713920485510237746"


@pytest.fixture
def person(ctx: Flask) -> FlaskClient:
    """Somebody of the chat who has signed in."""
    citizen = citizens.follow(settings.get().zalo_oa_id, USER, clock.now())
    made = Browser(ctx, use_cookies=True)
    made.set_cookie("toi", citizens.begin(citizen, Surface.WEB, "zalo", "Zalo, Android"))
    return made


def assert_piece_agrees(browser: FlaskClient, page: str, path: str, target: str, **form: str) -> None:
    """A press by htmx, put into the page it was pressed on; then the place it changed in the page asked anew.

    What was done is told once: by the piece, or above the next page. So only the place itself is compared.
    """
    html = browser.get(page).text
    old = markup.parse(html)
    form["csrf_token"] = _hidden(html, "csrf_token")
    answer = browser.post(path, data=form, headers=HX)
    assert answer.status_code == 200, answer.status_code
    _put(old, markup.parse(answer.text), target)
    new = markup.parse(browser.get(page).text)
    assert _plain(_by_id(old, target)) == _plain(_by_id(new, target))


def test_the_watch_lines(ctx: Flask) -> None:
    page = "/desk/zalo/theo-doi/"
    assert_agrees(_desk(ctx, Role.ADMIN), Swap(page, page, "doors-lines"))


@pytest.mark.parametrize("kind", ["", "user_send_text"])
def test_the_journal(ctx: Flask, kind: str) -> None:
    browser = _desk(ctx, Role.ADMIN)
    page = "/desk/zalo/nhat-ky/"
    form = {"csrf_token": _hidden(browser.get(page).text, "csrf_token"), "kind": kind}
    piece = markup.parse(browser.post(page, data=form, headers=HX).text)
    whole = markup.parse(browser.post(page, data=form).text)
    assert _plain(_by_id(piece, "journal-found")) == _plain(_by_id(whole, "journal-found"))


def test_followers_that_are_read_paused_and_read_on(ctx: Flask) -> None:
    browser, page = _desk(ctx, Role.ADMIN), "/desk/zalo/"
    for _ in range(3):  # begin, pause, go on
        part = _by_id(markup.parse(browser.get(page).text), "account-followers")
        form = next(node for node in part.below() if node.tag == "form")
        assert_piece_agrees(browser, page, form.attrs["action"], "account-followers")


def test_who_asked_for_a_person_taken_and_closed(ctx: Flask) -> None:
    talk = asked("Nguyễn Văn An")
    browser, page = _desk(ctx, Role.OFFICER), "/desk/zalo/can-bo/"
    html = browser.get(page).text
    found = re.search(rf'action="({page}{talk}/[a-z-]+)"', html)
    assert found
    assert_piece_agrees(browser, page, found[1], f"talk-{talk}")


def test_a_consent_given_and_taken_back(person: FlaskClient) -> None:
    for on in ("1", "0"):
        assert_piece_agrees(person, "/toi/", "/toi/dong-y", "mine-consents", purpose="news", on=on)


def test_waiting_for_a_code_to_be_typed(ctx: Flask) -> None:
    browser = Browser(ctx, use_cookies=True)
    html = browser.get("/toi/").text
    begun = browser.post("/toi/ma", data={"csrf_token": _hidden(html, "csrf_token")})
    page = browser.get(begun.headers["Location"]) if begun.status_code == 303 else begun
    old = markup.parse(page.text)
    piece = markup.parse(browser.get("/toi/ma/cho", headers=HX).text)
    assert _plain(_by_id(old, "mine-waiting")) == _plain(_by_id(piece, "mine-waiting"))

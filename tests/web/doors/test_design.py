"""The living design page: for staff alone, measured, and made of the real parts."""

from flask import Flask

from portal.core.language import COOKIE
from portal.staff.models import Role
from tests.desk import Browser, sign_in
from tests.factories import make_staff
from tests.page import Page


def _officer(app: Flask) -> Browser:
    browser = Browser(app)
    assert sign_in(browser, make_staff(Role.EDITOR)) == 303
    return browser


def test_who_is_not_signed_in_is_led_to_the_door(ctx: Flask) -> None:
    answer = Browser(ctx).get("/desk/design/")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/desk/sign-in")


def test_every_pair_of_colours_is_measured_in_both_themes_and_passes(ctx: Flask) -> None:
    page = Page(_officer(ctx).get("/desk/design/"))
    measured = [row for row in page.all("tbody tr") if "Đạt" in row or "Không đạt" in row]
    assert len(measured) > 30
    assert not [row for row in measured if "Không đạt" in row]
    assert "teal / paper 4.5 Aa 7.95" in " ".join(measured)


def test_it_shows_the_parts_themselves(ctx: Flask) -> None:
    page = Page(_officer(ctx).get("/desk/design/"))
    for part in (
        ".hero",
        ".timeline",
        ".chip-waiting",
        ".alert-danger",
        ".field",
        ".empty",
        ".only-zalo",
        ".tabs",
    ):
        assert page.has(part), part
    assert page.has("form input[name=csrf_token]")
    assert "1.625rem" in page.text("main")


def test_in_english_its_samples_say_that_they_are_vietnamese(ctx: Flask) -> None:
    browser = _officer(ctx)
    browser.set_cookie(COOKIE, "en")
    page = Page(browser.get("/desk/design/"))
    assert page.attr("html", "lang") == "en"
    assert page.text("main div[lang=vi] h1") == "Ngôn ngữ thiết kế"
    assert "Design language" in page.text(".desk-menu")

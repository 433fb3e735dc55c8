"""Choosing a language: a plain link, one small cookie, pages kept apart, and never a way to elsewhere."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.core import kept, language, settings
from tests.desk import Browser
from tests.factories import make_dossier, make_procedure
from tests.page import Page


@pytest.fixture
def browser(ctx: Flask) -> Browser:
    """A browser without cookies, with nothing shared between its requests."""
    return Browser(ctx)


@pytest.fixture
def with_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages are kept for a minute."""
    monkeypatch.setenv("PAGE_CACHE_SECONDS", "60")
    settings.get.cache_clear()
    kept.shelf.clear()
    yield
    monkeypatch.undo()
    settings.get.cache_clear()
    kept.shelf.clear()


def _switch(page: Page) -> str:
    return page.attr("a[data-language]", "href")


def test_a_page_speaks_vietnamese_and_sets_no_cookie(browser: Browser) -> None:
    answer = browser.get("/dich-vu-cong/", headers={"Accept-Language": "en"})
    page = Page(answer)
    assert page.attr("html", "lang") == "vi"
    assert page.text("h1") == "Dịch vụ công"
    assert "Set-Cookie" not in answer.headers
    assert page.text("a[data-language]") == "English"
    assert page.attr("a[data-language]", "lang") == "en"


def test_the_switch_comes_back_to_the_very_page(browser: Browser) -> None:
    there = _switch(Page(browser.get("/thu-tuc/?q=khai+sinh")))
    answer = browser.get(there)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/thu-tuc/?q=khai+sinh"
    assert answer.headers["Cache-Control"] == "no-store"
    english = Page(browser.get(answer.headers["Location"]))
    assert english.attr("html", "lang") == "en"
    assert english.text("h1") == "Find an administrative procedure"
    assert english.text("a[data-language]") == "Tiếng Việt"
    back = browser.get(_switch(english))
    assert "Max-Age=0" in back.headers["Set-Cookie"], "Vietnamese needs no cookie"
    assert Page(browser.get("/thu-tuc/")).attr("html", "lang") == "vi"


def test_kept_copies_of_two_languages_never_mix(browser: Browser, with_shelf: None) -> None:
    first = browser.get("/ho-tro/")
    other = Browser(browser.application)
    other.set_cookie(language.COOKIE, "en")
    english = other.get("/ho-tro/", headers={"If-None-Match": first.headers["ETag"]})
    assert english.status_code == 200, "the tag of another language is another tag"
    assert Page(english).text("h1") == "Support"
    assert Page(other.get("/ho-tro/")).text("h1") == "Support"
    again = browser.get("/ho-tro/")
    assert Page(again).text("h1") == "Hỗ trợ"
    assert "Cookie" in again.headers["Vary"]
    assert "Set-Cookie" not in again.headers


def test_other_choices_do_not_split_the_kept_copies(browser: Browser, with_shelf: None) -> None:
    browser.get("/ho-tro/")
    browser.set_cookie("theme", "dark")
    browser.set_cookie("mode", "simple")
    browser.set_cookie(language.COOKIE, "xx")
    browser.get("/ho-tro/")
    assert len(kept.shelf._copies) == 1


ELSEWHERE = ["", "//evil.example", "https://evil.example", "/\\evil.example", "evil", "/\t/evil.example"]
ELSEWHERE += ["/a\r\nSet-Cookie: x", "/ngon-ngu/en", "/" + "a" * 3000]


@pytest.mark.parametrize("told", ELSEWHERE)
def test_nobody_is_led_elsewhere(browser: Browser, told: str) -> None:
    answer = browser.get("/ngon-ngu/en", query_string={"ve": told})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_no_page(browser: Browser) -> None:
    assert browser.get("/ngon-ngu/xx").status_code == 404


def test_names_stay_vietnamese_and_say_so(browser: Browser) -> None:
    code = make_procedure()
    browser.set_cookie(language.COOKIE, "en")
    page = Page(browser.get(f"/thu-tuc/{code}/"))
    assert page.attr("h1", "lang") == "vi"
    assert "Procedure code" in page.text("dl.facts")
    plain = Page(Browser(browser.application).get(f"/thu-tuc/{code}/"))
    assert plain.attr("h1", "lang") == ""


def test_words_shared_with_the_chat_are_said_in_english_on_pages(browser: Browser) -> None:
    code = make_dossier(TrangThaiHoSo="4").code
    browser.set_cookie(language.COOKIE, "en")
    page = Page(browser.post("/ho-so/", data={"code": code}))
    assert "Being processed" in page.text(".chip")
    assert "The office in charge is working on the application." in page.text("#dossiers-result")


def test_complaints_and_labels_of_forms_are_said_in_english(browser: Browser) -> None:
    browser.set_cookie(language.COOKIE, "en")
    page = Page(browser.post("/ho-so/", data={"code": ""}), status=422)
    assert page.text("form.search label") == "Application code"
    assert page.text(".alert-danger li") == "Application code: Please fill this in."


def test_problems_and_the_desk_speak_it_too(browser: Browser) -> None:
    browser.set_cookie(language.COOKIE, "en")
    assert Page(browser.get("/khong-co/"), status=404).text("h1") == "There is no such page"
    assert Page(browser.get("/desk/sign-in")).text("h1") == "Sign in"


PATHS = ["/", "/dich-vu-cong/", "/thu-tuc/", "/ho-so/", "/ho-tro/", "/thong-tin/", "/tro-nang/", "/phan-anh/"]
PATHS += ["/quyen-rieng-tu/", "/dieu-khoan/", "/phan-anh/theo-doi/", "/desk/sign-in", "/khong-co/"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_vietnamese_is_left_unmarked(browser: Browser, path: str) -> None:
    browser.set_cookie(language.COOKIE, "en")
    page = Page(browser.get(path), status=None)
    known = (
        "Chính quyền số tỉnh Tây Ninh",
        "Tỉnh Tây Ninh",
        "Tiếng Việt",
        "Quan tâm",
        "khai sinh",
        "xây nhà",
        "Mở bằng trình duyệt",
        "Trần Phú",
        "Nhận thông báo",
    )
    for node in page.nodes:
        if node.tag in {"head", "html", "body", "title", "meta"} or _is_vietnamese(node):
            continue
        own = " ".join(part for part in node.inside if isinstance(part, str))
        strange = [word for word in own.split("\n") if _has_marks(word, known)]
        assert not strange, f"{node.tag}: {strange}"


def _is_vietnamese(node: object) -> bool:
    around = [node, *node.above()]  # type: ignore[attr-defined]
    return any(place.attrs.get("lang") == "vi" for place in around)


def _has_marks(text: str, known: tuple[str, ...]) -> bool:
    for name in known:
        text = text.replace(name, "")
    return any("\u00c0" <= sign <= "\u1ef9" and sign not in "×÷–—‘’“”" for sign in text)

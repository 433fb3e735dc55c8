"""Page and fragment agree: the old page with the fragment put in is the page one would get by asking anew."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.staff.models import Role
from tests import markup, stock
from tests.desk import Browser, sign_in
from tests.factories import make_dossier, make_procedure, make_staff
from tests.markup import Node
from tests.states.stage import HX

WHAT_WAS_TYPED = {"value", "open", "checked"}  # stays in the form, whatever the answer
LIVING = {"csrf_token", "ticket", "data-seal", "data-left"}  # new with every answer
Form = dict[str, str]


@dataclass(frozen=True)
class Swap:
    """One question that htmx asks: from which page, how, and where the answer goes."""

    page: str
    path: str
    target: str
    form: Form | None = None  # None: a GET
    again: str | None = None  # the page to compare with, when it is not asked for in the same way


def _tree(html: str) -> Node:
    return markup.parse(html)


def _by_id(root: Node, wanted: str) -> Node:
    return next(node for node in root.below() if node.attrs.get("id") == wanted)


def _put(page: Node, new: Node, target: str) -> None:
    """What htmx does with outerHTML; pieces out of band go to the places they name."""
    pieces = [piece for piece in new.inside if isinstance(piece, Node)]
    for piece in pieces:
        place = _by_id(page, piece.attrs["id"])
        assert piece.attrs.pop("hx-swap-oob", None) or piece.attrs["id"] == target
        assert place.parent
        at = place.parent.inside.index(place)
        place.parent.inside[at] = piece
        piece.parent = place.parent
    assert target in [piece.attrs["id"] for piece in pieces]


def _plain(node: Node) -> list[str]:
    """The page as words and elements, without what every answer makes anew and what a person typed."""
    told = []
    for part in node.inside:
        if isinstance(part, str):
            told += [" ".join(part.split())] if part.strip() else []
            continue
        if {part.attrs.get("name"), *part.attrs} & LIVING or part.attrs.get("hreflang"):
            continue
        typed = WHAT_WAS_TYPED if part.tag in {"input", "details"} else set()
        kept = {key: value for key, value in part.attrs.items() if key not in typed}
        told += [f"<{part.tag} {kept}>", *_plain(part), f"</{part.tag}>"]
    return told


def _ask(browser: FlaskClient, swap: Swap, **headers: str) -> str:
    if swap.form is None:
        answer = browser.get(swap.path, headers=headers)
    else:
        answer = browser.post(swap.path, data=swap.form, headers=headers)
        if answer.status_code == 303:
            answer = browser.get(answer.headers["Location"])
    assert answer.status_code in {200, 422}, answer.status_code
    return answer.text


def assert_agrees(browser: FlaskClient, swap: Swap) -> None:
    """The old page with the answer in it, against the new page."""
    old = _tree(browser.get(swap.page).text)
    _put(old, _tree(_ask(browser, swap, **HX)), swap.target)
    new = browser.get(swap.again).text if swap.again else _ask(browser, swap)
    assert _plain(old) == _plain(_tree(new))


@pytest.fixture
def citizen(ctx: Flask) -> FlaskClient:
    """A citizen in a province with something on every page."""
    stock.province()
    return Browser(ctx, use_cookies=True)


SEARCHES = ["khai sinh", "khong-co-gi-ca-xyz", "", '"><b>', "1.001193"]


@pytest.mark.parametrize("typed", SEARCHES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_search(citizen: FlaskClient, typed: str, language: str) -> None:
    citizen.set_cookie("ngon-ngu", language)
    path = f"/thu-tuc/?q={typed.replace(' ', '+')}"
    assert_agrees(citizen, Swap("/thu-tuc/", path, "procedures-found"))


CODES: dict[str, Callable[[str], Form]] = {
    "known": lambda code: {"code": code},
    "two": lambda code: {"code": f"{code} H44.12-260702-0001"},
    "digits": lambda code: {"code": code, "digits": "5678"},
    "wrong digits": lambda code: {"code": code, "digits": "0000"},
    "near": lambda code: {"code": code.replace("0", "O", 1)},
    "procedure": lambda code: {"code": "1.001193"},
    "person": lambda code: {"code": "0912345678"},
    "empty": lambda code: {"code": ""},
}


@pytest.mark.parametrize("what", CODES)
def test_the_look_up(ctx: Flask, what: str) -> None:
    form = CODES[what](make_dossier().code)
    browser = Browser(ctx, use_cookies=True)
    old = _tree(browser.get("/ho-so/").text)
    _put(old, _tree(browser.post("/ho-so/", data=form, headers=HX).text), "dossiers-result")
    new = _tree(browser.post("/ho-so/", data=form).text)
    # The whole page also marks the field of a refused form, which a fragment leaves as it was.
    assert _plain(_by_id(old, "dossiers-result")) == _plain(_by_id(new, "dossiers-result"))
    if what != "empty":
        assert _plain(old) == _plain(new)


def _desk(app: Flask, role: Role) -> Browser:
    browser = Browser(app, use_cookies=True)
    assert sign_in(browser, make_staff(role)) == 303
    return browser


def _hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, name
    return found[1]


def test_the_search_of_the_desk(ctx: Flask) -> None:
    make_procedure(name="Đăng ký khai sinh", summary="Ghi vào sổ.")
    browser = _desk(ctx, Role.EDITOR)
    for asked in ("q=khai", "q=khong-co", "q=khai&loc=chua-duyet"):
        page = "/desk/procedures/" + ("?loc=chua-duyet" if "loc" in asked else "")
        assert_agrees(browser, Swap(page, f"/desk/procedures/?{asked}", "procedures-desk-found"))


def test_an_approval_and_its_end(ctx: Flask) -> None:
    page = f"/desk/procedures/{make_procedure(summary='Ghi vào sổ.')}/"
    browser = _desk(ctx, Role.PUBLISHER)
    for verb in ("approve", "unapprove"):
        html = browser.get(page).text
        form = {name: _hidden(html, name) for name in ("csrf_token", "version")}
        old = _tree(html)
        answer = browser.post(f"{page}{verb}", data=form, headers=HX).text
        _put(old, _tree(answer), "procedure-approval")
        shown = _by_id(old, "procedure-approval")
        told = shown.inside.pop(next(n for n, part in enumerate(shown.inside) if isinstance(part, Node)))
        assert isinstance(told, Node)
        assert told.text.startswith(("Đã duyệt.", "Đã bỏ duyệt."))  # a page says it above its heading, once
        assert _plain(old) == _plain(_tree(browser.get(page).text))


def test_an_account_closed_and_opened(ctx: Flask) -> None:
    make_staff(Role.EDITOR, username="nguoi-khac")
    browser = _desk(ctx, Role.ADMIN)
    for verb in ("disable", "enable"):
        html = browser.get("/desk/people/").text
        found = re.search(rf"/desk/people/([0-9a-f-]+)/{verb}", html)
        assert found
        form = {"csrf_token": _hidden(html, "csrf_token")}
        swap = Swap("/desk/people/", found[0], f"person-{found[1]}", form, again="/desk/people/")
        assert_agrees(browser, swap)


def test_suggestions_stand_where_the_page_has_them(citizen: FlaskClient) -> None:
    old = _tree(citizen.get("/thu-tuc/").text)
    _put(old, _tree(citizen.get("/thu-tuc/goi-y?q=khai", headers=HX).text), "procedures-suggested")
    whole = _tree(citizen.get("/thu-tuc/goi-y?q=khai").text)
    assert _plain(_by_id(old, "procedures-suggested")) == _plain(_by_id(whole, "procedures-suggested"))

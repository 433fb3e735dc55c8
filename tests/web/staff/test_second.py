"""The second step at the door, accounts by link, and the list of one's sessions, as browsers see them."""

import re

from flask import Flask

from portal.core import clock, settings
from portal.staff import operations, queries, second
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import PASSWORD, make_office, make_staff
from tests.page import Page


def _send(browser: Browser, page: str, to: str, **typed: object) -> str:
    """Send a page's form; where it leads, or the page itself."""
    answer = browser.post(to, data={"csrf_token": form_token(browser, page), **typed})
    return answer.headers.get("Location") or answer.get_data(as_text=True)


def _code(secret: str, beyond: int = 0) -> str:
    return second.code_at(secret, int(clock.now().timestamp()) // second.STEP + beyond)


def test_a_role_that_needs_the_second_step_opens_nothing_before(ctx: Flask, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    strict = settings.get().model_copy(update={"second_step_roles": "admin"})
    monkeypatch.setattr(settings, "get", lambda: strict)
    name, browser = make_staff(Role.ADMIN), Browser(ctx)
    assert sign_in(browser, name) == 303
    assert browser.get("/desk/").status_code == 200
    assert browser.get("/desk/people/").headers["Location"] == "/desk/buoc-hai/"
    page = Page(browser.get("/desk/buoc-hai/"))
    secret = page.text(".card .code").replace(" ", "")
    assert browser.get("/desk/buoc-hai/ma.svg").headers["Cache-Control"] == "no-store"
    assert "chưa đúng" in _send(browser, "/desk/buoc-hai/", "/desk/buoc-hai/", code="12345x")
    told = _send(browser, "/desk/buoc-hai/", "/desk/buoc-hai/", code=_code(secret))
    codes = re.findall(r'<li class="code">([^<]+)', told)
    assert len(codes) == 10
    assert browser.get("/desk/people/").status_code == 200
    other = Browser(ctx)
    assert other.get("/desk/sign-in/ma").headers["Location"] == "/desk/sign-in"
    assert sign_in(other, name, wanted="people_desk.index") == 303
    assert other.get("/desk/people/").headers["Location"].startswith("/desk/sign-in")
    ask = "/desk/sign-in/ma?tiep=people_desk.index"
    assert "chưa đúng" in _send(other, ask, ask, code=_code(secret))
    assert _send(other, ask, ask, code=_code(secret, 1)) == "/desk/people/"
    stale = Browser(ctx)
    sign_in(stale, name)
    token = form_token(stale, "/desk/sign-in/ma")
    operations.reset_password(_user(name), PASSWORD, by=_user(name))
    late = stale.post("/desk/sign-in/ma", data={"csrf_token": token, "code": codes[0]})
    assert late.headers["Location"] == "/desk/sign-in"  # the password has changed since
    assert other.get("/desk/people/").headers["Location"].startswith("/desk/sign-in")


def _user(name: str):  # type: ignore[no-untyped-def]
    user = queries.by_username(name)
    assert user
    return user.id


def test_a_link_makes_an_account_whose_roles_change_at_once(ctx: Flask) -> None:
    office, admin = make_office(name="Phường Thử"), Browser(ctx)
    sign_in(admin, make_staff(Role.ADMIN))
    form = {"name": "Lan Anh", "username": "Lan.Anh", "roles": ["author", "editor"], "office": str(office)}
    told = _send(admin, "/desk/people/moi", "/desk/people/moi", **form)
    lost = admin.post("/desk/people/moi", data=form)  # the token is gone, what was typed is not
    assert lost.status_code == 422
    assert "Lan Anh" in lost.get_data(as_text=True)
    link = re.search(r"/desk/moi/([\w-]+)/", told)
    assert link
    guest = Browser(ctx)
    assert "Lan Anh" in guest.get(link[0]).get_data(as_text=True)
    assert "giống nhau" in _send(guest, link[0], link[0], new=PASSWORD, again="khac")
    assert _send(guest, link[0], link[0], new=PASSWORD, again=PASSWORD) == "/desk/sign-in"
    assert guest.get(link[0]).status_code == 404
    assert sign_in(guest, "lan.anh") == 303
    assert guest.get("/desk/bang-tra-cuu/").status_code == 200
    at = f"/desk/people/{_user('lan.anh')}/"
    changed = {"kept": [f"author/{office}"], "roles": ["officer"], "office": str(office)}
    assert _send(admin, at, f"{at}vai-tro", **changed) == at
    assert {g.role for g in queries.account(_user("lan.anh")).grants} == {Role.AUTHOR, Role.OFFICER}
    forged = {"kept": ["admin/"], "office": ""}
    assert "Lưu vai trò" in _send(admin, at, f"{at}vai-tro", **forged)  # refused, and shown again
    assert len(queries.account(_user("lan.anh")).grants) == 2
    local = Browser(ctx)
    sign_in(local, make_staff(Role.ADMIN, office_id=make_office()))
    assert local.get(at).status_code == 404
    assert "lan.anh" not in local.get("/desk/people/").get_data(as_text=True)


def test_one_sees_and_closes_ones_own_sessions(ctx: Flask) -> None:
    name, here, there = make_staff(Role.OFFICER), Browser(ctx), Browser(ctx)
    sign_in(here, name)
    sign_in(there, name)
    page = here.get("/desk/phien/").get_data(as_text=True)
    found = re.findall(r"/desk/phien/[0-9a-f-]{36}/dong", page)
    assert len(found) == 1  # this one is not offered
    stranger = Browser(ctx)
    sign_in(stranger, make_staff(Role.OFFICER))
    _send(stranger, "/desk/phien/", found[0])
    assert there.get("/desk/").status_code == 200
    assert _send(here, "/desk/phien/", found[0]) == "/desk/phien/"
    assert there.get("/desk/").status_code == 303
    sign_in(there, name)
    _send(here, "/desk/phien/", "/desk/phien/dong-het")
    assert there.get("/desk/").status_code == 303
    assert here.get("/desk/").status_code == 200

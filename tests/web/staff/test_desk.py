"""Signing in and out, and the pages behind it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.app import create_app
from portal.core import settings
from portal.core.db import db
from portal.staff import queries, turns
from portal.staff.models import Role, StaffSession
from tests.desk import Browser, form_token, sign_in
from tests.factories import PASSWORD, make_office, make_staff
from tests.page import Page


def cookie(client: FlaskClient, name: str = "portal") -> str:
    found = client.get_cookie(name)
    return found.value if found else ""


def test_signing_in_leads_home_and_names_the_person(client: FlaskClient) -> None:
    office = make_office(name="Trung tâm phường Thử")
    assert sign_in(client, make_staff(Role.OFFICER, office_id=office)) == 303
    page = Page(client.get("/desk/"))
    assert page.text("h1") == "Xin chào, Cán bộ thử"
    assert "Trung tâm phường Thử" in page.text("main")


def test_a_user_name_may_be_typed_in_any_case(client: FlaskClient) -> None:
    assert sign_in(client, make_staff(Role.EDITOR).upper()) == 303


def test_a_refused_form_keeps_the_name_and_not_the_password(client: FlaskClient) -> None:
    token = form_token(client)
    data = {"csrf_token": token, "username": "khong-co-ai", "password": "sai-mat-khau-roi"}
    page = Page(client.post("/desk/sign-in", data=data), status=422)
    assert page.attr("#username", "value") == "khong-co-ai"
    assert "sai-mat-khau-roi" not in page.text()
    assert page.has("[role=alert]")
    empty = Page(client.post("/desk/sign-in", data={"csrf_token": token}), status=422)
    assert len(empty.all("p.error")) == 2


def test_a_guesser_is_told_how_long_to_wait(client: FlaskClient) -> None:
    name = make_staff(Role.EDITOR)
    for _ in range(turns.FREE_PER_ACCOUNT + 1):
        sign_in(client, name, "sai-mat-khau-roi")
    answer = client.post(
        "/desk/sign-in", data={"csrf_token": form_token(client), "username": name, "password": PASSWORD}
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "giây" in Page(answer, status=429).text("main")


def test_a_browser_that_signed_in_before_does_not_wait_for_strangers(ctx: Flask, client: FlaskClient) -> None:
    name = make_staff(Role.EDITOR)
    sign_in(client, name)
    client.post("/desk/sign-out", data={"csrf_token": form_token(client, "/desk/")})
    stranger = ctx.test_client()
    for _ in range(turns.FREE_PER_ACCOUNT + 1):
        sign_in(stranger, name, "sai-mat-khau-roi")
    assert sign_in(stranger, name) == 429
    assert sign_in(client, name) == 303


def test_a_new_session_begins_at_sign_in(ctx: Flask, client: FlaskClient) -> None:
    token_before = form_token(client)
    before = cookie(client)
    name = make_staff(Role.EDITOR)
    sign_in(client, name)
    assert cookie(client) not in ("", before)
    refused = client.post("/desk/sign-out", data={"csrf_token": token_before})
    assert refused.status_code == 403
    planted = ctx.test_client()
    planted.set_cookie("portal", before)
    assert planted.get("/desk/").status_code == 303


def test_the_old_cookie_opens_nothing_after_sign_out(ctx: Flask, client: FlaskClient) -> None:
    sign_in(client, make_staff(Role.EDITOR))
    stolen = cookie(client)
    thief = ctx.test_client()
    thief.set_cookie("portal", stolen)
    assert thief.get("/desk/").status_code == 200
    assert client.post("/desk/sign-out", data={"csrf_token": form_token(client, "/desk/")}).status_code == 303
    thief.set_cookie("portal", stolen)
    assert thief.get("/desk/").headers["Location"].startswith("/desk/sign-in")


def test_after_signing_in_one_is_where_one_wanted_to_be(client: FlaskClient) -> None:
    name = make_staff(Role.ADMIN)
    asked = client.get("/desk/audit/").headers["Location"]
    assert asked == "/desk/sign-in?tiep=staff_desk.audit"
    data = {"csrf_token": form_token(client, asked), "username": name, "password": PASSWORD}
    assert client.post(asked, data=data).headers["Location"] == "/desk/audit/"


@pytest.mark.parametrize(
    "wanted", ["https://la.example/", "//la.example", "staff_desk.sign_out", "/desk/audit/", "x"]
)
def test_there_is_no_free_way_on(client: FlaskClient, wanted: str) -> None:
    data = {"csrf_token": form_token(client), "username": make_staff(Role.ADMIN), "password": PASSWORD}
    answer = client.post("/desk/sign-in", query_string={"tiep": wanted}, data=data)
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/desk/sign-in", query_string={"tiep": wanted}).headers["Location"] == "/desk/"


def test_htmx_is_led_to_the_sign_in_page_as_a_whole(client: FlaskClient) -> None:
    answer = client.get("/desk/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["HX-Redirect"] == "/desk/sign-in?tiep=people_desk.index"


def test_an_admin_closes_an_account_and_its_sessions(ctx: Flask, client: FlaskClient) -> None:
    name = make_staff(Role.EDITOR)
    other = ctx.test_client()
    sign_in(other, name)
    sign_in(client, make_staff(Role.ADMIN))
    user = queries.by_username(name)
    assert user
    token = form_token(client, "/desk/people/")
    answer = client.post(
        f"/desk/people/{user.id}/disable", data={"csrf_token": token}, headers={"HX-Request": "true"}
    )
    assert f'id="person-{user.id}"' in answer.text
    assert "Đã khóa" in answer.text
    assert other.get("/desk/").status_code == 303
    assert sign_in(other, name) == 422
    assert client.post(f"/desk/people/{user.id}/enable", data={"csrf_token": token}).status_code == 303
    assert sign_in(other, name) == 303


def test_an_admin_cannot_close_the_own_account(client: FlaskClient) -> None:
    name = make_staff(Role.ADMIN)
    sign_in(client, name)
    user = queries.by_username(name)
    assert user
    token = form_token(client, "/desk/people/")
    assert client.post(f"/desk/people/{user.id}/disable", data={"csrf_token": token}).status_code == 422
    assert client.get("/desk/").status_code == 200


def test_a_new_password_signs_out_everywhere(ctx: Flask, client: FlaskClient) -> None:
    name = make_staff(Role.EDITOR)
    other = ctx.test_client()
    assert sign_in(other, name) == sign_in(client, name) == 303
    new = "mat-khau-moi-hoan-toan"
    data = {"csrf_token": form_token(client, "/desk/password"), "old": PASSWORD, "new": new, "again": new}
    wrong = Page(client.post("/desk/password", data=data | {"again": "khac-han-mat-khau"}), status=422)
    assert "chưa giống nhau" in wrong.text("main")
    assert Page(client.post("/desk/password", data=data | {"old": "sai"}), status=422).has("p.error")
    assert client.post("/desk/password", data=data).headers["Location"] == "/desk/sign-in"
    assert "Đã đổi mật khẩu" in Page(client.get("/desk/sign-in")).text("#flash")
    assert other.get("/desk/").status_code == client.get("/desk/").status_code == 303
    assert sign_in(client, name, new) == 303


def test_the_trail_shows_who_did_what(client: FlaskClient) -> None:
    name = make_staff(Role.ADMIN)
    sign_in(client, name)
    page = Page(client.get("/desk/audit/"))
    assert "Đăng nhập" in page.text("table")
    assert name in page.text("table")
    assert client.get("/desk/audit/?trang=-3").status_code == 200
    assert client.get("/desk/audit/?trang=99999999999999999999").status_code == 200


def test_the_menu_holds_what_one_may_open(client: FlaskClient) -> None:
    sign_in(client, make_staff(Role.EDITOR))
    links = Page(client.get("/desk/")).all("nav.desk-menu a")
    assert "Tài khoản" not in links
    assert "Trang chủ" in links


def test_hostile_forms_are_answered_calmly(client: FlaskClient) -> None:
    token = form_token(client)
    for name in ("\0", "a" * 100_000, "' OR 1=1 --", "<script>", "\u202e", "𝕏" * 50):
        data = {"csrf_token": token, "username": name, "password": "\0" + "x" * 1000}
        assert client.post("/desk/sign-in", data=data).status_code == 422
    assert db.session.scalar(select(func.count(StaffSession.id))) == 0


@pytest.fixture
def secure(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The portal as it runs behind https."""
    monkeypatch.setenv("BASE_URL", "https://tinh.example")
    settings.get.cache_clear()
    app = create_app()
    app.test_client_class = Browser
    yield app
    settings.get.cache_clear()
    with app.app_context():
        db.engine.dispose()


def test_cookies_behind_https_belong_to_the_host_alone(secure: Flask) -> None:
    name, client = make_staff(Role.EDITOR), secure.test_client()
    base = "https://tinh.example/"
    page = client.get("/desk/sign-in", base_url=base)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "username": name, "password": PASSWORD}
    answer = client.post(
        "/desk/sign-in", data=data, base_url=base, headers={"Referer": base, "Origin": "https://tinh.example"}
    )
    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert {c.split("=")[0] for c in cookies} == {"__Host-portal", "__Host-portal-device"}
    for sent in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
        assert "Domain" not in sent
    assert answer.headers["Strict-Transport-Security"]


def test_cookies_on_loopback_are_plain_but_hidden_from_scripts(client: FlaskClient) -> None:
    sent = client.get("/desk/sign-in").headers.getlist("Set-Cookie")
    assert len(sent) == 1
    assert sent[0].startswith("portal=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent[0].split("; "))
    assert "Secure" not in sent[0]

"""Out to Zalo and back: in the same browser, in another one, declined, late, and in somebody else's hands."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.citizens import operations
from portal.citizens.models import CitizenSession, Phone, Proof, Surface
from portal.core import clock, settings
from portal.core.db import db
from portal.zalo import social
from portal.zalo.social import SocialError, Why
from tests.desk import Browser, form_token
from tests.page import Page
from tests.social import AN_BY_APP, AN_ID, decide, social_zalo
from zalosim import acts
from zalosim.server import Sim

OA = "2958416037745520183"
MINI = {"Origin": "https://h5.zdn.vn"}


@pytest.fixture(autouse=True)
def zalo(ctx: Flask) -> Iterator[Sim]:
    with social_zalo() as running:
        yield running


@pytest.fixture
def browser(ctx: Flask) -> Callable[[], FlaskClient]:
    return lambda: Browser(ctx, ctx.response_class, use_cookies=True)


@pytest.fixture
def client(browser: Callable[[], FlaskClient]) -> FlaskClient:
    return browser()


def _back(client: FlaskClient, decision: str = "approve") -> str:
    """Where Zalo sends whoever left with this browser; without the host."""
    way = Page(client.get("/dang-nhap/zalo")).links()["Tiếp tục với Zalo"]
    parts = urlsplit(decide(way, decision))
    return f"{parts.path}?{parts.query}"


def test_the_browser_that_left_is_signed_in_at_once(browser: Callable[[], FlaskClient]) -> None:
    operations.meet(OA, AN_ID, clock.now(), AN_BY_APP)
    client = browser()
    answer = client.get(_back(client))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/toi/")
    page = Page(client.get("/toi/"))
    assert "Nguyễn Văn An" in page.text()
    assert not page.has("form[action='/toi/ma']"), "joined to the chat already"


def test_another_cookie_jar_is_asked_and_then_signed_in(browser: Callable[[], FlaskClient]) -> None:
    left, other = browser(), browser()
    page = Page(other.get(_back(left)))
    assert "Nguyễn Văn An" in page.text()
    assert other.get_cookie("toi") is None
    data = {
        "csrf_token": page.attr("input[name=csrf_token]", "value"),
        "ticket": page.attr("input[name=ticket]", "value"),
    }
    assert other.post("/dang-nhap/zalo/tiep", data=data).headers["Location"] == "/toi/"
    assert "Tôi là ai ở đây" in Page(other.get("/toi/")).text()
    assert Page(other.post("/dang-nhap/zalo/tiep", data=data), status=422), "a ticket counts once"
    assert "Tôi là ai" not in left.get("/toi/").text


def test_a_way_back_counts_once(browser: Callable[[], FlaskClient]) -> None:
    client, thief = browser(), browser()
    way = _back(client)
    client.get(way)
    assert "đã hết hạn" in Page(thief.get(way), status=422).text()
    assert thief.get_cookie("toi") is None


@pytest.mark.parametrize("query", ["", "?state=x", "?code=abc&state=" + "s" * 22, "?state=" + "y" * 9000])
def test_made_up_ways_back_lead_to_the_start(browser: Callable[[], FlaskClient], query: str) -> None:
    page = Page(browser().get(f"/dang-nhap/zalo/ve{query}"), status=422)
    assert page.has("a.btn-main"), "the way to try again"


def test_who_declines_may_go_on_without(browser: Callable[[], FlaskClient]) -> None:
    client = browser()
    assert "Bạn chưa đồng ý ở Zalo" in Page(client.get(_back(client, "deny"))).text()


def test_a_zalo_that_is_away_says_that_it_is_not_the_citizen_s_fault(
    browser: Callable[[], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise SocialError(Why.AWAY)

    client = browser()
    way = _back(client)
    monkeypatch.setattr(social, "profile", away)
    assert "Lỗi không phải do bạn" in Page(client.get(way), status=503).text()


def test_the_cookie_is_for_this_host_alone(
    browser: Callable[[], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()
    way = _back(client)
    secure = settings.get().model_copy(update={"base_url": "https://tinh.example"})
    monkeypatch.setattr(settings, "get", lambda: secure)
    told = [h for h in client.get(way).headers.getlist("Set-Cookie") if "toi=" in h]
    assert len(told) == 1
    for part in ("__Host-toi=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in told[0]
    assert "Domain" not in told[0]


def test_signing_in_again_ends_the_session_before(browser: Callable[[], FlaskClient]) -> None:
    client = browser()
    client.get(_back(client))
    client.get(_back(client))
    ended = db.session.scalars(select(CitizenSession.ended_why).order_by(CitizenSession.created_at)).all()
    assert ended == ["replaced", None]


def _phone_code(zalo: Sim) -> tuple[str, str]:
    """What the Mini App's SDK would hold: An's access token and a one-use phone token."""
    with zalo.world.lock:
        grant = zalo.world.tokens.issue(zalo.world.clock.now_ms(), 3600, AN_ID)
    return grant.access, acts.phone_code(zalo.world, AN_ID)


def _mini(client: FlaskClient, access: str) -> dict[str, str]:
    told = client.post("/m/phien", data={"access_token": access}, headers=MINI)
    assert told.status_code == 200, told.text
    assert "Set-Cookie" not in told.headers
    return {**MINI, "Authorization": f"Bearer {told.get_json()['token']}", "HX-Request": "true"}


def test_the_mini_app_s_token_becomes_a_session_and_its_phone_is_verified(
    client: FlaskClient, zalo: Sim
) -> None:
    chat = operations.meet(OA, AN_ID, clock.now())
    access, code = _phone_code(zalo)
    headers = _mini(client, access)
    data = {"code": code, "access_token": access}
    page = Page(client.post("/m/toi/so-dien-thoai", data=data, headers=headers))
    assert page.all(".chip") == ["Đã xác minh"]
    phone = db.session.scalars(select(Phone)).one()
    assert (phone.citizen_id, phone.proof, phone.told_by) == (chat, Proof.VERIFIED, "mini_app")
    again = Page(client.post("/m/toi/so-dien-thoai", data=data, headers=headers), status=422)
    assert "Chưa xác nhận được" in again.text(), "the token counts once"


@pytest.mark.parametrize("token", ["", "nobody", "x" * 5000, "a\nb", "ô"])
def test_a_token_zalo_does_not_know_gives_no_session(client: FlaskClient, token: str) -> None:
    told = client.post("/m/phien", data={"access_token": token}, headers=MINI)
    assert told.status_code in (400, 401)
    assert db.session.scalars(select(CitizenSession.id)).all() == []


def test_another_site_gets_no_session(client: FlaskClient, zalo: Sim) -> None:
    access, _ = _phone_code(zalo)
    told = client.post("/m/phien", data={"access_token": access}, headers={"Origin": "https://la.example"})
    assert told.status_code == 403


def test_a_code_of_somebody_else_s_zalo_verifies_nothing(client: FlaskClient, zalo: Sim) -> None:
    access, _ = _phone_code(zalo)
    headers = _mini(client, access)
    for data in ({}, {"code": "x", "access_token": access}, {"code": "ô", "access_token": "ô"}):
        assert client.post("/m/toi/so-dien-thoai", data=data, headers=headers).status_code == 422
    assert db.session.scalars(select(Phone.id)).all() == []


def test_a_visitor_who_signs_in_without_the_chat_is_offered_to_join(
    browser: Callable[[], FlaskClient],
) -> None:
    client = browser()
    client.get(_back(client))
    page = Page(client.get("/toi/"))
    chat = operations.meet(OA, AN_ID, clock.now())
    token = page.attr("input[name=csrf_token]", "value") or form_token(client, "/toi/")
    code = Page(client.post("/toi/ma", data={"csrf_token": token})).text("output")
    assert operations.typed(code, chat)
    assert operations.agree_to_join(code, chat)
    cookie = client.get_cookie("toi")
    assert cookie is not None
    session = operations.resume(cookie.value, Surface.WEB)
    assert session is not None
    assert session.citizen_id == chat

"""What a person sees of themselves, what their switches do, and that nobody else reaches it."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.citizens import operations, queries
from portal.citizens.messages import NAMING_SMS
from portal.citizens.models import Citizen, CitizenSession, Consent, Proof, Purpose, Surface
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.notifications import operations as notifications
from portal.notifications.operations import Owed
from tests.desk import Browser, form_token
from tests.factories import make_dossier, make_person
from tests.page import Page
from tests.unit.notifications.conftest import Set, choose

__all__ = ["choose"]
NUMBER, OTHER = "+84912345678", "+84923456789"
Bearer = Callable[[uuid.UUID], dict[str, str]]


def post(client: FlaskClient, path: str, **data: str) -> TestResponse:
    return client.post(path, data={"csrf_token": form_token(client, "/toi/"), **data})


def switches(page: Page) -> list[bool]:
    return [node.attrs["aria-checked"] == "true" for node in page.find("#mine-consents button[role=switch]")]


def test_a_stranger_is_told_what_it_is_and_that_nothing_needs_it(client: FlaskClient) -> None:
    page = Page(client.get("/toi/"))
    assert "Không cần đăng nhập vẫn làm được" in page.text()
    assert page.links()["Đăng nhập bằng Zalo"] == "/dang-nhap/zalo"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "no-referrer"


def test_an_empty_person_has_an_empty_page(signed_in: FlaskClient) -> None:
    page = Page(signed_in.get("/toi/"))
    assert "chưa biết số điện thoại nào" in page.text("#mine-phones")
    assert "Chưa có hồ sơ nào" in page.text("#mine-dossiers")
    assert "Chưa có tin nhắn nào" in page.text("#mine-told")
    assert switches(page) == [False, False, False], "nothing is ticked beforehand"


def test_phones_are_masked_and_say_how_sure_we_are(signed_in: FlaskClient, person: uuid.UUID) -> None:
    operations.learn_phone(person, NUMBER, Proof.VERIFIED, "counter")
    operations.learn_phone(person, OTHER, Proof.CLAIMED, "zalo_submit_info")
    page = Page(signed_in.get("/toi/"))
    assert page.all("#mine-phones li b") == ["091***678", "092***789"]
    assert page.all("#mine-phones .chip") == ["Đã xác minh", "Chưa xác minh"]
    assert "912345" not in page.html


def test_sms_is_agreed_to_by_name_and_only_by_who_saw_it(signed_in: FlaskClient, choose: Set) -> None:
    post(signed_in, "/toi/dong-y", purpose="dossier_notify", on="1")
    assert "SMS" not in Page(signed_in.get("/toi/")).text("#mine-consents")
    choose(sms_url="https://sms.example/")
    text = Page(signed_in.get("/toi/")).text("#mine-consents")
    assert "Nhận cả tin nhắn SMS" in text
    assert "bằng tin nhắn SMS" not in text, "what they agreed to is what they saw"
    for _ in range(2):
        post(signed_in, "/toi/dong-y", purpose="dossier_notify", on="1")
    text = Page(signed_in.get("/toi/")).text("#mine-consents")
    assert "bằng tin nhắn SMS" in text
    assert "Nhận cả tin nhắn SMS" not in text
    rows = db.session.scalars(select(Consent).filter_by(withdrawn_at=None).order_by(Consent.given_at)).all()
    assert [row.text_version for row in rows] == ["toi-dossier-1", "toi-dossier-2"]
    assert "toi-dossier-2" in NAMING_SMS
    choose(sms_url="")
    assert "Nhận cả tin nhắn SMS" not in Page(signed_in.get("/toi/")).text("#mine-consents")


def test_a_switch_is_a_consent_that_can_be_proven(signed_in: FlaskClient, person: uuid.UUID) -> None:
    assert post(signed_in, "/toi/dong-y", purpose="news", on="1").status_code == 303
    given = db.session.scalars(select(Consent)).one()
    assert (given.purpose, given.text_version, given.channel) == (Purpose.NEWS, "toi-news-1", "web")
    session_id = db.session.scalars(select(CitizenSession.id)).one()
    assert given.evidence.startswith(f"citizen_session:{session_id}:")
    assert switches(Page(signed_in.get("/toi/"))) == [False, True, False]
    assert not queries.may_tell(person, Purpose.SURVEY, None), "one purpose is not another"


def test_off_and_on_again_are_three_acts_and_a_repeat_is_none(
    signed_in: FlaskClient, person: uuid.UUID
) -> None:
    for on in ("1", "1", "0", "0", "1"):
        post(signed_in, "/toi/dong-y", purpose="survey", on=on)
        assert queries.may_tell(person, Purpose.SURVEY, None) is (on == "1")
    rows = db.session.scalars(select(Consent).filter_by(purpose=Purpose.SURVEY)).all()
    assert sorted(row.text_version for row in rows) == ["toi-survey-1", "toi-survey-1", "withdrawal"]


def test_a_switch_comes_as_a_piece_that_is_the_page_s(signed_in: FlaskClient) -> None:
    token = form_token(signed_in, "/toi/")
    data = {"csrf_token": token, "purpose": "news", "on": "1"}
    piece = Page(signed_in.post("/toi/dong-y", data=data, headers={"HX-Request": "true"}))
    whole = Page(signed_in.get("/toi/"))
    assert not piece.is_whole
    assert piece.text("#mine-consents") == whole.text("#mine-consents")


@pytest.mark.parametrize("data", [{"purpose": "all", "on": "1"}, {"purpose": "news"}, {}])
def test_no_other_purpose_can_be_agreed_to(signed_in: FlaskClient, data: dict[str, str]) -> None:
    assert post(signed_in, "/toi/dong-y", **data).status_code == 422
    assert db.session.scalars(select(Consent)).all() == []


def test_everything_is_taken_back_at_once(signed_in: FlaskClient, person: uuid.UUID) -> None:
    dossier = make_dossier()
    dossiers.follow(dossier.id, person, "digits", "event-1")
    post(signed_in, "/toi/dong-y", purpose="news", on="1")
    assert post(signed_in, "/toi/rut-het").status_code == 303
    assert not any(queries.may_tell(person, purpose, None) for purpose in Purpose)
    assert not queries.may_tell(person, Purpose.DOSSIER_NOTIFY, dossier.id)


def test_dossiers_stand_with_their_status_and_their_switch(signed_in: FlaskClient, person: uuid.UUID) -> None:
    followed = make_dossier(SoDienThoai=OTHER)
    mine, _ = make_dossier(SoDienThoai=NUMBER), make_dossier(SoDienThoai=OTHER)
    dossiers.follow(followed.id, person, "digits", "event-1")
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    page = Page(signed_in.get("/toi/"))
    assert set(page.all("#mine-dossiers a.code")) == {followed.code, mine.code}
    assert set(page.all("#mine-dossiers .chip")) == {"Được tiếp nhận"}
    post(signed_in, f"/toi/ho-so/{followed.id}/tin", on="0")
    post(signed_in, f"/toi/ho-so/{mine.id}/tin", on="1")
    told = {code.id: queries.may_tell(person, Purpose.DOSSIER_NOTIFY, code.id) for code in (followed, mine)}
    assert told == {followed.id: False, mine.id: True}


def test_a_dossier_of_the_list_opens_and_a_stranger_s_does_not(
    signed_in: FlaskClient, person: uuid.UUID
) -> None:
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    mine, other = make_dossier(SoDienThoai=NUMBER), make_dossier(SoDienThoai=OTHER)
    assert mine.code in Page(signed_in.get(f"/toi/ho-so/{mine.id}/")).text()
    for path in (f"/toi/ho-so/{other.id}/", f"/toi/ho-so/{uuid.uuid4()}/"):
        assert signed_in.get(path).status_code == 404
    assert post(signed_in, f"/toi/ho-so/{other.id}/tin", on="1").status_code == 404
    assert not queries.may_tell(person, Purpose.DOSSIER_NOTIFY, other.id)


def test_a_private_field_is_not_named_and_waits_for_a_tap(signed_in: FlaskClient, person: uuid.UUID) -> None:
    operations.learn_phone(person, NUMBER, Proof.CLAIMED, "zalo_submit_info")
    private = make_dossier(SoDienThoai=NUMBER, TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký kết hôn")
    assert "kết hôn" not in Page(signed_in.get("/toi/")).text()
    assert "kết hôn" not in Page(signed_in.get(f"/toi/ho-so/{private.id}/")).text()
    assert "kết hôn" in Page(signed_in.post(f"/toi/ho-so/{private.id}/")).text()


def test_the_last_messages_are_there_and_a_long_one_stays_whole(
    signed_in: FlaskClient, person: uuid.UUID
) -> None:
    for n in range(7):
        params = {"text": f"Tin {n}: <b>{'rất dài ' * 100}</b>"}
        notifications.notify(
            [Owed(person, "chat_reply", "inbox_event", uuid.uuid4(), 1, params, consent=None)]
        )
    page = Page(signed_in.get("/toi/"))
    assert len(page.find("#mine-told details")) == 5
    assert "Tin 6: <b>rất dài" in page.text("#mine-told")


def test_erasing_needs_the_box_and_leaves_nobody_signed_in(signed_in: FlaskClient, person: uuid.UUID) -> None:
    other = operations.begin(person, Surface.WEB, "zalo", "Chrome, Windows")
    refused = Page(post(signed_in, "/toi/xoa"), status=422)
    assert "Xin đánh dấu" in refused.text()
    done = post(signed_in, "/toi/xoa", sure="y")
    assert "Đã xóa dữ liệu của bạn" in Page(done).text("h1")
    assert "toi=;" in done.headers["Set-Cookie"]
    assert operations.resume(other, Surface.WEB) is None
    gone = db.session.get_one(Citizen, person)
    assert (gone.erased_how, queries.address(person, "2958416037745520183")) == ("page", None)
    assert Page(signed_in.get("/toi/")).text("h1") == "Trang của tôi"


def test_signing_out_ends_the_row_here_or_everywhere(
    ctx: Flask, signed_in: FlaskClient, person: uuid.UUID
) -> None:
    other = operations.begin(person, Surface.WEB, "zalo", "Chrome, Windows")
    cookie = signed_in.get_cookie("toi")
    assert cookie is not None
    assert post(signed_in, "/toi/dang-xuat").headers["Location"] == "/toi/"
    assert operations.resume(cookie.value, Surface.WEB) is None, "the cookie is worth nothing any more"
    assert operations.resume(other, Surface.WEB)
    signed_in.set_cookie("toi", other)
    third = operations.begin(person, Surface.MINI, "mini_app", "Zalo Mini App")
    post(signed_in, "/toi/dang-xuat", o="moi-noi")
    assert operations.resume(third, Surface.MINI) is None


def test_without_anybody_signed_in_every_act_leads_to_the_start(client: FlaskClient) -> None:
    for path in ("dong-y", "rut-het", "xoa", "so-dien-thoai", f"ho-so/{uuid.uuid4()}/tin"):
        answer = post(client, f"/toi/{path}", sure="y", purpose="news", on="1")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/toi/"), path


def test_an_old_form_shows_the_page_again_with_a_new_token(signed_in: FlaskClient) -> None:
    answer = signed_in.post("/toi/dong-y", data={"purpose": "news", "on": "1"})
    assert answer.status_code == 422
    assert answer.headers["X-Form-Token"] == "stale"
    assert db.session.scalars(select(Consent)).all() == []


def test_a_code_is_shown_once_and_signs_this_browser_in(ctx: Flask, person: uuid.UUID) -> None:
    browser = Browser(ctx, ctx.response_class, use_cookies=True)
    page = Page(post(browser, "/toi/ma"))
    code = page.text("output")
    waiting = browser.get_cookie("toi")
    assert "Đang chờ" in page.text("#mine-waiting")
    assert operations.typed(code, person)
    assert operations.agree_to_join(code, person)
    on = browser.get("/toi/ma/cho", headers={"HX-Request": "true"})
    assert (on.status_code, on.headers["HX-Redirect"]) == (204, "/toi/")
    known = browser.get_cookie("toi")
    assert known is not None
    assert waiting is not None
    assert known.value != waiting.value, "another token with the person (R20)"
    assert "Tôi là ai ở đây" in Page(browser.get("/toi/")).text()


def test_codes_are_not_handed_out_without_end(client: FlaskClient) -> None:
    seen = [post(client, "/toi/ma").status_code for _ in range(21)]
    assert (seen[0], seen[-1]) == (200, 429)


def test_the_mini_app_asks_with_a_bearer_and_gets_no_cookie(
    client: FlaskClient, person: uuid.UUID, bearer: Bearer
) -> None:
    headers = bearer(person)
    page = Page(client.get("/m/toi/", headers=headers))
    assert not page.is_whole
    assert "csrf_token" not in page.html
    on = client.post("/m/toi/dong-y", data={"purpose": "news", "on": "1"}, headers=headers)
    assert switches(Page(on)) == [False, True, False]
    assert db.session.scalars(select(Consent.channel)).one() == "mini_app"
    for answer in (page.response, on, client.post("/m/toi/rut-het", headers=headers)):
        assert "Set-Cookie" not in answer.headers
        assert answer.status_code == 200
    assert client.post("/m/toi/dong-y", headers={"Origin": "https://h5.zdn.vn"}).status_code == 401


def test_a_bearer_is_no_cookie_and_a_cookie_no_bearer(
    client: FlaskClient, signed_in: FlaskClient, person: uuid.UUID, bearer: Bearer
) -> None:
    assert "Tôi là ai" not in client.get("/toi/", headers=bearer(person)).text
    assert "Tôi là ai" not in signed_in.get("/m/toi/").text


def test_a_session_that_is_over_shows_a_stranger_s_page(signed_in: FlaskClient) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(minutes=61)):
        assert "Không cần đăng nhập" in Page(signed_in.get("/toi/")).text()


def test_another_person_s_things_are_not_on_the_page(signed_in: FlaskClient) -> None:
    make_person(OTHER, agreed=True)
    page = Page(signed_in.get("/toi/"))
    assert "789" not in page.text("#mine-phones")
    assert switches(page) == [False, False, False]

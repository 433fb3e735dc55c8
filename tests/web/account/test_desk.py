"""The account's page: what staff see of it, who may change what, and what each change does."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.account import jobs
from portal.account.models import FollowerRun, RunState
from portal.account.operations import following, reading
from portal.core import queue
from portal.core.db import db
from portal.notifications import channel
from portal.staff.models import AuditRow, Role
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Known
from tests.desk import form_token, sign_in
from tests.factories import make_staff
from tests.page import Page
from zalosim.server import Sim

AT = "/desk/zalo/"


@pytest.fixture
def desk(ctx: Flask, client: FlaskClient) -> FlaskClient:
    assert sign_in(client, make_staff(Role.ADMIN)) == 303
    return client


def post(desk: FlaskClient, path: str, htmx: bool = False, **data: str) -> Page | str:
    answer = desk.post(
        AT + path,
        data={"csrf_token": form_token(desk, "/desk/password"), **data},
        headers={"HX-Request": "true"} if htmx else {},
    )
    if answer.status_code == 303:
        return str(answer.headers["Location"])
    return Page(answer, status=None)


def test_before_anything_is_known_the_page_says_so(desk: FlaskClient) -> None:
    page = Page(desk.get(AT))
    assert "Chưa đọc được thông tin trang" in page.text("main")
    assert page.all("td .chip").count("Chưa biết") == len(Ability)
    assert "chưa đọc được" in page.text("#account-followers")


def test_what_zalo_told_is_shown(desk: FlaskClient, sim: Sim) -> None:
    sim.configure(oa_type=4, message_quota=700)
    sim.followers(3)
    reading.read()
    text = Page(desk.get(AT)).text("main")
    for told in ("Cơ quan nhà nước", "bản 2", "700", "300101", "Chưa biết 3"):
        assert told in text


def test_articles_only_is_said_in_words(desk: FlaskClient) -> None:
    for name in abilities.SENDING:
        abilities.learn(name, Known.NO, -235)
    page = Page(desk.get(AT))
    assert "không gửi được tin cho từng người" in page.text(".alert-danger")
    assert "chỉ đăng bài" in page.text(".alert-danger")


def test_a_failed_reading_is_told_with_its_next_step(desk: FlaskClient, sim: Sim) -> None:
    sim.faults([{"what": "error", "error": -221, "endpoint": "/v2.0/oa/getoa"}])
    reading.read()
    text = Page(desk.get(AT)).text(".alert-warn")
    assert "cần được xác thực" in text
    assert "oa.zalo.me" in text


def test_an_ability_by_hand(desk: FlaskClient) -> None:
    assert post(desk, "kha-nang", name="send_v3", state="no") == AT
    assert channel.state().send_version == 2
    assert "do quản trị đặt" in Page(desk.get(AT)).text("main")
    assert post(desk, "kha-nang", name="send_v3", state="auto") == AT
    assert abilities.all_of()[Ability.SEND_V3].state is Known.UNKNOWN
    db.session.rollback()
    assert "oa.ability" in db.session.scalars(select(AuditRow.act)).all()


def test_what_is_no_ability_or_no_state(desk: FlaskClient) -> None:
    for name, state in (("nothing", "no"), ("send_v3", "maybe"), ("", "")):
        page = post(desk, "kha-nang", name=name, state=state)
        assert isinstance(page, Page)
        assert page.status == 422
        assert page.has(".alert-danger")


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("x", 422), ("-1", 422), ("10000001", 422)])
def test_a_cap_that_is_none(desk: FlaskClient, typed: str, status: int) -> None:
    page = post(desk, "han-muc", count=typed)
    assert isinstance(page, Page)
    assert page.status == status
    assert page.has(".alert-danger")


def test_a_cap(desk: FlaskClient) -> None:
    assert post(desk, "han-muc", count="500") == AT
    assert "500" in Page(desk.get(AT)).text("main")
    assert channel.state().daily_cap == 500


def test_asking_zalo_again_is_a_job(desk: FlaskClient) -> None:
    assert post(desk, "doc-lai") == AT
    assert queue.depth() == 1


def test_reading_followers_from_the_page(desk: FlaskClient, sim: Sim) -> None:
    sim.followers(60)
    page = post(desk, "nguoi-quan-tam/doc", htmx=True)
    assert isinstance(page, Page)
    assert "Đang đọc" in page.text()
    assert page.attr("#account-followers", "hx-trigger") == "every 5s"
    (run_id,) = following.due()
    assert queue.depth() == 1
    page = post(desk, f"nguoi-quan-tam/{run_id}/tam-dung", htmx=True)
    assert isinstance(page, Page)
    assert "Tạm dừng" in page.text()
    assert page.attr("#account-followers", "hx-trigger") == ""
    assert post(desk, f"nguoi-quan-tam/{run_id}/tiep-tuc") == AT
    while jobs.follow(str(run_id)):
        pass
    shown = Page(desk.get(AT + "nguoi-quan-tam", headers={"HX-Request": "true"}))
    assert "Đã đọc xong" in shown.text()
    assert "60 / 60 (100%)" in shown.text()
    assert db.session.scalars(select(FollowerRun.state)).all() == [RunState.DONE]


def test_a_second_reading_is_refused_in_words(desk: FlaskClient) -> None:
    post(desk, "nguoi-quan-tam/doc")
    assert post(desk, "nguoi-quan-tam/doc") == AT
    assert "chưa xong" in Page(desk.get(AT)).text("main")


def test_an_officer_sees_and_changes_nothing(ctx: Flask, client: FlaskClient) -> None:
    sign_in(client, make_staff(Role.OFFICER))
    page = Page(client.get(AT))
    assert not page.has("main form")
    token = {"csrf_token": form_token(client, "/desk/password")}
    for path in ("doc-lai", "han-muc", "kha-nang", "nguoi-quan-tam/doc"):
        assert client.post(AT + path, data=token).status_code == 403


def test_every_code_with_its_next_step(desk: FlaskClient) -> None:
    text = Page(desk.get(AT + "ma-loi/")).text("main")
    for told in ("-216", "-14014", "-141", "452", "Mã truy cập", "Đổi địa chỉ gọi"):
        assert told in text

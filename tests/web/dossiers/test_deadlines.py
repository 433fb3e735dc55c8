"""Days on the page, in the chat and at the desk: what is left, what is ours, who may hold an apology."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import VIETNAM
from portal.core.db import db
from portal.dossiers import messages, queries
from portal.dossiers import operations as dossiers
from portal.dossiers.deadlines import operations
from portal.dossiers.models import Dossier
from portal.dossiers.queries import Viewer
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.page import Page


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("02/07/2026 09:00"), tick=False) as machine:
        yield machine


def page_of(client: FlaskClient, dossier: Dossier) -> str:
    return Page(client.post("/ho-so/", data={"code": dossier.code})).text("#dossiers-result")


def chat(dossier: Dossier) -> str:
    view = queries.view(dossier.code, Viewer())
    assert view is not None
    return messages.as_text(view)


def move(dossier: Dossier, status: str, moment: str) -> None:
    record = {"MaHoSo": dossier.code, "TrangThaiHoSo": status, "ThoiDiem": f"{at(moment):%Y%m%d%H%M%S}"}
    dossiers.record_changes("demo", uuid.uuid4().hex, [record])


def test_working_days_left_are_told_and_named_ours(client: FlaskClient) -> None:
    made = make_dossier()
    said = page_of(client, made)
    assert "Ngày hẹn trả 06/07/2026" in said
    assert "Thời gian còn lại, do hệ thống tự tính 2 ngày làm việc" in said
    assert "Thời gian còn lại (hệ thống tự tính): 2 ngày làm việc" in chat(made)


def test_on_the_day_and_after_it(client: FlaskClient, clock: time_machine.Traveller) -> None:
    made = make_dossier()
    clock.move_to(at("06/07/2026 09:00"), tick=False)
    assert "hết trong ngày hôm nay" in page_of(client, made)
    clock.move_to(at("08/07/2026 09:00"), tick=False)
    said = page_of(client, made)
    assert "đã quá hẹn 2 ngày làm việc" in said
    assert "Hồ sơ đã quá ngày hẹn." in said
    assert "còn lại" not in chat(made)


def test_on_the_holiday_after_its_day_it_is_late_and_not_due_today(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    made = make_dossier(NgayHenTra="20260703170000")  # a Friday
    clock.move_to(at("04/07/2026 09:00"), tick=False)
    assert "vừa quá hẹn" in page_of(client, made)
    assert "hết trong ngày hôm nay" not in page_of(client, made) + chat(made)
    clock.move_to(at("03/07/2026 18:00"), tick=False)  # the hour is over
    assert "vừa quá hẹn" in page_of(client, made)


def test_while_it_waits_no_days_are_counted_and_afterwards_the_day_is_expected(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    made = make_dossier()
    move(made, "5", "02/07/2026 07:30")
    said = page_of(client, made)
    assert "Thời hạn đang tạm dừng" in said
    assert "Thời gian còn lại" not in said
    clock.move_to(at("07/07/2026 09:00"), tick=False)
    move(made, "4", "07/07/2026 07:30")
    said = page_of(client, made)
    assert "Ngày hẹn trả 06/07/2026" in said
    assert "Dự kiến, do hệ thống tự tính 09/07/2026" in said
    assert "quá ngày hẹn" not in said
    assert "Dự kiến (hệ thống tự tính, đã cộng thời gian chờ ông/bà): 09/07/2026" in chat(made)


def test_without_a_day_and_when_it_is_over_nothing_is_counted(client: FlaskClient) -> None:
    open_end, over = make_dossier(NgayHenTra=None), make_dossier(TrangThaiHoSo="9")
    assert "chưa có ngày hẹn" in page_of(client, open_end)
    for made in (open_end, over):
        assert "còn lại" not in page_of(client, made)


def test_the_new_day_of_an_apology_is_told_everywhere(
    client: FlaskClient, clock: time_machine.Traveller
) -> None:
    dossier_id = make_dossier().id
    clock.move_to(at("07/07/2026 08:00"), tick=False)
    assert operations.apologise(budget=60) == 1
    made = db.session.get_one(Dossier, dossier_id)
    said = page_of(client, made)
    assert "Ngày hẹn trả 06/07/2026" in said
    assert "Ngày hẹn mới, theo văn bản xin lỗi 14/07/2026" in said
    assert "Hẹn 14/07/2026" in said
    assert "quá ngày hẹn" not in said
    assert "Ngày hẹn mới, theo văn bản xin lỗi: 14/07/2026" in chat(made)
    link = dossiers.make_link(made.id, "message")
    for surface in (f"/h/{link}", f"/m/h/{link}"):
        shown = Page(client.get(surface, follow_redirects=True))
        assert "14/07/2026" in shown.text("main" if shown.is_whole else "body")
        assert any(href.endswith("/giay/xin-loi-20260706.pdf") for href in shown.links().values())


@pytest.fixture
def desk(ctx: Flask) -> FlaskClient:
    return Browser(ctx, ctx.response_class, use_cookies=True)


def held(
    desk: FlaskClient, dossier_id: uuid.UUID, reason: str = "Kết quả đang được ký", do: str = "giu"
) -> int:
    data = {"csrf_token": form_token(desk, "/desk/qua-han/"), "due_on": "2026-07-06", "reason": reason}
    return desk.post(f"/desk/qua-han/{dossier_id}/{do}", data=data).status_code


def test_an_officer_sees_their_own_office_alone(desk: FlaskClient, clock: time_machine.Traveller) -> None:
    office = make_office(name="UBND phường Long An")
    mine, other = make_dossier().code, make_dossier(DonViXuLy="Nơi khác").code
    username = make_staff(Role.OFFICER, office_id=office)
    assert sign_in(desk, username) == 303
    soon = Page(desk.get("/desk/qua-han/?loc=sap-den"))
    assert mine in soon.text("table")
    assert other not in soon.text()
    assert "Sắp đến hạn (1)" in soon.text(".tabs")
    late = Page(desk.get("/desk/qua-han/"))
    assert "Không có hồ sơ nào quá hạn" in late.text()


def test_holding_and_releasing_at_the_desk(desk: FlaskClient, clock: time_machine.Traveller) -> None:
    office = make_office(name="UBND phường Long An")
    dossier_id, other_id = make_dossier().id, make_dossier(DonViXuLy="Nơi khác").id
    clock.move_to(at("06/07/2026 20:00"), tick=False)
    assert sign_in(desk, make_staff(Role.OFFICER, office_id=office)) == 303
    clock.move_to(at("07/07/2026 07:00"), tick=False)
    assert sign_in(desk, make_staff(Role.OFFICER, office_id=office)) in {302, 303}
    page = Page(desk.get("/desk/qua-han/"))
    assert "Sẽ lập lúc 08:00 07/07/2026" in page.text("table")
    assert held(desk, other_id) == 404
    short = {"csrf_token": form_token(desk, "/desk/qua-han/"), "due_on": "2026-07-06", "reason": "ngắn"}
    refused = Page(desk.post(f"/desk/qua-han/{dossier_id}/giu", data=short), status=422)
    assert "lý do cần từ 10" in refused.text()
    assert refused.attr(f"#reason-{dossier_id}", "value") == "ngắn"  # nothing typed is lost
    assert held(desk, dossier_id) == 303
    page = Page(desk.get("/desk/qua-han/"))
    assert "Đang giữ" in page.text("table")
    assert "Kết quả đang được ký" in page.text("table")
    clock.move_to(at("07/07/2026 08:00"), tick=False)
    assert operations.apologise(budget=60) == 1  # the other office's alone
    assert sign_in(desk, make_staff(Role.OFFICER, office_id=office)) in {302, 303}
    assert held(desk, dossier_id, do="bo-giu") == 303
    assert operations.apologise(budget=60) == 1
    assert held(desk, dossier_id) == 303
    assert "đã được gửi" in Page(desk.get("/desk/qua-han/")).text()


def test_a_leader_may_not_look_and_a_hold_needs_the_token(desk: FlaskClient) -> None:
    dossier_id = make_dossier().id
    assert sign_in(desk, make_staff(Role.LEADER)) == 303
    assert desk.get("/desk/qua-han/").status_code == 403
    assert desk.post(f"/desk/qua-han/{dossier_id}/giu", data={}).status_code in {400, 403}


def test_the_mornings_digest_stands_on_the_desk(desk: FlaskClient) -> None:
    office = make_office(name="UBND phường Long An")
    make_dossier()
    assert operations.warn() == 1
    assert sign_in(desk, make_staff(Role.OFFICER, office_id=office)) == 303
    assert "02/07/2026 1 0" in Page(desk.get("/desk/qua-han/")).text("table.rows")

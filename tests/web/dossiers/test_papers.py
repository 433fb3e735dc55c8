"""A dossier's papers by its link: on the web after it was opened, in the Mini App by the link itself."""

import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import Dossier
from portal.dossiers.papers.models import Paper
from portal.staff.models import AuditRow, Role
from tests.desk import Browser, sign_in
from tests.factories import make_dossier, make_office, make_staff
from tests.page import Page

ASKED = [{"NoiDungBoSung": "Thiếu sổ đỏ", "NgayBoSung": "20260703080000", "DanhSachGiayToBoSung": ["Sổ đỏ"]}]


def opened(client: FlaskClient, **over: Any) -> tuple[Dossier, str, Page]:
    """A dossier whose link this browser has opened: itself, its token, its page."""
    made = make_dossier(**over)
    token = operations.make_link(made.id, "message")
    return made, token, Page(client.get(f"/h/{token}", follow_redirects=True))


def papers(page: Page) -> dict[str, str]:
    return {text: href for text, href in page.links().items() if href.endswith(".pdf")}


def test_the_page_offers_the_receipt_and_it_opens(client: FlaskClient) -> None:
    made, _, page = opened(client)
    [(title, href)] = papers(page).items()
    assert title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert href == f"/ho-so/xem/{made.id}/giay/tiep-nhan-1.pdf"
    answer = client.get(href)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'inline; filename="tiep-nhan-1-2026.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(href).data == answer.data


def test_another_browser_and_another_dossier_open_nothing(client: FlaskClient, ctx: Flask) -> None:
    _, _, page = opened(client)
    other = make_dossier()
    [href] = papers(page).values()
    assert ctx.test_client().get(href).status_code == 404
    assert client.get(f"/ho-so/xem/{other.id}/giay/tiep-nhan-1.pdf").status_code == 404
    for ref in ("tiep-nhan-9", "bo-sung-1", "xin-loi-20260706", "xin-loi-", "x" * 300):
        assert client.get(href.replace("tiep-nhan-1", ref)).status_code == 404
    assert db.session.scalars(select(Paper.number)).all() == []


def test_a_revoked_link_opens_no_paper(client: FlaskClient) -> None:
    _, token, _ = opened(client)
    assert client.get(f"/h/{token}/giay/tiep-nhan-1.pdf").status_code == 200
    operations.revoke_link(token)
    assert client.get(f"/h/{token}/giay/tiep-nhan-1.pdf").status_code == 404
    assert client.get(f"/h/{uuid.uuid4().hex}/giay/tiep-nhan-1.pdf").status_code == 404


def test_the_mini_app_gets_whole_addresses_with_the_link(client: FlaskClient) -> None:
    made = make_dossier(TrangThaiHoSo="5", DanhSachHoSoBoSung=ASKED)
    token = operations.make_link(made.id, "message")
    page = Page(client.get(f"/m/h/{token}"))
    [href] = [href for title, href in papers(page).items() if title.startswith("Phiếu yêu cầu bổ sung")]
    assert re.fullmatch(rf"http://127\.0\.0\.1:8000/h/{token}/giay/bo-sung-1\.pdf", href)
    assert client.get(href.removeprefix("http://127.0.0.1:8000")).data.startswith(b"%PDF-")


def test_a_sensitive_dossier_offers_papers_after_the_tap(client: FlaskClient) -> None:
    made, _, page = opened(client, TenLinhVuc="Hộ tịch")
    assert papers(page) == {}
    after = Page(client.post(f"/ho-so/xem/{made.id}/"))
    assert papers(after)


def test_a_code_alone_offers_no_papers(client: FlaskClient) -> None:
    made = make_dossier()
    assert papers(Page(client.post("/ho-so/", data={"code": made.code}))) == {}


def test_one_browser_prints_only_so_many(client: FlaskClient) -> None:
    _, token, _ = opened(client)
    answers = [client.get(f"/h/{token}/giay/tiep-nhan-1.pdf").status_code for _ in range(22)]
    assert answers[:20] == [200] * 20
    assert set(answers[20:]) == {429}


@pytest.fixture
def desk(ctx: Flask) -> FlaskClient:
    return Browser(ctx, ctx.response_class, use_cookies=True)


def test_the_counter_prints_full_names_in_its_own_office_and_it_is_noted(desk: FlaskClient) -> None:
    office = make_office(name="UBND phường Long An")
    mine, other = make_dossier(), make_dossier(DonViXuLy="Nơi khác")
    ours, theirs = mine.id, other.id
    assert sign_in(desk, make_staff(Role.OFFICER, office_id=office)) == 303
    answer = desk.get(f"/desk/qua-han/{ours}/giay/tiep-nhan-1.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert desk.get(f"/desk/qua-han/{theirs}/giay/tiep-nhan-1.pdf").status_code == 404
    assert desk.get(f"/desk/qua-han/{ours}/giay/tiep-nhan-7.pdf").status_code == 404
    assert db.session.scalars(select(AuditRow.act).filter_by(act="paper.open")).all() == ["paper.open"]

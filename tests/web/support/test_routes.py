"""The Support tab and the small print."""

import datetime as dt

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import clock, kept
from portal.core.db import db
from portal.places.models import WorkingDayOverride
from portal.support import operations
from tests.factories import keep, make_office
from tests.page import Page

MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)  # 09:00 in Vietnam


@pytest.fixture(autouse=True)
def _nothing_from_before() -> None:
    kept.shelf.clear()


def chip(client: FlaskClient) -> str:
    kept.shelf.clear()
    return Page(client.get("/ho-tro/")).text(".grid .chip")


def test_an_empty_province_still_helps(client: FlaskClient) -> None:
    page = Page(client.get("/ho-tro/"))
    assert page.attr("a.btn-main", "href") == "tel:1022"
    assert page.attr("img.qr", "src") == "/qrcode/zalo-qrcode.svg"
    assert page.attr("img.qr", "alt")


def test_numbers_dial_when_tapped(client: FlaskClient) -> None:
    operations.load_basics()
    operations.add_hotline(topic="Điện", number="0276 0000 101", unit="Điện lực", hours="24/24")
    links = Page(client.get("/ho-tro/")).links()
    assert links["0276 0000 101"] == "tel:02760000101"
    assert links["115"] == "tel:115"


def test_offices_say_whether_they_are_open(client: FlaskClient) -> None:
    make_office(name="Trung tâm thử", address="Số 1", phone="0276 0000 001")
    with time_machine.travel(MONDAY, tick=False) as watch:
        assert chip(client) == "Đang mở cửa, đến 11:30"
        watch.shift(dt.timedelta(hours=3))
        assert chip(client) == "Đang nghỉ, mở lại lúc 13:30 hôm nay"
        watch.shift(dt.timedelta(hours=22))
        assert chip(client) == "Nghỉ lễ (Ngày Văn hóa Việt Nam), mở lại lúc 07:30 thứ Tư, 25/11/2026"
        keep(WorkingDayOverride(date=clock.today(), is_working=True, note="thử", source="thử"))
        assert chip(client) == "Đang mở cửa, đến 11:30"
    db.session.rollback()


def test_an_office_that_is_not_public_is_not_shown(client: FlaskClient) -> None:
    make_office(name="Phòng nội bộ", is_public=False)
    assert "Phòng nội bộ" not in Page(client.get("/ho-tro/")).text()


def test_hours_of_equal_days_are_told_together(client: FlaskClient) -> None:
    make_office()
    kept.shelf.clear()
    facts = Page(client.get("/ho-tro/")).text(".grid dl")
    assert facts == "Thứ Hai đến thứ Sáu 07:30–11:30; 13:30–17:00 Thứ Bảy đến Chủ nhật Nghỉ"


def test_how_tos_are_there(client: FlaskClient) -> None:
    operations.load_basics()
    page = Page(client.get("/ho-tro/"))
    assert "Cách tra cứu hồ sơ" in page.all("details summary span")
    assert page.has("details#quan-tam-oa ol")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/quyen-rieng-tu/", "91/2025/QH15"),
        ("/dieu-khoan/", "không nhận hồ sơ"),
        ("/tro-nang/", "WCAG 2.1"),
    ],
)
def test_the_small_print_says_what_it_must(client: FlaskClient, path: str, says: str) -> None:
    for prefix in ("", "/m"):
        page = Page(client.get(prefix + path))
        assert says in page.text()
    assert Page(client.get("/tro-nang/")).has("#hien-thi")

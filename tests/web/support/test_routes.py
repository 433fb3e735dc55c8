"""The Support tab and the small print."""

import datetime as dt

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock, documents, kept
from portal.core.db import db
from portal.places import openings
from portal.places.models import WorkingDayOverride
from portal.support import operations
from portal.support.models import Hotline
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


def test_a_number_says_whether_somebody_answers_now(client: FlaskClient) -> None:
    for n, hours in enumerate(
        ("Thứ Hai đến thứ Sáu 7:30-11:30, 13:30-17:00", "24/24", "Giờ hành chính", "?")
    ):
        operations.add_hotline(topic=f"Số {n}", number=f"0276 000 {n}", unit="Thử", hours=hours, place=n)
    noon = dt.datetime(2026, 11, 23, 4, 45, tzinfo=dt.UTC)  # 11:45 of a working day
    with time_machine.travel(noon, tick=False) as watch:
        assert _states(client) == ["Đang nghỉ, mở lại lúc 13:30 hôm nay", "Luôn có người trực"] + [
            "Đang nghỉ, mở lại lúc 13:30 hôm nay"
        ]
        watch.shift(dt.timedelta(hours=2))
        assert _states(client)[0] == "Đang trực, đến 17:00"
        watch.shift(dt.timedelta(days=1))
        holiday = "Nghỉ lễ (Ngày Văn hóa Việt Nam), mở lại lúc 07:30 thứ Tư, 25/11/2026"
        assert _states(client) == [holiday, "Luôn có người trực", holiday]
    db.session.rollback()


def _states(client: FlaskClient) -> list[str]:
    kept.shelf.clear()
    return Page(client.get("/ho-tro/")).all("dl .chip")


def test_offices_and_numbers_have_a_page_a_way_there_and_posters(client: FlaskClient) -> None:
    named = make_office(name="Trung tâm A & B", address="Số 1, đường Ví Dụ")
    placed = make_office(name="Trung tâm C", latitude=10.5354321, longitude=106.4)
    make_office(name="Trung tâm D")
    operations.add_hotline(topic="Điện", number="0276 0000 101", unit="Điện lực", hours="24/24")
    cards = Page(client.get("/ho-tro/"))
    maps = [node.attrs["href"] for node in cards.find(".grid a[data-zmp=web]")]
    assert maps == [
        openings.MAP
        + "api=1&query=Trung+t%C3%A2m+A+%26+B%2C+S%E1%BB%91+1%2C+%C4%91%C6%B0%E1%BB%9Dng+V%C3%AD+D%E1%BB%A5",
        openings.MAP + "api=1&query=10.535432%2C106.400000",
    ]
    line = db.session.scalars(select(Hotline)).one()
    for at in (f"/ho-tro/noi/{named}/", f"/ho-tro/noi/{placed}/", f"/ho-tro/so/{line.id}/"):
        assert cards.find(f'main a[href="{at}"]')
        assert Page(client.get(at)).find(f'main a[href="{at}to-dan.pdf?kho=a6"]')
        sheets = [client.get(f"{at}to-dan.pdf?kho={size}") for size in documents.SIZES]
        assert [sheet.content_type for sheet in sheets] == ["application/pdf"] * 2
        assert sheets[0].data != sheets[1].data
        assert client.get(f"{at}to-dan.pdf?kho=a0").status_code == 404
    hidden = make_office(name="Phòng nội bộ", is_public=False)
    for gone in (
        f"/ho-tro/noi/{hidden}/",
        f"/ho-tro/noi/{line.id}/to-dan.pdf",
        f"/ho-tro/so/{hidden}/",
    ):
        assert client.get(gone).status_code == 404

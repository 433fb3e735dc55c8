"""One box over everything: groups, places of before, what is hidden, words nobody should find."""

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock, kept
from portal.core.finding import keeping
from portal.finding import joint
from portal.news import operations as publishing
from portal.news.models import Announcement, Category, Kind
from portal.places import operations as places
from portal.support import operations as support
from tests import stock
from tests.factories import keep, make_news, make_office, make_procedure
from tests.page import Page
from tests.sheets import csv
from tests.tables import make_live

HOUR = dt.timedelta(hours=1)
POWER = csv(
    "Ngày,Xã phường,Từ giờ,Đến giờ,Khu vực ảnh hưởng,Lý do,Trạng thái,Điện lực",
    "25/11/2026,Xã Trà Vong,07:30,11:30,Ấp Gò Đá,Bảo trì,Theo kế hoạch,Tân Biên",
    "26/11/2026,Phường Long An,07:30,11:30,Đường Nguyễn Huệ,Bảo trì,Theo kế hoạch,Tân An",
)


@pytest.fixture
def stocked(ctx: Flask) -> Flask:
    """A little of everything."""
    stock.fill("units", places.import_units)
    make_procedure(code="1.001193", name="Thủ tục đăng ký khai sinh")
    make_procedure(name="Đăng ký khai sinh của tỉnh khác", local_to="Quảng Bình")
    make_news(title="Mở điểm đăng ký khai sinh lưu động", body="<p>Tại nhà văn hóa <b>ấp Bình</b> Đông.</p>")
    make_news(title="Thông báo xã Trà Vong đổi giờ làm việc")
    make_news(
        title="Khai sinh của năm trước", published_at=clock.now() - 2 * HOUR, expires_at=clock.now() - HOUR
    )
    make_news(title="Khai sinh ngày mai", published_at=clock.now() + 24 * HOUR)
    make_live(kind="power_cut", raw=POWER)
    make_office(name="Trung tâm Phục vụ hành chính công xã Trà Vong", address="12 đường Trần Phú")
    support.put_guide(slug="tra-cuu", title="Cách tra cứu hồ sơ", steps=["Mở trang", "Gõ mã trên giấy hẹn"])
    support.add_hotline(
        topic="Công an: trật tự, an ninh khẩn cấp", number="113", unit="Công an", hours="24/24"
    )
    support.add_hotline(topic="Cấp cứu y tế", number="115", unit="Bộ Y tế", hours="24/24")
    keeping.forget_all()
    kept.shelf.clear()
    return ctx


def found(text: str) -> dict[str, list[str]]:
    """Titles by group."""
    return {shown.name: [thing.title for thing in shown.group.things] for shown in joint.ask(text).groups}


def test_every_source_answers_with_its_own_and_hides_what_is_not_in_force(stocked: Flask) -> None:
    birth = found("khai sinh")
    assert birth["thu-tuc"] == ["Thủ tục đăng ký khai sinh"]
    assert birth["tin-tuc"] == ["Mở điểm đăng ký khai sinh lưu động"]
    assert found("ap binh dong")["tin-tuc"] == ["Mở điểm đăng ký khai sinh lưu động"]  # in its text
    assert found("lịch cúp điện nguyễn huệ")["bang-tra-cuu"]
    assert found("tra cuu ho so")["hoi-dap"] == ["Cách tra cứu hồ sơ"]
    assert found("ma giay hen")["hoi-dap"] == ["Cách tra cứu hồ sơ"]
    assert set(birth) == {"thu-tuc", "tin-tuc"}  # no word of these is "mended" into one of a small collection
    assert found("cấp cứu")["so-dien-thoai"] == ["Cấp cứu y tế"]
    assert found("trung tâm hành chính công trà vong")["noi-tiep-nhan"]


def test_nothing_is_found_rather_than_something_wrong(stocked: Flask) -> None:
    hostile = ["", "  ", "xin chào", "🙂", "' ; -- %", "& | ! <->", "a" * 10_000, "\0", "\u0301"]
    assert [text[:20] for text in hostile if found(text)] == []


def test_an_old_place_is_todays_in_news_tables_and_the_way_to_the_desk(
    stocked: Flask, client: FlaskClient
) -> None:
    cut = joint.ask("lịch cúp điện xã Mỏ Công cũ")
    (rows,) = [shown.group for shown in cut.groups if shown.name == "bang-tra-cuu"]
    assert "Ấp Gò Đá" in rows.things[0].note
    assert "Nguyễn Huệ" not in "".join(thing.note for thing in rows.things)
    assert found("xa mo cong doi gio lam viec")["tin-tuc"] == ["Thông báo xã Trà Vong đổi giờ làm việc"]
    page = Page(client.get("/tim-kiem/?q=khai+sinh+xa+mo+cong+cu"))
    assert "Xã Mỏ Công nay là Xã Trà Vong" in page.text("#finding-found .alert")
    assert page.links()["Nơi tiếp nhận hồ sơ của Xã Trà Vong"].startswith("/ho-tro/gan-ban/?xa=")
    assert page.links()["Thủ tục đăng ký khai sinh"] == "/thu-tuc/1.001193/"
    page = Page(client.get("/thu-tuc/?q=khai+sinh+xa+mo+cong+cu"))
    assert "Xã Mỏ Công nay là Xã Trà Vong" in page.text("#procedures-found .alert")
    assert page.links()["Thủ tục đăng ký khai sinh"] == "/thu-tuc/1.001193/"


def test_the_row_leads_into_its_table_with_the_same_question(stocked: Flask, client: FlaskClient) -> None:
    (shown,) = [one for one in joint.ask("cúp điện nguyễn huệ").groups if one.name == "bang-tra-cuu"]
    page = Page(client.get(shown.group.things[0].path))
    assert "Đường Nguyễn Huệ" in page.text("main")
    assert "Ấp Gò Đá" not in page.text("main")


def test_a_table_with_an_exact_key_is_found_by_title_alone(stocked: Flask) -> None:
    make_live(kind="exam_score")
    keeping.forget_all()
    assert found("điểm thi")["bang-tra-cuu"]
    assert "bang-tra-cuu" not in found("49000001")
    assert "bang-tra-cuu" not in found("sbd 49000001 toán 8,25")


def test_questions_stand_apart_from_news_and_what_changes_is_seen(stocked: Flask) -> None:
    moment = clock.now()
    asked = Announcement(
        slug="hoi-1",
        title="Con sinh ở nước ngoài khai sinh ở đâu?",
        summary="Tại xã.",
        body="",
        category=Category.NEWS,
        published_at=moment,
        updated_at=moment,
        kind=Kind.QUESTION,
    )
    keep(asked)
    keeping.forget_all()
    assert found("khai sinh nước ngoài")["hoi-dap"] == ["Con sinh ở nước ngoài khai sinh ở đâu?"]
    publishing.withdraw(asked.id, "Sai")
    keeping.forget_all()
    assert "hoi-dap" not in found("khai sinh nước ngoài")


def test_pages_and_pieces(stocked: Flask, client: FlaskClient) -> None:
    whole = Page(client.get("/tim-kiem/?q=khai+sinh"))
    assert "Thủ tục hành chính" in whole.all("#finding-found h2")
    piece = client.get("/tim-kiem/?q=khai+sinh", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in piece
    assert 'id="finding-found"' in piece
    alone = Page(client.get("/tim-kiem/?q=khai+sinh&nhom=tin-tuc"))
    assert alone.all("#finding-found h2") == ["Tin tức, thông báo"]
    assert Page(client.get("/tim-kiem/?q=khongcogica&nhom=xyz")).has("#finding-found .empty")
    assert client.get("/m/tim-kiem/?q=khai+sinh").status_code == 200


def test_while_typing_every_sort_is_offered_and_rows_are_not_asked(stocked: Flask) -> None:
    client = stocked.test_client()
    piece = Page(client.get("/tim-kiem/goi-y?q=khai+s", headers={"HX-Request": "true"}))
    titles = piece.all("#finding-suggested a")
    assert titles[0] == "Thủ tục đăng ký khai sinh"
    assert "Mở điểm đăng ký khai sinh lưu động" in titles
    assert "Khai sinh ngày mai" not in titles
    assert "Tin tức, thông báo" in piece.all("#finding-suggested .meta")
    assert Page(client.get("/tim-kiem/goi-y?q=cong+an")).all("#finding-suggested a")
    for nothing in ("", "k", "zzzz khongco", "%00", "🙂"):
        assert Page(client.get(f"/tim-kiem/goi-y?q={nothing}")).all("#finding-suggested a") == [], nothing
    shown = {"HX-Request": "true", "HX-Current-URL": "http://localhost/tim-kiem/?q=khai+sinh"}
    assert Page(client.get("/tim-kiem/goi-y?q=khai+sinh", headers=shown)).all("#finding-suggested a") == []
    answer = Page(client.get("/tim-kiem/?q=khai+sinh", headers=shown))
    assert answer.attr("#finding-suggested", "hx-swap-oob") == "true"

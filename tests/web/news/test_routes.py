"""The Information tab as people and feed readers get it."""

import datetime as dt
from io import BytesIO
from xml.etree import ElementTree as Xml

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from portal.core import cards, clock, kept
from portal.core.finding import keeping
from portal.news import operations as news
from portal.news import queries
from portal.news.models import Category, Kind
from portal.places import operations as places
from portal.places import queries as units
from tests import stock
from tests.factories import make_news, make_office
from tests.page import Page

HOUR = dt.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _nothing_from_before() -> None:
    queries.forget_alerts()
    kept.shelf.clear()


def test_the_tab_lists_what_is_in_force(client: FlaskClient) -> None:
    make_news(title="Tin mới", category=Category.EVENTS)
    make_news(title="Tin cũ", published_at=clock.now() - 2 * HOUR, expires_at=clock.now() - HOUR)
    page = Page(client.get("/thong-tin/"))
    assert page.all("ul.links a") == ["Tin mới"]
    assert page.links()["Tin mới"] == "/tin/tin-moi/"
    assert page.text("nav.tabs a[aria-current=page]") == "Tất cả"


def test_a_shelf_holds_its_own(client: FlaskClient) -> None:
    make_news(title="Cắt điện", category=Category.POWER)
    make_news(title="Lễ hội", category=Category.EVENTS)
    page = Page(client.get("/thong-tin/cup-dien/"))
    assert page.all("ul.links a") == ["Cắt điện"]
    assert page.text("h1") == page.text("nav.tabs a[aria-current=page]") == "Cắt điện"


def test_an_empty_shelf_says_so(client: FlaskClient) -> None:
    assert "Chưa có thông báo nào" in Page(client.get("/thong-tin/su-kien/")).text("main")


def test_a_commune_and_a_topic_narrow_the_list(client: FlaskClient) -> None:
    stock.fill("units", places.import_units)
    of_now = {unit.name: unit.code for unit in units.communes()}
    make_news(title="Cả tỉnh", topics=["Y tế"])
    make_news(title="Của phường", topics=["Y tế", "Trẻ em"], communes=[of_now["Phường Long An"]])
    for asked, titles in (
        ("?xa=phuong long an", ["Của phường"]),
        ("?chu-de=Y tế", ["Của phường", "Cả tỉnh"]),
        ("?chu-de=Y tế&xa=Phường Long An", ["Của phường"]),
        ("?chu-de=Thuế", []),
        ("?xa=khong co noi nay", []),
    ):
        page = Page(client.get(f"/thong-tin/{asked}"))
        assert page.all("section.card ul.links a") == titles, asked
        assert page.has("details[open]")
    assert Page(client.get("/thong-tin/")).all("details p.cluster a") == ["Y tế", "Trẻ em"]
    assert "nhiều nơi" not in page.text("main")


@pytest.mark.parametrize(
    "path",
    ["/thong-tin/khong-co/", "/thong-tin/?trang=2", "/thong-tin/%00/", "/tin/khong-co/", "/tin/%F0%9F/"],
)
def test_what_is_not_there_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999", "1' OR 1=1"])
def test_odd_page_numbers_lead_to_a_page_or_to_none(client: FlaskClient, page: str) -> None:
    assert client.get("/thong-tin/", query_string={"trang": page}).status_code in {200, 404}


def test_an_announcement_keeps_its_marks_and_loses_what_is_harmful(client: FlaskClient) -> None:
    make_news(title="Bài <b>đậm</b>", body="<h2>Mục</h2><p hx-get='/desk/'>Chữ</p><img src=x onerror=x()>")
    answer = client.get("/tin/bai-b-dam-b/")
    page = Page(answer)
    assert page.text("h1") == "Bài <b>đậm</b>"
    assert page.text(".prose h2") == "Mục"
    assert page.has(".prose[hx-disable]")
    assert "onerror" not in answer.text
    assert "hx-get" not in answer.text.split('class="prose"')[1].split("</div>")[0]


def test_one_that_is_over_says_so_and_is_not_indexed(client: FlaskClient) -> None:
    make_news(title="Đã qua", published_at=clock.now() - 2 * HOUR, expires_at=clock.now() - HOUR)
    page = Page(client.get("/tin/da-qua/"))
    assert "đã hết hiệu lực" in page.text("main")
    assert page.attr("meta[name=robots]", "content") == "noindex"


def test_alerts_stand_on_every_page_and_on_problem_pages(client: FlaskClient) -> None:
    make_news(title="Mưa lớn", alert_level="danger")
    for path, status in (("/", 200), ("/ho-tro/", 200), ("/thong-tin/", 200), ("/khong-co/", 404)):
        page = Page(client.get(path), status=status)
        assert page.text(".notices") == "Mưa lớn"
        assert page.has(".notices .alert-danger")


def test_no_alert_leaves_no_empty_frame(client: FlaskClient) -> None:
    make_news(title="Tin thường")
    assert not Page(client.get("/")).has(".notices")


def test_the_feed_is_well_formed_and_the_same_for_the_same_news(client: FlaskClient) -> None:
    make_news(title="Giá < 5 & > 3", body="<p>Một</p>")
    answer = client.get("/thong-tin/feed.xml")
    assert answer.mimetype == "application/atom+xml"
    root = Xml.fromstring(answer.text)  # noqa: S314 - our own feed
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Giá < 5 & > 3"
    assert entry.findtext(f"{ATOM}content") == "<p>Một</p>"
    assert (entry.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
    again = client.get("/thong-tin/feed.xml", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_feed_of_nothing_is_a_feed(ctx: Flask, client: FlaskClient) -> None:
    root = Xml.fromstring(client.get("/thong-tin/feed.xml").text)  # noqa: S314 - our own feed
    assert root.findall(f"{ATOM}entry") == []


def test_the_mini_app_gets_the_piece_with_whole_addresses(client: FlaskClient) -> None:
    make_news(title="Tin mới")
    page = Page(client.get("/m/thong-tin/"))
    assert page.links()["Tin mới"] == "http://127.0.0.1:8000/m/tin/tin-moi/"


def test_a_shared_link_shows_a_picture_of_the_text_or_a_card_of_its_words(client: FlaskClient) -> None:
    ref = "ab" * 16
    photo = f'<p>Chữ</p><img src="/media/{ref}/1600-720.jpg" alt="Cầu &amp; chợ" width="720" height="540">'
    make_news(title="Có ảnh", body=photo)
    page = Page(client.get("/tin/co-anh/"))
    found = [page.attr(f"meta[property='og:image{name}']", "content") for name in ("", ":height", ":alt")]
    assert found == [f"http://127.0.0.1:8000/media/{ref}/1600-1080.jpg", "810", "Cầu & chợ"]
    made = make_news(title="Cắt điện ở 12 xã", category=Category.POWER)
    path = Page(client.get("/tin/cat-dien-o-12-xa/")).attr("meta[property='og:image']", "content")
    path = path.removeprefix("http://127.0.0.1:8000")
    card, again = client.get(path), client.get(path)
    with Image.open(BytesIO(card.data)) as drawn:
        assert (drawn.format, drawn.size, len(card.data) < cards.MOST_BYTES) == ("PNG", cards.SIDES, True)
    assert (again.data == card.data, "immutable" in card.headers["Cache-Control"]) == (True, True)
    assert client.get(path.replace("the-", "the-0")).status_code == 404
    news.withdraw(made, "Lịch đã đổi")
    assert client.get(path).status_code == 404


def test_the_sections_of_a_state_portal_stand_at_their_addresses(client: FlaskClient) -> None:
    office = make_office(name="Sở Y tế")
    details = {"number": "12/2026/QĐ-UBND", "date": "2026-11-20", "signer": "Nguyễn Văn A"}
    make_news(title="Mức hỗ trợ mới", kind=Kind.POLICY, details=details, office_id=office)
    make_news(title="Bao lâu có căn cước?", kind=Kind.QUESTION)
    make_news(title="Ngân sách năm 2026", kind=Kind.PAGE, topics=["Công khai ngân sách"])
    papers = Page(client.get("/van-ban/"))
    assert papers.all("section.card ul.links a") == ["Mức hỗ trợ mới"]
    assert "12/2026/QĐ-UBND · Nguyễn Văn A · ban hành 20/11/2026" in papers.text("main")
    assert Page(client.get("/hoi-dap/")).all("section.card ul.links a") == ["Bao lâu có căn cước?"]
    about = Page(client.get("/gioi-thieu/"))
    assert about.links()["Ngân sách năm 2026"] == "/tin/ngan-sach-nam-2026/"
    assert "Công khai ngân sách" in about.text("main")
    assert {"/van-ban/", "/hoi-dap/", "/ho-tro/", "/thu-tuc/"} <= set(about.links().values())
    assert "Sở Y tế" in Page(client.get("/tin/muc-ho-tro-moi/")).text("article")
    keeping.forget_all()
    assert "Mức hỗ trợ mới" in Page(client.get("/tim-kiem/?q=12 2026 qd ubnd")).text("main")
    assert client.get("/hoi-dap/?trang=9").status_code == 404

"""What people carry away of a procedure: papers to tick, posters, the version of a day, the nearest desk."""

import datetime as dt
import io

import time_machine
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from portal.core import kept
from portal.core.db import db
from portal.places import operations as places
from portal.places.models import Unit
from tests.factories import make_office, make_procedure
from tests.page import Page

PAPERS = [{"name": "Tờ khai", "originals": 1, "form": "Mẫu 01"}, {"name": "Giấy chứng sinh", "copies": 2}]


def test_papers_are_one_screen_with_the_same_keys(client: FlaskClient) -> None:
    code = make_procedure(summary="Ghi vào sổ.", documents=PAPERS)
    page, sheet = (Page(client.get(f"/thu-tuc/{code}/{path}")) for path in ("", "giay-to/"))
    boxes = [[node.attrs["value"] for node in one.find(".ticks input")] for one in (page, sheet)]
    assert boxes[0] == boxes[1]
    assert len(set(boxes[0])) == len(PAPERS)
    assert sheet.all(".ticks li") == ["Tờ khai 1 bản chính; mẫu 01", "Giấy chứng sinh 2 bản sao"]
    assert "Mẫu 01" in page.text("main")
    assert page.attr(".ticks", "data-ticks") == sheet.attr(".ticks", "data-ticks") == code
    bare = make_procedure()
    assert client.get(f"/thu-tuc/{bare}/giay-to/").status_code == 404


def test_posters_are_one_page_each_and_their_code_leads_back(client: FlaskClient) -> None:
    code = make_procedure(name="Cấp giấy phép " + "xây dựng công trình, " * 52)
    sizes = []
    for size in ("a4", "a6"):
        answer = client.get(f"/thu-tuc/{code}/to-dan.pdf?kho={size}")
        assert answer.content_type == "application/pdf"
        assert answer.data.count(b"/Type /Page\n") == 1
        sizes.append(answer.data.partition(b"/MediaBox [ ")[2][:24])
    assert sizes[0] != sizes[1]
    assert client.get(f"/thu-tuc/{code}/to-dan.pdf?kho=a0").status_code == 404
    svg = client.get(f"/thu-tuc/{code}/ma-qr.svg")
    assert svg.content_type.startswith("image/svg+xml")
    assert _said(code) == f"http://127.0.0.1:8000/thu-tuc/{code}/"


def _said(code: str) -> str:
    from portal.core import qr  # noqa: PLC0415 - the same picture, as dots

    picture = Image.open(io.BytesIO(qr.picture(f"http://127.0.0.1:8000/thu-tuc/{code}/", "png")))
    return str(zxingcpp.read_barcodes(picture.convert("L"))[0].text)


def test_a_day_shows_what_was_published_then(client: FlaskClient) -> None:
    with time_machine.travel(dt.datetime(2026, 8, 1, 3, tzinfo=dt.UTC), tick=False):
        code = make_procedure(name="Tên trước", as_of="2026-07")
    with time_machine.travel(dt.datetime(2026, 9, 1, 3, tzinfo=dt.UTC), tick=False):
        make_procedure(code=code, name="Tên sau", as_of="2026-08")
    names = {}
    for day in ("2020-01-01", "2026-07-15", "2026-08-31", "2026-09-01", "2026-12-01"):
        page = Page(client.get(f"/thu-tuc/{code}/ngay/{day}/"))
        names[day] = (page.text("h1"), page.has(".alert-warn"))
    old, new = ("Tên trước", True), ("Tên sau", False)
    assert list(names.values()) == [old, old, old, new, new]
    assert Page(client.get(f"/thu-tuc/{code}.000.00.00.H17/ngay/31-08-2026/")).text("h1") == "Tên trước"
    assert client.get("/thu-tuc/6.999999/ngay/2026-08-31/").headers["Location"] == "/thu-tuc/?q=6.999999"
    for wrong in ("2026-13-01", "hom-nay", "%00"):
        assert client.get(f"/thu-tuc/{code}/ngay/{wrong}/").status_code == 404


def test_the_nearest_desk_is_found_by_new_and_old_names(client: FlaskClient) -> None:
    places.import_units()
    unit = db.session.query(Unit).filter_by(name="Phường Long An", valid_to=None).one().code
    make_office(name="Trung tâm tỉnh", kind="service_center", place=1)
    make_office(name="Một cửa Long An", kind="service_center", unit_code=unit, place=2)
    asked = {
        "": ["Trung tâm tỉnh", "Một cửa Long An"],
        "phuong long an": ["Một cửa Long An"],
        "Long An": ["Một cửa Long An"],
        "Bến Lức": ["Trung tâm tỉnh", "Một cửa Long An"],
        "khong co noi nay": ["Trung tâm tỉnh", "Một cửa Long An"],
        "';--" + "x" * 500: ["Trung tâm tỉnh", "Một cửa Long An"],
    }
    for typed, names in asked.items():
        kept.shelf.clear()
        page = Page(client.get("/ho-tro/gan-ban/", query_string={"xa": typed}))
        assert page.all("#support-near h3") == names, typed
    piece = Page(client.get("/ho-tro/gan-ban/?xa=long+an", headers={"HX-Request": "true"}))
    assert not piece.is_whole
    page = Page(client.get(f"/thu-tuc/{make_procedure()}/"))
    assert page.all("#support-near h3") == ["Trung tâm tỉnh"]
    assert page.attr("form[hx-get='/ho-tro/gan-ban/']", "hx-target") == "#support-near"

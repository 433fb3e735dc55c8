"""Home, public services and the OA's QR code."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from portal.procedures import queries as procedures
from tests.factories import make_procedure
from tests.page import Page


def test_home_has_three_doors_and_two_boxes(client: FlaskClient) -> None:
    page = Page(client.get("/"))
    assert page.all(".doors b") == ["Thông tin", "Dịch vụ công", "Hỗ trợ"]
    assert page.attr("form[method=post]", "action") == "/ho-so/"
    assert page.attr("form[role=search]", "action") == "/tim-kiem/"
    assert not page.has("input[name=csrf_token]")


def test_the_mini_app_gets_whole_addresses(client: FlaskClient) -> None:
    page = Page(client.get("/m/"))
    assert page.attr(".doors a", "href") == "http://127.0.0.1:8000/m/thong-tin/"
    assert not page.has("footer")


def test_procedures_people_ask_for_stand_ready(ctx: Flask, client: FlaskClient) -> None:
    make_procedure(code="1.001193", name="Thủ tục đăng ký khai sinh")
    procedures.forget()
    for path in ("/", "/dich-vu-cong/"):
        assert Page(client.get(f"{path}?moi=1")).links()["Thủ tục đăng ký khai sinh"] == "/thu-tuc/1.001193/"


def test_public_services_lead_to_the_national_portal_and_say_what_is_needed(client: FlaskClient) -> None:
    page = Page(client.get("/dich-vu-cong/"))
    assert page.links()["Tới Cổng Dịch vụ công quốc gia"] == "https://dichvucong.gov.vn"
    assert "VNeID" in page.text("main")
    assert "không nhận hồ sơ" in page.text("main")


@pytest.mark.parametrize(
    ("kind", "mime"), [("jpg", "image/jpeg"), ("png", "image/png"), ("svg", "image/svg+xml")]
)
def test_the_oas_code_comes_in_three_kinds(client: FlaskClient, kind: str, mime: str) -> None:
    answer = client.get(f"/qrcode/zalo-qrcode.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, mime)
    if kind == "svg":
        assert b"<svg" in answer.data
    else:
        picture = Image.open(io.BytesIO(answer.data))
        assert picture.size[0] == picture.size[1] >= 300


@pytest.mark.parametrize("kind", ["gif", "SVG", "exe", ""])
def test_other_kinds_of_the_code_are_not_there(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/qrcode/zalo-qrcode.{kind}").status_code == 404


def test_search_engines_are_kept_from_people_and_staff(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /desk/", "Disallow: /ho-so/", "Disallow: /h/"} <= set(lines)


def test_a_favicon_is_there(client: FlaskClient) -> None:
    assert client.get("/favicon.ico", follow_redirects=True).mimetype == "image/svg+xml"

"""Pages of procedures as citizens get them, on the web and in the Mini App."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from portal.core import current, reads
from portal.core.db import db
from portal.core.finding import keeping
from portal.procedures import approving, queries
from portal.procedures.models import ProcedureVersion
from portal.staff import operations as staff
from portal.staff.models import Role
from tests.factories import make_procedure
from tests.page import Page

UUID = "019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7"


@pytest.fixture(autouse=True)
def fresh_lists() -> Iterator[None]:
    """Lists kept by another test's import are not this test's."""
    queries.forget()
    yield
    queries.forget()


def test_a_search_without_marks_finds_the_name(client: FlaskClient) -> None:
    code = make_procedure(name="Đăng ký khai sinh")
    page = Page(client.get("/thu-tuc/?q=dang ky khai sinh"))
    assert page.text("#procedures-found h3") == "Đăng ký khai sinh"
    assert page.attr("#procedures-found h3 a", "href") == f"/thu-tuc/{code}/"
    assert page.attr("#q", "value") == "dang ky khai sinh"


def test_htmx_gets_the_piece_and_a_step_back_the_page(client: FlaskClient) -> None:
    make_procedure()
    asked = {"HX-Request": "true"}
    piece = Page(client.get("/thu-tuc/?q=khai sinh", headers=asked))
    assert not piece.is_whole
    assert piece.find("section")[0].attrs["id"] == "procedures-found"
    back = client.get("/thu-tuc/?q=khai sinh", headers=asked | {"HX-History-Restore-Request": "true"})
    assert Page(back).is_whole


def test_nothing_found_offers_fields_common_procedures_and_a_number_to_call(client: FlaskClient) -> None:
    make_procedure(code="1.001193", summary="Ghi vào sổ.")
    page = Page(client.get("/thu-tuc/?q=zzzz"))
    assert page.text(".empty-title") == "Chưa tìm thấy thủ tục phù hợp"
    assert page.attr("#procedures-found .empty a", "href") == "tel:1022"
    assert "Hộ tịch" in page.all("#procedures-found .cluster a")
    assert page.all("#procedures-found h3") == ["Đăng ký khai sinh"]


def test_near_finds_are_called_near(client: FlaskClient) -> None:
    make_procedure(name="Đăng ký tạm trú")
    page = Page(client.get("/thu-tuc/?q=đăng ký tạm trú sinh viên"))
    assert "gần nhất" in page.text(".alert")
    assert page.all("#procedures-found h3") == ["Đăng ký tạm trú"]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 10_000,
        "q=" + "khai sinh " * 2_000,
        "q=';DROP TABLE procedure;--",
        "q=<script>alert(1)</script>",
        "q=%00%ff%fe",
        "q=🙂",
        "q=\u0301\u0323",
        "q=khai&trang=-1",
        "q=khai&trang=99999999999999999999",
        "q=khai&trang=٣",
        "linh-vuc=%00&cap=x&doi-tuong=y",
        "linh-vuc=" + "x" * 5_000,
    ],
)
@pytest.mark.parametrize("path", ["/thu-tuc/", "/m/thu-tuc/", "/thu-tuc/goi-y"])
def test_no_question_breaks_the_page(client: FlaskClient, path: str, query: str) -> None:
    make_procedure()
    page = Page(client.get(f"{path}?{query}"))
    assert "<script>alert" not in page.html
    assert len(page.html) < 100_000


def test_filters_are_plain_and_keep_what_was_chosen(client: FlaskClient) -> None:
    land = make_procedure(name="Tách thửa", field="Đất đai")
    make_procedure(name="Tách hộ", field="Cư trú")
    page = Page(client.get("/thu-tuc/?q=tách&linh-vuc=Đất đai&cap=commune&doi-tuong=cong-dan"))
    assert page.attr("#procedures-found h3 a", "href") == f"/thu-tuc/{land}/"
    assert len(page.find("#procedures-found h3")) == 1
    assert page.all("option[selected]") == ["Đất đai", "Cấp xã", "Công dân"]
    assert page.has("details[open]")


def test_pages_of_a_long_answer_keep_the_question(client: FlaskClient) -> None:
    for number in range(21):
        make_procedure(name=f"Cấp lại thẻ số {number}")
    page = Page(client.get("/thu-tuc/?q=cấp lại & thẻ"))
    onward = page.attr("a[rel=next]", "href")
    assert len(page.find("#procedures-found h3")) == 20
    assert len(Page(client.get(onward)).find("#procedures-found h3")) == 1


def test_suggestions_come_while_typing(client: FlaskClient) -> None:
    make_procedure(name="Đăng ký khai sinh")
    piece = Page(client.get("/thu-tuc/goi-y?q=dang ky kh", headers={"HX-Request": "true"}))
    assert piece.all("#procedures-suggested a") == ["Đăng ký khai sinh"]
    assert Page(client.get("/thu-tuc/goi-y?q=")).all("#procedures-suggested a") == []


def test_suggestions_go_when_the_answer_is_there(client: FlaskClient) -> None:
    make_procedure()
    asked = {"HX-Request": "true", "HX-Current-URL": "http://localhost/thu-tuc/?q=khai+sinh"}
    assert Page(client.get("/thu-tuc/goi-y?q=khai sinh", headers=asked)).all("#procedures-suggested a") == []
    assert Page(client.get("/thu-tuc/goi-y?q=khai", headers=asked)).all("#procedures-suggested a")
    found = Page(client.get("/thu-tuc/?q=khai sinh", headers=asked))
    assert found.attr("#procedures-suggested", "hx-swap-oob") == "true"
    assert not Page(client.get("/thu-tuc/?q=khai sinh")).has("[hx-swap-oob]")


def test_other_ways_of_writing_a_code_lead_to_its_one_address(client: FlaskClient) -> None:
    make_procedure(code="1.000894")
    for written in ("1.000894.000.00.00.H17", "1.000894.H17", "1000894"):
        answer = client.get(f"/thu-tuc/{written}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/thu-tuc/1.000894/")
    mini = client.get("/m/thu-tuc/1000894/")
    assert (mini.status_code, mini.headers["HX-Trigger"]) == (204, '{"zmp:go": "/thu-tuc/1.000894/"}')


@pytest.mark.parametrize("code", ["1.999999", "abc", "7.000001", "%00", "1.000001", "x" * 3000])
def test_what_is_not_there_or_not_ours_is_not_found(client: FlaskClient, code: str) -> None:
    make_procedure(code="1.000001", local_to="Hà Nội")
    assert client.get(f"/thu-tuc/{code}/").status_code == 404


def test_a_draft_says_so_with_the_binding_text_first(client: FlaskClient) -> None:
    code = make_procedure(
        summary="Ghi vào sổ hộ tịch.",
        steps=["Nộp hồ sơ.", "Nhận Giấy khai sinh."],
        documents=[{"name": "Tờ khai", "originals": 1, "when": "khi ủy quyền"}],
        deadline_text="Trả trong ngày.",
        channels=[{"channel": "direct", "duration_value": 1, "fees": [{"amount_vnd": 0, "has_note": True}]}],
        decision_no="163/QĐ-BTP",
        portal_uuid=UUID,
    )
    page = Page(client.get(f"/thu-tuc/{code}/"))
    official = f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{UUID}"
    assert page.text(".alert-warn .alert-title") == "Bản tóm tắt chưa được cán bộ duyệt"
    assert page.attr(".alert-warn a", "href") == official
    assert page.html.index(official) < page.html.index("Ghi vào sổ hộ tịch.</p>")
    assert page.all(".steps li") == ["Nộp hồ sơ.", "Nhận Giấy khai sinh."]
    assert page.all(".ticks li") == ["Tờ khai Khi ủy quyền; 1 bản chính"]
    cells = [node.text for node in page.find("table.rows td")]
    assert cells == ["Nộp trực tiếp", "Trong ngày", "Có mức thu theo trường hợp"]
    text = page.text("main")
    for said in (
        "sau 15 giờ",
        "Cổng Dịch vụ công quốc gia, đọc vào tháng 07/2026",
        "163/QĐ-BTP",
        "câu trả lời của bộ phận một cửa là chính thức",
        "tài khoản định danh điện tử (VNeID)",
    ):
        assert said in text


def test_an_approved_text_is_a_draft_no_more(client: FlaskClient) -> None:
    officer = staff.create_user("lan.anh", "Lan Anh", [(Role.PUBLISHER, None)], "mat-khau-rat-dai")
    code = make_procedure(summary="Ghi vào sổ.")
    version = db.session.query(ProcedureVersion).one()
    approving.approve(code, version.id, officer)
    assert not Page(client.get(f"/thu-tuc/{code}/")).has(".alert-warn")


@pytest.mark.parametrize(
    ("desk", "word"), [("police", "Công an"), ("tax", "Thuế"), ("social_insurance", "Bảo hiểm")]
)
def test_what_other_systems_handle_says_where_to_ask(client: FlaskClient, desk: str, word: str) -> None:
    page = Page(client.get(f"/thu-tuc/{make_procedure(desk=desk)}/"))
    assert "không thuộc hệ thống một cửa của tỉnh" in page.text(".alert-info")
    assert f"Hỏi {word}" in page.text(".alert-info") or f"Hỏi cơ quan {word}" in page.text(".alert-info")
    assert "Trung tâm Phục vụ hành chính công nào trong tỉnh" not in page.text("main")


def test_facts_alone_make_a_page_too(client: FlaskClient) -> None:
    page = Page(
        client.get(f"/thu-tuc/{make_procedure(field=None, levels=[], subjects=[], document_rows=12)}/")
    )
    assert "khoảng 12 giấy tờ" in page.text("main")
    assert "keyword=" in page.attr("main a[rel=noopener]", "href")
    assert not page.has(".alert-warn")


def test_the_longest_name_is_told_whole(client: FlaskClient) -> None:
    name = "Đăng ký biến động " + "quyền sử dụng đất, " * 60 + "hết"
    page = Page(client.get(f"/thu-tuc/{make_procedure(name=name)}/"))
    assert page.text("h1") == name
    found = Page(client.get("/thu-tuc/?q=biến động"))
    assert len(found.text("#procedures-found h3")) < 200


def test_pages_are_shared_and_asked_again_cheaply(client: FlaskClient) -> None:
    for path in ("/thu-tuc/", "/thu-tuc/?q=khai sinh", f"/thu-tuc/{make_procedure()}/"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_mini_app_gets_the_same_without_the_house(client: FlaskClient) -> None:
    code = make_procedure(name="Đăng ký khai sinh")
    page = Page(client.get("/m/thu-tuc/?q=khai sinh"))
    assert not page.is_whole
    assert page.attr("#procedures-found h3 a", "href").endswith(f"/m/thu-tuc/{code}/")
    assert page.attr("#procedures-found h3 a", "href").startswith("http")
    assert Page(client.get(f"/m/thu-tuc/{code}/")).text("h1") == "Đăng ký khai sinh"


def test_a_page_asks_the_database_three_times_at_most(
    client: FlaskClient, ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CHECK_SECONDS", 600.0)  # a slow machine looks again between two pages
    monkeypatch.setattr(current, "SECONDS", 600.0)
    code, other = make_procedure(), make_procedure()
    current._known.until = 0.0  # what was just made is seen before the count begins
    asked: list[str] = []
    keeping.forget_all()
    client.get("/thu-tuc/")  # the lists of a minute
    client.get(f"/thu-tuc/{other}/")  # the desk of a minute
    for engine in (db.engine, db.reader):
        event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    alone = reads._driven  # asks the driver itself, which tells nobody

    def counted(engine: Engine, words: str, values: dict[str, object]) -> object:
        asked.append(words)
        return alone(engine, words, values)

    monkeypatch.setattr(reads, "_driven", counted)
    for path in (
        "/thu-tuc/",
        "/thu-tuc/?q=khai sinh",
        "/thu-tuc/?q=khai sinh cho voi chong",
        f"/thu-tuc/{code}/",
    ):
        asked.clear()
        client.get(path)
        assert len(asked) <= 3, asked
    asked.clear()
    client.get(path)
    assert len(asked) == 1, "which version stands; its page is made already"

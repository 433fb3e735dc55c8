"""An editor builds “open an eatery” of four steps with branches, a publisher shows it, people follow it."""

import re

from flask import Flask
from flask.testing import FlaskClient

from portal.core import kept
from portal.procedures.journeys import operations, queries
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_procedure, make_staff
from tests.page import Page


def _desk(app: Flask, role: Role) -> Browser:
    browser = Browser(app, use_cookies=True)
    assert sign_in(browser, make_staff(role)) == 303
    return browser


def _post(browser: Browser, path: str, **typed: str) -> Page:
    token = form_token(browser, "/desk/viec/")
    answer = browser.post(path, data={"csrf_token": token, **typed}, follow_redirects=True)
    return Page(answer, status=None)


def _step(**typed: str) -> dict[str, str]:
    return {"moi-branch": "then"} | {f"moi-{name}": value for name, value in typed.items()}


def test_an_editor_builds_a_journey_and_a_publisher_shows_it(app: Flask, client: FlaskClient) -> None:
    queries.forget()
    business = make_procedure(name="Đăng ký thành lập hộ kinh doanh")
    food = make_procedure(name="Cấp giấy chứng nhận an toàn thực phẩm")
    editor, publisher = _desk(app, Role.EDITOR), _desk(app, Role.PUBLISHER)
    assert _post(editor, "/desk/viec/", title="", summary="").status == 422
    made = _post(editor, "/desk/viec/", title="Mở quán ăn", summary="Cho người mở quán.")
    at = re.search(r'action="(/desk/viec/[0-9a-f-]{36}/)buoc"', made.html)
    assert at
    desk = at[1]
    assert _post(publisher, f"{desk}hien").has(".empty"), "nothing to show without steps"
    asked = _post(editor, f"{desk}buoc", **_step(procedure="ho kinh doanh"))
    assert (asked.status, business in asked.html) == (422, True)
    assert _post(editor, f"{desk}buoc", **_step(procedure="ho kinh doanh", pick=business)).status == 200
    _post(editor, f"{desk}buoc", **_step(procedure=food, condition="Nếu thuộc diện cấp giấy"))
    _post(editor, f"{desk}buoc", **_step(title="Tự giữ điều kiện", branch="or"))
    _post(editor, f"{desk}buoc", **_step(title="Khai thuế", branch="and", note="Nơi kinh doanh"))
    assert _post(editor, f"{desk}buoc", **_step()).status == 422
    assert _post(editor, f"{desk}buoc", **_step(procedure="zzzz")).status == 422
    assert client.get("/thu-tuc/viec/mo-quan-an/").status_code == 404
    assert _post(editor, f"{desk}hien").status == 403
    _post(publisher, f"{desk}hien")
    kept.shelf.clear()
    page = Page(client.get("/thu-tuc/viec/mo-quan-an/"))
    assert len(page.find(".steps li")) == 2
    assert page.all(".steps h2") == [
        "Đăng ký thành lập hộ kinh doanh",
        "Cấp giấy chứng nhận an toàn thực phẩm",
        "Tự giữ điều kiện",
        "Khai thuế",
    ]
    assert page.all(".steps .chip") == ["hoặc", "đồng thời"]
    assert page.attr(".steps a", "href") == f"/thu-tuc/{business}/"
    for path in ("/thu-tuc/viec/", "/thu-tuc/", f"/thu-tuc/{food}/"):
        assert Page(client.get(path)).links()["Mở quán ăn"] == "/thu-tuc/viec/mo-quan-an/", path
    assert client.get("/thu-tuc/viec/mo-quan-an/to-dan.pdf?kho=a6").data.startswith(b"%PDF")
    assert _post(editor, desk, title="Khác", summary="Khác").status == 403, "published: the publisher's"
    _reordered(publisher, client, desk)


def _reordered(publisher: Browser, client: FlaskClient, desk: str) -> None:
    steps = re.findall(r"/buoc/([0-9a-f-]{36})/bo", Page(publisher.get(desk)).html)
    _post(publisher, f"{desk}buoc/{steps[0]}/xuong")
    _post(publisher, f"{desk}buoc/{steps[3]}/bo")
    _post(
        publisher,
        f"{desk}buoc/{steps[2]}",
        **{f"b{steps[2][:8]}-title": "Tự lo", f"b{steps[2][:8]}-branch": "or"},
    )
    kept.shelf.clear()
    titles = Page(client.get("/thu-tuc/viec/mo-quan-an/")).all(".steps h2")
    assert titles[1:] == ["Đăng ký thành lập hộ kinh doanh", "Tự lo"]
    for step in steps[:3]:
        told = _post(publisher, f"{desk}buoc/{step}/bo")
    assert "bước cuối cùng" in told.text("main")
    elsewhere = operations.create("Khác", "Khác", operations.Editor(None, may_publish=True))
    assert _post(publisher, f"/desk/viec/{elsewhere}/buoc/{steps[2]}/bo").status == 404
    _post(publisher, f"{desk}an")
    kept.shelf.clear()
    assert client.get("/thu-tuc/viec/mo-quan-an/").status_code == 404


def test_shipped_journeys_are_read_once_and_a_lost_procedure_is_told(client: FlaskClient) -> None:
    queries.forget()
    assert operations.load_shipped(shown=True) == 3
    assert operations.load_shipped(shown=True) == 0
    page = Page(client.get("/thu-tuc/viec/mo-quan-an/"))
    assert "đã đổi hoặc bị bãi bỏ" in page.text("main"), "this catalogue holds none of them"
    assert [node for node in page.find(".steps a")] == []

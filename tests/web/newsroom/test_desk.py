"""The newsroom at the desk and what citizens get of it, from the first word to the withdrawal."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock
from portal.media import queries as media
from portal.news.models import Kind
from portal.newsroom import deciding, operations
from portal.newsroom.checking.models import LinkCheck
from portal.newsroom.models import State
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import keep, make_office, make_staff
from tests.media import make_picture
from tests.newsroom import draft, item, make_item, person, shown
from tests.page import Page

DESK = "/desk/tin-bai/"


def browser(app: Flask, *roles: Role, office_id: uuid.UUID | None = None) -> Browser:
    """Somebody of the newsroom, signed in."""
    made = Browser(app, use_cookies=True)
    assert sign_in(made, make_staff(*(roles or (Role.AUTHOR,)), office_id=office_id)) == 303
    return made


def send(who: FlaskClient, path: str, at: str = "", **data: Any) -> Any:
    """A form sent as the page `at` (the same path) would send it."""
    token = form_token(who, at or path)
    return who.post(path, data={"csrf_token": token, **data})


def text(**over: Any) -> dict[str, Any]:
    """The fields of the text's form."""
    return {
        "title": "Tiêm sởi tại 12 xã",
        "summary": "Trẻ 9 tháng tuổi được tiêm miễn phí.",
        "body": "<h2>Khi nào</h2><p>Sáng thứ Bảy.</p><script>x</script>",
        "category": "tin-tuc",
        "base": "1",
        **over,
    }


def test_an_item_goes_from_the_first_word_to_the_withdrawal(
    app: Flask, ctx: Flask, client: FlaskClient
) -> None:
    author, editor, chief = browser(app), browser(app, Role.EDITOR), browser(app, Role.PUBLISHER)
    made = send(author, f"{DESK}moi/", kind="announcement", title="Tiêm sởi tại 12 xã", office="")
    assert (made.status_code, made.location[-5:]) == (303, "/sua/")
    at = made.location.removesuffix("sua/")
    for wrong in ({"summary": ""}, {"communes": "Xã Không Có"}, {"procedures": "9.9"}):
        assert send(author, f"{at}sua/", **text(**wrong)).status_code == 422
    assert send(author, f"{at}sua/", **text()).status_code == 303
    lost = send(author, f"{at}sua/", **text(title="Chữ của người khác"))
    assert lost.status_code == 409
    assert "Chữ của người khác" in lost.text
    assert send(author, f"{at}gui-duyet", at).status_code == 303
    assert send(author, f"{at}duyet", at, ban="2").status_code == 403
    assert client.get("/tin/tiem-soi-tai-12-xa/").status_code == 404
    assert "Duyệt bản 2" in Page(editor.get(at)).text("main")
    send(editor, f"{at}duyet", at, ban="2")
    assert send(editor, f"{at}hen-gio", at).status_code == 403
    assert send(chief, f"{at}hen-gio", at, expire_at="2020-01-01T00:00").status_code == 422
    assert send(chief, f"{at}hen-gio", at, publish_at="", expire_at="").status_code == 303
    told = Page(client.get("/tin/tiem-soi-tai-12-xa/"))
    assert told.text(".prose h2") == "Khi nào"
    assert "<script>x" not in told.text("main")
    assert "tiem-soi-tai-12-xa" in client.get("/sitemap.xml").text
    assert "Tiêm sởi" in client.get("/thong-tin/feed.xml").text
    assert send(chief, f"{at}go", at, reason="").status_code == 422
    send(chief, f"{at}go", at, reason="Lịch tiêm đã đổi")
    gone = client.get("/tin/tiem-soi-tai-12-xa/")
    assert gone.status_code == 410
    assert "Lịch tiêm đã đổi" in gone.text
    for path in ("/sitemap.xml", "/thong-tin/"):
        assert "tiem-soi" not in client.get(path).text


def test_a_renamed_address_leads_on(ctx: Flask, client: FlaskClient) -> None:
    made = make_item(State.PUBLISHED, title="Tên cũ")
    operations.save(made, 1, draft(title="Tên cũ", slug="ten-moi"), None)
    deciding.submit(made, None)
    deciding.approve(made, person(Role.PUBLISHER), 2)
    deciding.schedule(made, None)
    answer = client.get("/tin/ten-cu/")
    assert (answer.status_code, answer.location) == (301, "/tin/ten-moi/")


def test_other_offices_get_404_for_limited_drafts_everywhere(app: Flask, ctx: Flask) -> None:
    mine, other = make_office(), make_office()
    made = make_item(State.REVIEW, office_id=mine, limited=True)
    photo = make_picture(office_id=mine, is_shared=True)
    body = f'<p><a href="/cu/">Cũ</a></p><p><img src="{media.shown(photo).src}" alt="Trạm y tế"></p>'
    operations.save(made, 1, draft(title="Bản hai", body=body), None)
    broken = {"status": 404, "checked_at": clock.now(), "failing_since": clock.now()}
    keep(LinkCheck(address="/cu/", **broken))
    paths = ["", "sua/", "ban/1/", "so/1/2/"]
    acts = ("gui-duyet", "duyet", "tu-duyet", "tra-lai", "hen-gio", "bo-hen", "go", "hoan-tac", "khoi-phuc/1")
    stranger, friend = (browser(app, Role.PUBLISHER, office_id=at) for at in (other, mine))
    for path in paths:
        assert stranger.get(f"{DESK}{made}/{path}").status_code == 404
        assert friend.get(f"{DESK}{made}/{path}").status_code == 200
    token = form_token(stranger, f"{DESK}moi/")
    for act in (*acts, "da-xem", "gioi-han", "chia-se", f"chia-se/{made}/khoa", "sua/"):
        answer = stranger.post(f"{DESK}{made}/{act}", data={"csrf_token": token, "reason": "Vì sao"})
        assert answer.status_code == 404, act
    answer = stranger.post(f"{DESK}lich/{made}/chuyen", data={"csrf_token": token, "day": "2030-01-01"})
    assert answer.status_code == 404
    listed = (DESK, f"{DESK}lien-ket/", f"/desk/anh/{photo.id}/")
    for path in listed:
        assert "Bản hai" not in Page(stranger.get(path)).text(), path
        assert "Bản hai" in Page(friend.get(path)).text(), path
    assert item(made).state is State.DRAFT


def test_a_form_without_its_token_is_shown_again_to_nobody_who_may_not_see_it(
    app: Flask, ctx: Flask, client: FlaskClient
) -> None:
    made = make_item(title="Chưa ai được biết")
    officer = browser(app, Role.OFFICER)
    for who, status in ((client, 303), (officer, 403)):
        answer = who.post(f"{DESK}{made}/sua/", data={"title": "x"})
        assert answer.status_code == status
        assert "Chưa ai được biết" not in answer.text
    author = browser(app).post(f"{DESK}{made}/sua/", data={"title": "Chữ đã gõ", "base": "1"})
    assert author.status_code == 422
    assert "Chữ đã gõ" in author.text


def test_a_link_shows_exactly_its_revision_until_it_expires(
    app: Flask, ctx: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, who = make_item(title="Bản một"), browser(app)
    at = f"{DESK}{made}/"
    told = send(who, f"{at}chia-se", at, ban="1").text
    path = re.search(r"/xem-truoc/[\w-]+/", told)
    assert path
    operations.save(made, 1, draft(title="Bản hai"), None)
    answer = client.get(path[0])
    assert Page(answer).text("h1") == "Bản một"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/xem-truoc/khac/").status_code == 404
    real = dt.datetime.now
    monkeypatch.setattr(clock, "now", lambda: real(dt.UTC) + dt.timedelta(days=7, minutes=1))
    assert client.get(path[0]).status_code == 404


def test_the_plan_moves_by_its_form_and_old_texts_are_listed(app: Flask, ctx: Flask) -> None:
    day = clock.today() + dt.timedelta(days=3)
    begin = dt.datetime.combine(day, dt.time(7, 30), clock.VIETNAM)
    planned = make_item(State.SCHEDULED, title="Sắp đăng", publish_at=begin)
    old = make_item(State.PUBLISHED, title="Đã lâu", review_by=clock.today())
    chief = browser(app, Role.PUBLISHER)
    at = f"{DESK}lich/"
    assert "07:30" in Page(chief.get(at)).text("main")
    for wanted, kept in ((day + dt.timedelta(days=1), True), (clock.today() - dt.timedelta(days=9), False)):
        before = item(planned).publish_at
        answer = send(chief, f"{at}{planned}/chuyen", at, day=wanted.isoformat())
        assert answer.status_code == 303
        assert (item(planned).publish_at != before) is kept
    for odd in ("2026-13-40", "9999-12-31", "x"):
        assert chief.get(at, query_string={"tu": odd}).status_code == 200
    assert "Đã lâu" in Page(chief.get(f"{DESK}can-xem-lai/")).text("table")
    send(chief, f"{DESK}{old}/da-xem", f"{DESK}can-xem-lai/", review_by="")
    assert item(old).review_by is None


def test_words_find_items_without_marks_and_every_kind_has_its_form(app: Flask, ctx: Flask) -> None:
    made = {kind: make_item(kind=kind, title=f"Bài {kind.value}") for kind in Kind}
    who = browser(app)
    found = who.get(DESK, query_string={"q": "bai policy"}).text
    assert "Bài policy" in found
    assert "Bài event" not in found
    fields = {Kind.POLICY: "signer", Kind.EVENT: "starts_at", Kind.CENTRE: "hours", Kind.ALERT: "alert_level"}
    for kind, item_id in made.items():
        page = who.get(f"{DESK}{item_id}/sua/").text
        for asking, name in fields.items():
            assert (f'name="{name}"' in page) is (
                asking is kind or (name == "hours" and kind is Kind.HOTLINE)
            )
    path = f"{DESK}{made[Kind.POLICY]}/sua/"
    assert send(who, path, **text()).status_code == 422
    assert send(who, path, **text(number="1149/BC-STTTT", date="2026-11-20")).status_code == 303
    assert "Tiêm sởi" in who.get(DESK, query_string={"q": "1149 bc stttt"}).text
    assert shown(made[Kind.POLICY]) is None


def test_citizens_read_the_facts_of_an_event(ctx: Flask, client: FlaskClient) -> None:
    told = {
        "place": "Nhà văn hóa",
        "starts_at": "2026-12-01T01:00:00+00:00",
        "procedures": {"1.001193": "Khai sinh"},
    }
    make_item(State.PUBLISHED, kind=Kind.EVENT, title="Hội chợ", details=told, procedures=["1.001193"])
    page = Page(client.get("/tin/hoi-cho/"))
    assert "Nhà văn hóa" in page.text("dl.facts")
    assert "08:00 01/12/2026" in page.text("dl.facts")
    assert page.links()["Khai sinh"] == "/thu-tuc/1.001193/"


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_saved_with_what_its_page_asks_for(app: Flask, ctx: Flask, kind: Kind) -> None:
    path = f"{DESK}{make_item(kind=kind)}/sua/"
    author = browser(app)
    page = Page(author.get(path))
    asked = {
        node.attrs["name"]
        for tag in ("input", "select", "textarea")
        for node in page.find(f"main {tag}[name]")
    }
    known = text(
        number="12/QĐ-UBND", date="2026-11-20", phone="1022", address="Số 1 Lê Lợi", place="Nhà văn hóa"
    )
    known |= {
        "hours": "thứ Hai đến thứ Sáu 7:30-11:30",
        "starts_at": "2026-12-01T08:00",
        "alert_level": "danger",
    }
    sent = {name: value for name, value in known.items() if name in asked}
    assert send(author, path, **sent).status_code == 303
    if "category" in asked:
        assert send(author, path, **sent | {"category": "", "base": "2"}).status_code == 422

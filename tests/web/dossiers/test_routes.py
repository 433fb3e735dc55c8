"""Looking a dossier up and opening its link: what each level shows, and what nobody learns."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers import messages, operations, queries
from portal.dossiers.models import Dossier, DossierContact, DossierLink
from tests.factories import make_dossier
from tests.page import Page
from tests.web.dossiers.one_stop import NAME, signed
from tests.web.dossiers.one_stop import SECRET as SECRET_KEY

SECRET = (
    "Nguyễn",
    "N***** V** A*",
    "0912345678",
    "912345678",
    "09*****678",
    "Thiếu sổ đỏ",
    "Mở quán ăn",
    "Phòng Mật",
)
HX = {"HX-Request": "true"}


def known(**over: Any) -> Dossier:
    """A dossier with something in every field that needs a proof."""
    asked = [
        {"NoiDungBoSung": "Thiếu sổ đỏ", "NgayBoSung": "20260703080000", "DanhSachGiayToBoSung": ["Sổ đỏ"]}
    ]
    usual = {
        "TrangThaiHoSo": "5",
        "TrichYeuHoSo": "Mở quán ăn",
        "GhiChu": "Thiếu sổ đỏ",
        "DanhSachHoSoBoSung": asked,
        "HanBoSung": "20260715000000",
    }
    made = make_dossier(**(usual | over))
    operations.record_progress(
        "demo",
        uuid.uuid4().hex,
        [{"MaHoSo": made.code, "ThoiDiemXuLy": "20260702090000", "PhongBanXuLy": "Phòng Mật"}],
    )
    return made


def ask(client: FlaskClient, code: str, **over: Any) -> TestResponse:
    digits = {"digits": over["digits"]} if "digits" in over else {}
    return client.post("/ho-so/", data={"code": code, **digits}, headers=over.get("headers", {}))


@pytest.fixture
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look-ups are not counted out."""
    many = settings.get().model_copy(update={"lookups_per_browser": 10**6, "lookups_per_address": 10**6})
    monkeypatch.setattr(settings, "get", lambda: many)


def is_private(answer: TestResponse) -> bool:
    head = answer.headers
    return (
        head["Cache-Control"] == "no-store"
        and head["Referrer-Policy"] == "no-referrer"
        and "noindex" in head["X-Robots-Tag"]
    )


def test_the_form_sets_no_cookie_and_holds_no_token(client: FlaskClient) -> None:
    answer = client.get("/ho-so/")
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text
    assert Page(answer).attr("form[action=/ho-so/]", "method") == "post"


def test_a_code_alone_shows_where_it_stands_and_nobody(client: FlaskClient) -> None:
    made = known()
    answer = ask(client, made.code)
    page = Page(answer)
    shown = page.text("#dossiers-result")
    for expected in (
        made.code,
        "Yêu cầu bổ sung giấy tờ",
        "UBND phường Long An",
        "06/07/2026",
        "tạm dừng",
        "hộ kinh doanh",
    ):
        assert expected in shown
    assert "Thông tin cập nhật lúc" in shown
    assert not [secret for secret in SECRET if secret in answer.text]
    assert is_private(answer)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("field", ["Hộ kinh doanh", "Hộ tịch"])
def test_no_door_lets_out_what_needs_a_proof(client: FlaskClient, generous: None, field: str) -> None:
    operations.ensure_client(NAME, SECRET_KEY)
    for status in (*range(1, 11), 17):
        made = known(TrangThaiHoSo=status, TenLinhVuc=field)
        view = queries.view(made.code, queries.Viewer())
        assert view is not None
        mini = client.post("/m/ho-so/", data={"code": made.code}, headers={"Origin": "https://h5.zdn.vn"})
        told = {
            "page": ask(client, made.code).text,
            "piece": ask(client, made.code, headers=HX).text,
            "mini app": mini.text,
            "machine": str(client.get(f"/api/v1/dossiers/{made.code}", headers=signed(b"")).json),
            "chat": messages.as_text(view),
            "view": str(view),
        }
        barred = SECRET if field == "Hộ kinh doanh" else (*SECRET, "thành lập hộ kinh doanh", "1.001193")
        for door, said in told.items():
            assert made.code in said, door
            assert not [secret for secret in barred if secret in said], door


def test_the_right_digits_show_what_is_asked_for_and_people_masked(client: FlaskClient) -> None:
    made = known()
    shown = Page(ask(client, made.code, digits="5678")).text("#dossiers-result")
    for expected in ("Sổ đỏ", "15/07/2026", "N***** V** A*", "09*****678", "Thiếu sổ đỏ", "Phòng Mật"):
        assert expected in shown
    assert "Nguyễn" not in shown


def test_the_piece_for_htmx_is_the_piece_of_the_page(client: FlaskClient) -> None:
    made = known()
    piece = Page(ask(client, made.code, headers=HX))
    assert not piece.is_whole
    assert piece.text("#dossiers-result") == Page(ask(client, made.code)).text("#dossiers-result")


def test_a_sensitive_procedure_is_not_named_by_its_code_alone(client: FlaskClient) -> None:
    made = known(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký khai tử", MaTTHC="1.000656")
    assert "khai tử" not in ask(client, made.code).text
    assert "1.000656" not in ask(client, made.code).text
    assert "khai tử" in ask(client, made.code, digits="5678").text


def test_a_near_miss_is_offered_as_a_button(client: FlaskClient) -> None:
    made = known()
    page = Page(ask(client, made.code.replace("-", ".")))
    assert "Ý bạn là" in page.text("#dossiers-result")
    assert page.attr("#dossiers-result input[name=code]", "value") == made.code
    assert "Yêu cầu bổ sung" not in page.text("#dossiers-result")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.000635", "mã thủ tục"),
        ("0912345678", "Không tra bằng số này"),
        ("079088001234", "Không tra bằng số này"),
        ("03706/2026/07906", "bảo hiểm xã hội"),
        ("xin chào", "Chưa đọc được"),
        ("H44.12-260701-9999", "chưa có hồ sơ mang mã này"),
        ("LA-2026-77", "chưa có hồ sơ mang mã này"),
    ],
)
def test_anything_else_is_answered_kindly(client: FlaskClient, typed: str, said: str) -> None:
    assert said in Page(ask(client, typed)).text("#dossiers-result")


def test_nothing_of_a_persons_number_is_kept(client: FlaskClient) -> None:
    ask(client, "079088001234")
    client.get("/ho-so/?ma=https://x.vn/?SGT=079088001234")
    for table in db.metadata.tables:
        assert "079088001234" not in str(db.session.execute(text(f'SELECT t::text FROM "{table}" t')).all())  # noqa: S608


def test_the_code_of_another_system_is_found_as_it_stands(client: FlaskClient) -> None:
    known(MaHoSo="SBN 2026/77")
    assert "Yêu cầu bổ sung" in ask(client, " SBN  2026/77 ").text


def test_an_unknown_code_tells_what_runs_elsewhere(client: FlaskClient) -> None:
    shown = Page(ask(client, "H44.12-260701-9999")).text("#dossiers-result")
    for elsewhere in ("Công an", "thuế", "bảo hiểm xã hội", "hải quan"):
        assert elsewhere in shown


def test_several_codes_are_answered_each(client: FlaskClient) -> None:
    one, two = known(), known()
    page = Page(ask(client, f"{one.code} và {two.code}"))
    assert page.all("#dossiers-result h2.code") == [one.code, two.code]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 1001])
def test_a_refused_form_keeps_what_was_typed(client: FlaskClient, typed: str) -> None:
    answer = ask(client, typed)
    assert Page(answer, status=422).has("#dossiers-result .alert")
    assert typed.strip() in answer.text


@pytest.mark.parametrize(
    "typed", ["\0H", "<script>alert(1)</script>", "' OR 1=1", "%00%ff", "\ud7ff", "{{7*7}}"]
)
def test_hostile_codes_get_a_page(client: FlaskClient, typed: str) -> None:
    answer = ask(client, typed)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert ask(client, typed, digits=typed).status_code == 200


def test_wrong_digits_missing_codes_and_closed_ways_look_the_same(
    client: FlaskClient, generous: None
) -> None:
    there, bare = known(MaHoSo="H44.12-260701-1001"), known(MaHoSo="H44.12-260701-1002", SoDienThoai=None)
    closed = known(MaHoSo="H44.12-260701-1003")
    for _ in range(3):
        ask(client, closed.code, digits="0000")
    answers = {
        "wrong": ask(client, there.code, digits="0000"),
        "no phone": ask(client, bare.code, digits="0000"),
        "missing": ask(client, "H44.12-260701-1004", digits="0000"),
        "closed": ask(client, closed.code, digits="5678"),
        "not digits": ask(client, there.code, digits="abc"),
    }
    same = {
        name: answer.text.replace(code, "CODE")
        for (name, answer), code in zip(
            answers.items(),
            (there.code, bare.code, "H44.12-260701-1004", closed.code, there.code),
            strict=True,
        )
    }
    bodies = {body.replace(answers["wrong"].headers["X-Request-Id"], "") for body in same.values()}
    assert len(bodies) == 1
    assert {a.status_code for a in answers.values()} == {200}
    assert "Yêu cầu bổ sung" not in next(iter(bodies))


def test_wrong_digits_close_one_code_for_one_client_after_three(client: FlaskClient, generous: None) -> None:
    made = known()
    for _ in range(3):
        ask(client, made.code, digits="0000")
    assert "Sổ đỏ" not in ask(client, made.code, digits="5678").text
    other = {"User-Agent": "another browser"}
    assert "Sổ đỏ" in ask(client, made.code, digits="5678", headers=other).text


def test_right_digits_are_never_counted_out(client: FlaskClient, generous: None) -> None:
    made = known()
    for _ in range(12):
        assert "Sổ đỏ" in ask(client, made.code, digits="5678").text


def test_a_code_closes_after_ten_wrong_tries_of_anybody(ctx: Flask, generous: None) -> None:
    made = known()
    for n in range(10):
        assert not operations.check_digits(made.code, "0000", f"client {n}")
    assert not operations.check_digits(made.code, "5678", "a new client")
    with time_machine.travel(clock.now() + dt.timedelta(days=1, minutes=1), tick=False):
        assert operations.check_digits(made.code, "5678", "a new client")


def test_a_client_closes_after_twenty_wrong_tries_and_everybody_after_a_thousand(ctx: Flask) -> None:
    made = known()
    for n in range(20):
        operations.check_digits(f"H44.12-260701-2{n:03d}", "0000", "scanner")
    assert not operations.check_digits(made.code, "5678", "scanner")
    assert operations.check_digits(made.code, "5678", "other")
    db.session.execute(text("UPDATE throttle SET count = 1000 WHERE key LIKE 'digits-all%'"))
    db.session.commit()
    assert not operations.check_digits(made.code, "5678", "other")


def test_the_same_phone_twice_or_several_phones_all_prove(ctx: Flask) -> None:
    made = make_dossier(SoDienThoai="0912345678;0987654321", SoDienThoaiNguoiNop="0900001111")
    assert db.session.scalar(select(func.count(DossierContact.id))) == 3
    for digits in ("5678", "4321", "1111"):
        assert operations.check_digits(made.code, digits, "x")


def test_look_ups_are_limited_for_a_browser_and_for_an_address(client: FlaskClient) -> None:
    made = known()
    answers = [ask(client, made.code) for _ in range(11)]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "hơi nhanh" in Page(answers[-1], status=429).text("main")
    statuses = [ask(client, made.code, headers={"User-Agent": f"b{n}"}).status_code for n in range(60)]
    assert statuses[:50] == [200] * 50
    assert statuses[-1] == 429


def test_a_forged_address_does_not_help(client: FlaskClient) -> None:
    made = known()
    forged = [
        ask(client, made.code, headers={"X-Forwarded-For": f"1.2.3.{n}"}).status_code for n in range(11)
    ]
    assert forged[-1] == 429


def test_another_sites_form_is_refused(client: FlaskClient) -> None:
    assert ask(client, "x", headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_printed_code_leaves_the_address_and_is_answered(client: FlaskClient) -> None:
    made = known()
    moved = client.get(f"/ho-so/?ma=https://x.vn/?SGT=079088001234%26MHS={made.code}")
    assert (moved.status_code, moved.headers["Location"]) == (303, "/ho-so/")
    page = Page(client.get("/ho-so/"))
    assert page.attr("input#code", "value") == made.code
    assert "Yêu cầu bổ sung" in page.text("#dossiers-result")
    with time_machine.travel(clock.now() + dt.timedelta(minutes=11), tick=False):
        assert Page(client.get("/ho-so/")).attr("input#code", "value") == ""


def test_in_the_mini_app_a_printed_code_fills_the_form_without_a_cookie(client: FlaskClient) -> None:
    made = known()
    answer = client.get(f"/m/ho-so/?ma={made.code}")
    assert Page(answer).attr("input#code", "value") == made.code
    assert "Set-Cookie" not in answer.headers


def test_a_link_opens_exactly_its_dossier_at_a_clean_address(client: FlaskClient) -> None:
    made, other = known(), known()
    token = operations.make_link(made.id, "message")
    moved = client.get(f"/h/{token}")
    assert (moved.status_code, moved.headers["Location"]) == (303, f"/ho-so/xem/{made.id}/")
    assert token not in moved.headers["Location"]
    answer = client.get(moved.headers["Location"])
    shown = Page(answer).text("main")
    assert made.code in shown
    assert "Sổ đỏ" in shown
    assert "N***** V** A*" in shown
    assert "Nguyễn" not in shown
    assert is_private(answer)
    assert Page(client.get(f"/ho-so/xem/{other.id}/"), status=404)
    assert db.session.scalars(select(DossierLink.last_used_at).where(DossierLink.purpose == "message")).one()


def test_the_address_behind_a_link_opens_nothing_for_another_browser_or_later(
    client: FlaskClient, ctx: Flask
) -> None:
    made = known()
    client.get(f"/h/{operations.make_link(made.id, 'message')}")
    address = f"/ho-so/xem/{made.id}/"
    assert client.get(address).status_code == 200
    assert ctx.test_client().get(address).status_code == 404
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=False):
        assert client.get(address).status_code == 404


def test_looking_at_a_links_head_uses_nothing_up(client: FlaskClient) -> None:
    token = operations.make_link(known().id, "message")
    answer = client.head(f"/h/{token}")
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    assert (
        db.session.scalars(select(DossierLink.last_used_at).where(DossierLink.purpose == "message")).one()
        is None
    )


def test_dead_links_all_look_alike(client: FlaskClient) -> None:
    made = known()
    revoked, over = operations.make_link(made.id, "message"), operations.make_link(made.id, "message")
    operations.revoke_link(revoked)
    db.session.execute(
        text(
            "UPDATE dossier_link SET expires_at = now() - interval '1 minute'"
            " WHERE token_hash = encode(sha256(:t), 'hex')"
        ),
        {"t": over.encode()},
    )
    db.session.commit()
    tokens = (revoked, over, "x" * 22, "y" * 300)
    answers = [client.get(f"/h/{token}") for token in tokens]
    assert {a.status_code for a in answers} == {404}
    told = [
        (a.text.replace(a.headers["X-Request-Id"], ""), token)
        for a, token in zip(answers, tokens, strict=True)
    ]
    bodies = {body.replace(token, "") for body, token in told}
    assert len(bodies) == 1
    assert made.code not in next(iter(bodies))
    assert Page(answers[0], status=404).has("form[action=/ho-so/]")


def test_a_link_ends_ninety_days_after_its_dossier(client: FlaskClient) -> None:
    made = known(TrangThaiHoSo="10", ThoiDiem=f"{clock.local(clock.now()):%Y%m%d%H%M%S}")
    token = operations.make_link(made.id, "message")
    for days, opens in ((89, True), (91, False)):
        with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
            assert (operations.open_link(token) is not None) is opens


def test_a_link_of_a_running_dossier_does_not_end(client: FlaskClient) -> None:
    token = operations.make_link(known().id, "message")
    with time_machine.travel(clock.now() + dt.timedelta(days=400), tick=False):
        assert operations.open_link(token)


def test_a_sensitive_dossier_waits_for_a_tap(client: FlaskClient) -> None:
    made = known(TenLinhVuc="Hộ tịch", TenTTHC="Đăng ký khai tử")
    address = client.get(f"/h/{operations.make_link(made.id, 'message')}").headers["Location"]
    before = client.get(address)
    assert not [secret for secret in (*SECRET, "khai tử") if secret in before.text]
    form = Page(before).attr("main form", "action")
    assert "khai tử" in client.post(form).text


def test_the_mini_app_is_answered_at_once_without_cookies(client: FlaskClient) -> None:
    made = known()
    token = operations.make_link(made.id, "message")
    answer = client.get(f"/m/h/{token}")
    assert "Sổ đỏ" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert client.get(f"/m/h/{'x' * 22}").status_code == 404


@pytest.mark.parametrize("status", [*range(1, 11), 17])
def test_every_status_has_a_calm_page(client: FlaskClient, status: int) -> None:
    made = known(TrangThaiHoSo=status)
    for answer in (ask(client, made.code), ask(client, made.code, digits="5678")):
        shown = Page(answer).text("#dossiers-result")
        assert "Việc cần làm bây giờ" in shown
        assert "None" not in shown


def test_the_docs_are_a_plain_page_of_ours(client: FlaskClient) -> None:
    page = Page(client.get("/api/v1/docs"))
    assert "POST /api/v1/dossiers" in page.text("main")
    assert "MaHoSo" in page.text("main")


def test_an_amount_to_pay_is_shown_in_dong(ctx: Flask, client: FlaskClient) -> None:
    fees = [{"TenPhiLePhi": "Lệ phí", "Gia": "1350000"}, {"TenPhiLePhi": "Phí thẩm định", "Gia": 50_000}]
    asked = {"NoiDungBoSung": "Đề nghị nộp phí, lệ phí.", "DanhSachLePhiBoSung": fees}
    make_dossier(MaHoSo="H44.12-260701-0777", TrangThaiHoSo=6, DanhSachHoSoBoSung=[asked])
    assert "1.400.000 đồng" in Page(ask(client, "H44.12-260701-0777", digits="5678")).root.text

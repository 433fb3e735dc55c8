"""Links and printed codes: exactly one dossier, at a clean address, for this browser, for a while."""

import datetime as dt

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations
from portal.dossiers.models import DossierLink
from tests.factories import make_dossier
from tests.page import Page
from tests.web.dossiers.looking import SECRET, ask, is_private, known


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

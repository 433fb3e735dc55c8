"""The feedback form without scripts: sent once, refused with everything kept, followed by its code."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.core import crypto
from portal.core.db import db
from portal.feedback import codes
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Status
from tests.page import Page
from tests.web.feedback.forms import TYPED, URL, bare, code_in, opened, picture, sent

NAUGHTY = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)> {{7*7}}${7*7}%(x)s',
    "' OR 1=1; DROP TABLE feedback; -- \\ud800",
    "\u202e\u2067 محمد 🏠 a\x00b\x1b[31m ٠١٢٣",
    "-1e309",
    "x" * 2100,
    "ﷺ" * 100,
)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Feedback)) or 0


def one() -> Feedback:
    return db.session.scalars(select(Feedback)).one()


def test_a_report_is_received_and_followed_by_its_code(client: FlaskClient) -> None:
    code = code_in(sent(client, opened(client)))
    receipt = Page(client.get(f"/phan-anh/{code}/da-nhan/"))
    assert receipt.text("[data-receipt]") == codes.shown(code)
    followed = Page(client.get(f"/phan-anh/{code}/"))
    assert "Mới tiếp nhận" in followed.text("main")
    assert TYPED["text"] not in followed.html
    assert TYPED["place"] not in followed.html
    assert followed.response.headers["Cache-Control"] == "no-store"
    step = db.session.scalars(select(FeedbackStep)).one()
    assert (step.feedback_id, step.status) == (one().id, Status.NEW)


def test_what_tells_about_a_person_is_not_readable_in_the_database(client: FlaskClient) -> None:
    typed = {"name": "Trần Thị Bưởi", "phone": "0912 345 678", "email": "buoi@vidu.vn", "address": "Ấp 3"}
    code_in(sent(client, opened(client), **typed))
    row = db.session.execute(text("SELECT row_to_json(f)::text FROM feedback f")).scalar_one()
    raw = db.session.execute(
        text("SELECT text || name || phone || email || address || place FROM feedback")
    ).scalar_one()
    for secret in (*typed.values(), TYPED["text"], TYPED["place"], "912345678"):
        assert secret not in row
        assert secret.encode() not in bytes(raw)
    assert (one().name, one().phone) == ("Trần Thị Bưởi", "+84912345678")
    assert one().phone_fingerprint == crypto.fingerprint("+84912345678")


@pytest.mark.parametrize("field", ["kind", "text", "consent"])
def test_a_refused_form_comes_back_as_it_was_typed(client: FlaskClient, field: str) -> None:
    typed = {**TYPED, "name": "Lê “An” <b>", "phone": "0912345678", field: ""}
    answer = Page(sent(client, opened(client), **{**typed, field: None}), status=422)
    assert len(answer.find("div[role=alert] li")) == 1
    assert answer.attr("#name", "value") == "Lê “An” <b>"
    assert answer.attr("#place", "value") == TYPED["place"]
    if field != "text":
        assert answer.text("#text") == TYPED["text"]
    if field != "kind":
        assert any("checked" in n.attrs for n in answer.find("input[name=kind][value=field_report]"))
    if field != "consent":
        assert answer.find("#consent[checked]")
    assert count() == 0


def test_consent_is_not_ticked_for_anybody(client: FlaskClient) -> None:
    assert not Page(client.get(URL)).find("#consent[checked]")


@pytest.mark.parametrize(
    ("kind", "given", "missing"),
    [
        ("field_report", {}, set()),
        ("suggestion", {}, {"phone"}),
        ("question", {"email": "an@vidu.vn"}, set()),
        ("conduct", {}, {"phone"}),
        ("regulation", {}, {"phone", "name", "address"}),
        ("regulation", {"phone": "0912345678", "name": "An"}, {"address"}),
        ("regulation", {"email": "a@vidu.vn", "name": "An", "address": "Ấp 3"}, set()),
        ("question", {"phone": "12"}, {"phone"}),
        ("question", {"email": "không phải"}, {"email"}),
        ("nonsense", {}, {"kind"}),
    ],
)
def test_who_must_say_who_they_are(
    client: FlaskClient, kind: str, given: dict[str, str], missing: set[str]
) -> None:
    answer = sent(client, opened(client), **{"kind": kind, **given})
    if not missing:
        code_in(answer)
        return
    told = {link.attrs["href"][1:] for link in Page(answer, status=422).find("div[role=alert] a")}
    assert {name.removesuffix("-0") for name in told} >= missing
    assert not {"name", "address", "email"} - missing & told


def test_words_of_danger_show_the_numbers_first_and_a_second_tap_sends(client: FlaskClient) -> None:
    hidden = opened(client)
    answer = Page(sent(client, hidden, text="Đang cháy nhà ở hẻm 5!"), status=422)
    calls = [n.attrs["href"] for n in answer.find("div[role=alert] a[href]")]
    assert calls == ["tel:113", "tel:114", "tel:115"]
    assert answer.html.index("tel:114") < answer.html.index("<form")
    assert answer.text("#text") == "Đang cháy nhà ở hẻm 5!"
    assert count() == 0
    code_in(sent(client, hidden, text="Đang cháy nhà ở hẻm 5!", calm="1"))


def test_the_same_form_again_gets_the_first_receipt(client: FlaskClient) -> None:
    hidden = opened(client)
    first = code_in(sent(client, hidden))
    assert code_in(sent(client, hidden, text="Chữ khác")) == first
    assert one().text == TYPED["text"]
    assert code_in(sent(client, opened(client))) == first, "the same report out of another tab"
    assert code_in(sent(client, opened(client), place="Hẻm 13")) != first
    assert code_in(sent(client, opened(client), picture())) != first, "a photo is never lost"
    assert count() == 3


def test_the_same_form_from_eight_taps_at_once_is_one_report(app: Flask, client: FlaskClient) -> None:
    hidden, raw = opened(client), picture()
    cookie = client.get_cookie("portal")
    assert cookie

    def tap(_n: int) -> str:
        other = app.test_client()
        other.set_cookie("portal", cookie.value)
        return code_in(sent(other, hidden, raw))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(tap, range(8)))
    assert len(set(answers)) == 1
    assert count() == 1
    photo = db.session.scalars(select(FeedbackPhoto)).one()
    assert photo.feedback_id == one().id


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_lost_token_gives_the_form_back_with_the_text_and_a_new_token(
    client: FlaskClient, token: str | None
) -> None:
    hidden = opened(client)
    client.delete_cookie("portal")
    answer = sent(client, {**hidden, "csrf_token": token or ""}, picture())
    again = Page(answer, status=422)
    assert answer.headers["X-Form-Token"] == "stale"
    assert again.text("#text") == TYPED["text"]
    assert again.text("#held legend") == "Đã nhận 1 ảnh"
    fresh = again.attr("input[name=csrf_token]", "value")
    assert fresh not in {"", hidden["csrf_token"]}
    assert again.attr("input[name=once]", "value") == hidden["once"]
    code_in(sent(client, {**hidden, "csrf_token": fresh}))
    assert count() == 1


def test_another_site_may_not_send_even_with_a_token(client: FlaskClient) -> None:
    data = {**TYPED, **opened(client)}
    answer = client.post(URL, data=data, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert count() == 0


def test_the_mini_app_sends_without_a_token_and_nobody_else_does(client: FlaskClient) -> None:
    shown = client.get("/m/phan-anh/")
    assert "csrf_token" not in shown.text
    assert "Set-Cookie" not in shown.headers
    data = {**TYPED, "once": "11111111-1111-4111-8111-111111111111"}
    barred = client.post("/m/phan-anh/", data=data)
    assert (barred.status_code, count()) == (422, 0)
    taken = client.post("/m/phan-anh/", data=data, headers={"Origin": "https://h5.zdn.vn"})
    assert taken.status_code == 204
    assert '{"zmp:go": "/phan-anh/' in taken.headers["HX-Trigger"], "the shell goes there itself"
    assert count() == 1


def test_a_robot_in_the_trap_is_answered_and_set_aside(client: FlaskClient) -> None:
    code_in(sent(client, opened(client), website="https://spam.example"))
    assert one().is_suspect
    assert not Page(client.get(URL)).find("form #website[required]")


def test_twenty_people_behind_one_address_are_all_heard(new_browser: Callable[[], FlaskClient]) -> None:
    for n in range(20):
        person = new_browser()
        person.environ_base["HTTP_USER_AGENT"] = f"phone {n % 10}"
        code_in(sent(person, opened(person), text=f"Chuyện thứ {n}"))
    assert count() == 20


def test_too_many_from_one_phone_keep_their_text(client: FlaskClient) -> None:
    for n in range(30):
        code_in(sent(client, opened(client), text=f"Chuyện {n}"))
    busy = sent(client, opened(client), text="Một việc nữa")
    assert Page(busy, status=429).text("#text") == "Một việc nữa"
    assert int(busy.headers["Retry-After"]) > 0
    assert count() == 30


def test_lines_stay_lines_and_unseen_signs_go(client: FlaskClient) -> None:
    code_in(sent(client, opened(client), text="Một\r\n\r\n\r\n\r\nHai\u200b  ba\x00\x07 \u202e"))
    assert one().text == "Một\n\nHai ba"


@pytest.mark.parametrize("naughty", ["\x00", "\u200b\u200b", "   \r\n ", "\ufeff"])
def test_a_text_of_nothing_is_no_text(client: FlaskClient, naughty: str) -> None:
    Page(sent(client, opened(client), text=naughty), status=422)
    assert count() == 0


def test_naughty_strings_in_every_field_are_kept_as_they_are_or_refused(client: FlaskClient) -> None:
    typed = (
        "text",
        "place",
        "dossier_code",
        "name",
        "phone",
        "email",
        "address",
        "website",
        "kind",
        "blamed",
    )
    hidden = ("once", "latitude", "longitude", "unit", "calm", "law", "own", "same", "ticket", "work", "drop")
    for naughty in NAUGHTY:
        shown = Page(bare(client, opened(client) | dict.fromkeys((*typed, *hidden), naughty)), status=422)
        assert not [node for node in shown.find("script, svg") if "alert" in node.text]
        told = {"text": f"x {naughty}"[:2000], "place": naughty[:300], "name": naughty[:100]}
        code_in(sent(client, opened(client), **told))
    assert count() == len(NAUGHTY)


def test_a_text_over_the_limit_is_refused_and_kept(client: FlaskClient) -> None:
    answer = Page(sent(client, opened(client), text="ắ" * 2001), status=422)
    assert answer.text("#text") == "ắ" * 2001
    code_in(sent(client, opened(client), text="ắ" * 2000))


def test_a_code_is_looked_up_as_people_write_it(client: FlaskClient) -> None:
    code = code_in(sent(client, opened(client)))
    spelled = f" {codes.shown(code).lower()} "
    assert client.post("/phan-anh/theo-doi/", data={"code": spelled}).location == f"/phan-anh/{code}/"
    slip = ("0" if code[0] != "0" else "1") + code[1:]
    wrong = Page(client.post("/phan-anh/theo-doi/", data={"code": slip}), status=422)
    assert "Mã chưa đúng" in wrong.text("main")
    assert wrong.attr("#code", "value") == slip
    unknown = Page(client.post("/phan-anh/theo-doi/", data={"code": codes.new()}), status=422)
    assert "Chưa tìm thấy" in unknown.text("main")


@pytest.mark.parametrize("code", ["x", "0" * 10 + "1", "%00", "A" * 500, "../../etc"])
def test_a_wrong_code_in_the_address_is_a_clear_page(client: FlaskClient, code: str) -> None:
    Page(client.get(f"/phan-anh/{code}/"), status=404)

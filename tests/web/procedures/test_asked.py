"""The desk of search: what nobody found becomes a word that finds it, live at once."""

from flask import Flask
from sqlalchemy import select

from portal.core import settings
from portal.core.db import db
from portal.procedures import search, shelf
from portal.procedures.asked import commands, forms, operations, queries
from portal.procedures.asked.models import SearchAsked, SearchRated
from portal.staff.models import Role
from tests.desk import Browser, form_token, sign_in
from tests.factories import make_procedure, make_staff
from tests.page import Page

DESK = "/desk/tim-kiem/"


def _asked(said: str) -> SearchAsked | None:
    operations.tally.flush()
    db.session.expire_all()
    return db.session.scalar(select(SearchAsked).where(SearchAsked.said == said))


def test_from_a_question_without_answer_to_a_word(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    code = make_procedure(name="Cấp phép nuôi chim yến lấy tổ")
    make_procedure(name="Đăng ký khai sinh")
    shelf.forget()
    client.get("/thu-tuc/?q=zutrong+queo")
    found = _asked("zutrong queo")
    assert found is not None
    assert (found.times, found.found) == (1, 0)
    sign_in(client, make_staff(Role.PUBLISHER))
    report = Page(client.get(DESK))
    assert "zutrong queo" in report.text("#procedures-asked-lines")
    address = f"{DESK}tu?said=zutrong+queo&means=nuôi+chim+yến"
    shown = Page(client.get(address)).text("main")
    assert "nuôi chim yến" in shown
    assert "nDCG@5" in shown
    assert search.search(search.Wanted("zutrong queo")).items == (), "a look at it changes nothing"
    told = {"csrf_token": form_token(client, address), "said": "zutrong queo", "means": "nuôi chim yến"}
    assert client.post(f"{DESK}tu", data=told).status_code == 303
    assert [item.code for item in search.search(search.Wanted("zutrong queo")).items] == [code]
    assert db.session.get(SearchRated, "zutrong queo").code == code  # type: ignore[union-attr]
    printed = ctx.test_cli_runner().invoke(commands.rated_questions).output
    assert printed == f"desk,zutrong queo,{code}=3\n"
    (word,) = queries.words()
    gone = {"csrf_token": form_token(client, address)}
    assert client.post(f"{DESK}tu/{word.id}/bo", data=gone).status_code == 303
    assert search.search(search.Wanted("zutrong queo")).items == ()
    assert client.post(f"{DESK}tu/{word.id}/bo", data=gone).status_code == 404


def test_a_best_answer_stands_first_and_a_bad_word_is_refused(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    first = make_procedure(name="Đăng ký khai sinh")
    other = make_procedure(name="Đăng ký khai sinh lưu động")
    shelf.forget()
    assert search.search(search.Wanted("khai sinh")).items[0].code == first
    sign_in(client, make_staff(Role.PUBLISHER))
    token = form_token(client, f"{DESK}tu")
    data = {"csrf_token": token, "said": "khai sinh", "code": other}
    assert client.post(f"{DESK}tu", data=data).status_code == 303
    assert search.search(search.Wanted("KHAI  SINH")).items[0].code == other
    for bad in (
        {"said": "0912345678"},
        {"code": "9.999999"},
        {"code": "", "means": ""},
        {"means": "x"},
        {"said": "!"},
    ):
        assert client.post(f"{DESK}tu", data=data | bad).status_code == 422, bad
    client = Browser(ctx, use_cookies=True)
    sign_in(client, make_staff(Role.EDITOR))
    assert client.get(DESK).status_code == 200
    assert client.get(f"{DESK}tu").status_code == 403


def test_taps_are_counted_for_what_was_asked(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    make_procedure(name="Đăng ký kết hôn")
    shelf.forget()
    page = Page(client.get("/thu-tuc/?q=ket+hon"))
    assert page.attr("#procedures-found h3 a", "ping") == f"{settings.get().base_url}/thu-tuc/mo"
    operations.tally.flush()
    for came in ("http://localhost/thu-tuc/?q=ket+hon", "http://localhost/thu-tuc/?q=never", "nothing", ""):
        assert client.post("/thu-tuc/mo", headers={"Ping-From": came}).status_code == 204
    found = _asked("ket hon")
    assert found is not None
    assert found.taps == 1
    assert _asked("never") is None


def test_what_may_be_personal_is_never_written(ctx: Flask) -> None:
    client = Browser(ctx, use_cookies=True)
    operations.tally.take()  # what a test before this one asked
    for typed in (
        "0912 345 678", "079123456789", "H44.12-200715-0012", "Nguyễn Văn An khai sinh", "tran thi hoa",
        "Lê Ngọc Ánh", "a@b.vn", "https://x", "x" * 500, "\u200b", "🙂", "một hai ba bốn " * 4,
    ):  # fmt: skip
        assert forms.countable(typed) is None, typed
        client.get("/thu-tuc/", query_string={"q": typed})
    operations.tally.flush()
    assert db.session.scalar(select(SearchAsked)) is None
    assert forms.countable("  Khai SINH cho con ") == "khai sinh cho con"
    assert forms.countable("sổ đỏ lần 2") == "sổ đỏ lần 2"

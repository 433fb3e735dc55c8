"""What a search finds, on the catalogue that comes with the portal."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from portal.core.db import db
from portal.core.errors import Unavailable
from portal.procedures import queries, search
from portal.procedures.models import Procedure
from portal.procedures.search import Wanted
from tests import stock
from tests.factories import make_procedure


@pytest.fixture(scope="module")
def catalogue(app: Flask) -> Iterator[Flask]:
    """The whole catalogue, read once for this file."""
    with app.app_context():
        db.session.execute(text("TRUNCATE procedure CASCADE"))
        db.session.commit()
        stock.catalogue()
        yield app
        db.session.remove()


def codes(query: str, **over: object) -> list[str]:
    return [item.code for item in search.search(Wanted(query, **over)).items]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("khai sinh", "1.001193"),
        ("dang ky khai sinh", "1.001193"),
        ("ĐĂNG KÝ KHAI SINH", "1.001193"),
        ("Đa\u0306ng ky\u0301 khai sinh", "1.001193"),
        ("gks", "1.001193"),
        ("làm giấy khai sinh cho con", "1.001193"),
        ("kết hôn", "1.000894"),
        ("giấy chứng tử", "1.000656"),
        ("xác nhận độc thân", "1.004873"),
        ("trích lục khai sinh", "2.000635"),
        ("sao y", "2.000815"),
        ("công chứng", "2.000815"),
        ("hộ khẩu", "1.004222"),
        ("nhập hộ khẩu cho con", "1.004222"),
        ("đktt", "1.004222"),
        ("đăng ký tạm trú cho sinh viên", "1.004194"),
        ("lltp", "3.000333"),
        ("cấp lại bằng lái", "3.000348"),
        ("sổ đỏ", "1.013978"),
        ("so do", "1.013978"),
        ("sang tên sổ đỏ", "1.013831"),
        ("tách sổ đỏ", "1.012784"),
        ("gpxd", "1.013225"),
        ("giấy phép xây dựng nhà ở", "1.013225"),
        ("hộ kinh doanh", "1.001612"),
        ("mất cà vẹt xe máy", "1.013082"),
        ("làm hộ chiếu", "1.001456"),
        ("con nuôi", "2.001263"),
        ("nvqs", "1.013133"),
        ("đóng bảo hiểm xã hội tự nguyện", "1.002179"),  # its name says BHXH
        ("xe tôi chạy hợp đồng muốn xin phù hiệu thì nộp ở đâu", "2.002288"),
    ],
)
def test_people_find_what_they_mean(catalogue: Flask, query: str, code: str) -> None:
    assert codes(query)[:1] == [code]


def test_an_identity_card_is_found_by_its_short_name(catalogue: Flask) -> None:
    assert set(codes("cccd")[:4]) == {"1.014061", "1.014062", "1.014063", "1.014064"}


@pytest.mark.parametrize(
    "query", ["1.001193", "1001193", "thủ tục 1.001193", "1.001193.000.00.00.H17", "1.001193.H17"]
)
def test_a_typed_code_finds_that_procedure_alone(catalogue: Flask, query: str) -> None:
    assert codes(query) == ["1.001193"]


def test_the_beginning_of_a_code_finds_all_that_go_on_like_it(catalogue: Flask) -> None:
    found = codes("1.0011")
    assert len(found) > 5
    assert all(code.startswith("1.0011") for code in found)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "xin chào",
        "cho mình hỏi chút",
        "thời tiết hôm nay thế nào",
        "🙂🙂",
        "\u0301\u0323\u0300",
        "& | ! <-> :* ( )",
        "'; DROP TABLE procedure; --",
        "%_%",
        "\\",
        "a" * 10_000,
        "0912345678",
        "\0",
    ],
)
def test_nothing_is_found_rather_than_something_wrong(catalogue: Flask, query: str) -> None:
    found = search.search(Wanted(query)) if query.strip() else search.Found()
    assert found.items == ()


@pytest.mark.parametrize(
    "query", ["khai sinh & kết hôn", "khai:* sinh", "(khai | sinh)", "'khai' sinh", "khai\u200bsinh %"]
)
def test_signs_of_the_query_language_are_only_signs(catalogue: Flask, query: str) -> None:
    search.search(Wanted(query))


def test_a_question_of_many_words_is_cut_not_refused(catalogue: Flask) -> None:
    assert codes("đăng ký khai sinh " * 3000)


def test_while_typing_the_last_word_may_be_a_beginning(catalogue: Flask) -> None:
    assert search.suggest("đăng ký kh")
    assert "1.001193" in [item.code for item in search.suggest("dang ky khai si")]
    assert search.suggest("k") == ()
    assert len(search.suggest("cấp")) <= search.SUGGESTIONS


def test_filters_narrow_what_is_found(catalogue: Flask) -> None:
    assert all(item.field == "Hộ tịch" for item in search.search(Wanted("đăng ký", field="Hộ tịch")).items)
    assert all("commune" in item.levels for item in search.search(Wanted("cấp", level="commune")).items)
    foreign = search.search(Wanted(subjects=("Người nước ngoài",)))
    assert 0 < foreign.total < 1000


def test_pages_follow_each_other_without_gap_or_repeat(catalogue: Flask) -> None:
    first, second = codes("cấp lại"), codes("cấp lại", page=2)
    assert len(first) == len(second) == search.PAGE
    assert not set(first) & set(second)
    assert codes("cấp lại", page=400) == first  # beyond the end is the beginning


def test_another_provinces_own_procedures_are_not_found(catalogue: Flask) -> None:
    hidden = db.session.scalar(text("SELECT code FROM procedure WHERE is_hidden LIMIT 1"))
    assert hidden
    assert codes(hidden) == []


def test_a_search_needs_three_questions_at_most(catalogue: Flask) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    search.search(Wanted("đăng ký tạm trú cho sinh viên", page=1))
    assert len(asked) <= 3
    assert not [statement for statement in asked if "GROUP BY" in statement]


def test_lists_are_kept_a_minute_and_forgotten_by_an_import(ctx: Flask) -> None:
    queries.forget()
    make_procedure(field="Hộ tịch")
    assert queries.fields() == ("Hộ tịch",)
    make_procedure(field="Đất đai")
    make_procedure(field="Chứng thực")
    assert queries.fields() == ("Chứng thực", "Đất đai", "Hộ tịch")


def test_marks_typed_raise_what_has_them(ctx: Flask) -> None:
    without = make_procedure(name="Cấp phép cho tau du lịch", field=None)
    with_marks = make_procedure(name="Cấp phép cho tàu du lịch", field=None)
    assert codes("tàu du lịch") == [with_marks, without]
    assert set(codes("tau du lich")) == {with_marks, without}


def test_on_ties_the_one_stop_and_the_commune_come_first(ctx: Flask) -> None:
    ministry = make_procedure(name="Cấp thẻ hội viên", desk="central", levels=["ministry"])
    legacy = make_procedure(name="Cấp thẻ hội viên", levels=["district_legacy"])
    commune = make_procedure(name="Cấp thẻ hội viên", levels=["commune"])
    assert codes("thẻ hội viên") == [commune, ministry, legacy]


def test_a_repealed_procedure_is_not_found(ctx: Flask) -> None:
    make_procedure(name="Cấp thẻ hội viên", publish_state="repealed")
    assert codes("thẻ hội viên") == []


def test_a_search_that_takes_too_long_is_stopped(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        search, "_IN_THREE_SECONDS", text("SELECT set_config('statement_timeout', '50', true)")
    )
    slow = select(func.pg_sleep(2)).select_from(Procedure)
    monkeypatch.setattr(search, "_listed", lambda wanted: slow)
    make_procedure(name="Cấp thẻ hội viên")
    with pytest.raises(Unavailable):
        search.search(Wanted(field="Hộ tịch"))

"""What finds which rows: marks, places old and new, days, numbers, slips of the finger, hostile text."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from portal.places import operations as places
from portal.tables import search
from portal.tables.queries import Shown, by_keyword
from portal.tables.search import Wanted, find
from tests.sheets import csv
from tests.tables import make_live

Ctx = Any
STREETS = csv(
    "Tên đường,Đoạn từ,Xã,VT1",
    "Đường Dương Tử Giang,Trọn đường,Phường Long An,1",
    "Đường Nguyễn Huệ,Cầu Đường,Phường Long An,2",
    "Đường Nguyễn Huệ,Chợ,Xã Bến Lức,3",
    "Đường 30 Tháng 4,Cầu Quan,Phường Tân Ninh,4",
    "Hẻm Hòa Bình,Ranh,Phường Tân Ninh,5",
)


def lines(shown: Shown, text: str = "", **more: Any) -> list[str]:
    """The last cell of each row that was found."""
    return [row.cells[-1] for row in find(shown, Wanted(text, **more)).rows]


def test_words_fold_and_marks_rank(ctx: Ctx) -> None:
    shown = make_live(raw=STREETS)
    wanted = {
        "nguyen hue": ["2", "3"],
        "NGUYỄN HUỆ bến lức": ["3"],
        "nguyễn huệ ben luc": ["3"],
        "dương": ["1", "2", "3", "4"],  # the street of that name before all that only fold alike
        "cau duong": ["2", "4"],  # in this order in one cell first
        "hoà bình": ["5"],
        "tháng 4": ["4"],
        "ngu": ["2", "3"],  # begun, and not ended
        "long an 30": [],
        "nguyeenx hueej": ["2", "3"],  # keys nobody turned into letters
        "nguyen6 hue": ["2", "3"],
        "nguyenn hue": ["2", "3"],
    }
    assert {text: lines(shown, text) for text in wanted} == wanted
    assert lines(shown, "", place="Xã Bến Lức") == ["3"]
    assert lines(shown, "nguyễn", place="phuong long an") == ["2"]
    assert lines(shown) == ["1", "2", "3", "4", "5"]
    assert shown.edition.places == ["Phường Long An", "Phường Tân Ninh", "Xã Bến Lức"]


def test_a_commune_of_before_leads_to_the_one_of_today(ctx: Ctx) -> None:
    places.import_units()
    shown = make_live(raw=csv("Tên đường,Xã,VT1", "A,Xã Trà Vong,1", "B,Xã Tân Biên,2"))
    found = find(shown, Wanted("mo cong"))
    assert ([row.cells[0] for row in found.rows], found.told) == (["A"], "Xã Mỏ Công → Xã Trà Vong")
    assert lines(shown, "giá đất ở xã Mỏ Công cũ, huyện Tân Biên") == ["1"]
    assert lines(shown, "B xã Mỏ Công cũ") == []  # its other words hold as well


def test_days_to_come_first_and_days_asked_for_alone(ctx: Ctx) -> None:
    rows = [
        "Ngày,Xã,Khu vực",
        "01/06/2026,A,ấp 1",
        "20/06/2026,A,ấp 2",
        "15/06/2026,B,ấp 3",
        "16/06/2026,A,ấp 4",
    ]
    shown = make_live("power_cut", csv(*rows))
    with time_machine.travel(dt.datetime(2026, 6, 15, 3, tzinfo=dt.UTC), tick=False):
        assert lines(shown) == ["ấp 3", "ấp 4", "ấp 2"]
        assert lines(shown, "ap") == ["ấp 3", "ấp 4", "ấp 2", "ấp 1"]
        assert lines(shown, "", day=dt.date(2026, 6, 1)) == ["ấp 1"]
        assert lines(shown, "", day=dt.date(2026, 6, 1), place="B") == []


def test_numbers_fit_whole(ctx: Ctx) -> None:
    shown = make_live(
        "planning_parcel", csv("Tờ,Thửa,Xã,Loại đất", "12,345,A,x", "012,45,A,y", "2,345,B,z", "12,34a,A,w")
    )
    assert lines(shown, numbers={0: "12"}) == ["x", "y", "w"]
    assert lines(shown, numbers={0: "0012", 1: "345"}) == ["x"]
    assert lines(shown, place="A", numbers={1: "34 A"}) == ["w"]


def test_a_key_opens_its_row_alone(ctx: Ctx) -> None:
    shown = make_live("exam_score")
    for typed, score in {
        "49000001": "8.25",
        " 4900 0001 ": "8.25",
        "4900000": None,
        "": None,
        "49000009": None,
    }.items():
        row = search.by_key(shown, typed)
        assert (row.cells[1] if row else None) == score, typed
    assert find(shown, Wanted("49000001")).rows == find(shown, Wanted()).rows == []
    assert search.by_key(make_live(), "1") is None


HOSTILE = [
    "' | 'x'",
    "a & b | !c <-> (d)",
    "'; DROP TABLE table_row; --",
    "\u0301\u0303",
    "🏠🏠",
    "%_*?",
    "x " * 5000,
    "\ud7ff\u200b\u202e",
    "đ" * 3000,
    "0" * 400,
]


def test_hostile_text_finds_nothing_and_breaks_nothing(ctx: Ctx) -> None:
    shown = make_live(raw=STREETS)
    for text in HOSTILE:
        found = find(shown, Wanted(text, place=text, numbers={0: text}))
        assert found.total in {0, 5}, text[:20]  # nothing at all asks for nothing
        assert find(shown, Wanted(text)).total in {0, 5}
    assert find(shown, Wanted("", page=10**9)).page == 1


def test_the_chat_s_word_is_read_with_and_without_marks_the_longest_first(ctx: Ctx) -> None:
    make_live()
    parks = make_live("vaccination_point", keyword="giá đất ở")
    wanted = {
        "Giá đất Nguyễn Huệ": "Nguyễn Huệ",
        "gia dat": "",
        "giá đất ở bến lức": "bến lức",
        "giá của đất": None,
        "dat": None,
        "": None,
    }
    for said, rest in wanted.items():
        found = by_keyword(said)
        assert (found[1] if found else None) == rest, said
    found = by_keyword("gia dat o x")
    assert found
    assert found[0].table.id == parks.table.id


@pytest.mark.parametrize("said", ["x" * 500, " ".join("a" * 900)])
def test_a_long_text_is_no_word(ctx: Ctx, said: str) -> None:
    assert by_keyword(said) is None

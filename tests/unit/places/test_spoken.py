"""Places inside a sentence: found where the words can mean nothing else, only this province's."""

import pytest
from flask import Flask

from portal.places import operations, spoken
from tests import stock


@pytest.fixture
def units(ctx: Flask) -> Flask:
    stock.fill("units", operations.import_units)
    spoken.forget()
    return ctx


def test_a_place_is_told_from_the_rest_of_the_sentence(units: Flask) -> None:
    told = {
        "lịch cúp điện xã Mỏ Công cũ": ("Xã Mỏ Công", "lịch cúp điện", ("Xã Trà Vong",)),
        "cup dien o xa mo cong": ("Xã Mỏ Công", "cup dien", ("Xã Trà Vong",)),
        "khai sinh tại Mỏ Công cũ, huyện Tân Biên": ("Xã Mỏ Công", "khai sinh", ("Xã Trà Vong",)),
        "mo\u0309 co\u0302ng": ("Xã Mỏ Công", "", ("Xã Trà Vong",)),
        "xã Tân Lập làm khai sinh": ("Xã Tân Lập", "làm khai sinh", ("Xã Tân Lập",)),  # of today
        "xã Tân Lập, huyện Mộc Hóa": ("Xã Tân Lập", "", ("Xã Mộc Hóa",)),
        "x. tan lap h. tan thanh cũ": ("Xã Tân Lập", "", ("Xã Nhơn Hòa Lập",)),
        "làm khai tử xã Mỏ Công thị xã Tân Biên": (
            "Xã Mỏ Công",
            "làm khai tử",
            ("Xã Trà Vong",),
        ),  # was a huyện
        "xa tan lap tỉnh long an": ("Xã Tân Lập", "", ("Xã Mộc Hóa", "Xã Nhơn Hòa Lập")),
    }
    found = {text: spoken.named_in(text) for text in told}
    assert {text: (one.name, one.rest, one.now) if one else None for text, one in found.items()} == told


def test_what_names_no_place_of_ours_stays_as_it_is(units: Flask) -> None:
    others = [
        "",
        "đăng ký khai sinh",
        "tân lập hợp tác xã",  # a name without its kind among other words
        "xã Mõ Công",  # other marks than the name's
        "bán xe cũ",
        "phường Hải Thành",  # another province's
        "xã " * 500,
        "🙂 ' ; -- \u0301",
    ]
    assert [text for text in others if spoken.named_in(text)] == []

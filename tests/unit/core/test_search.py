"""One fold for all comparing, and the Vietnamese order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.search import fold, sort_key, tidy, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Thuỷ", "thuy"),
        ("thủy", "thuy"),
        ("THỦY", "thuy"),
        ("hoà giải", "hoa giai"),
        ("hòa  giải", "hoa giai"),
        ("Đăng ký", "dang ky"),
        ("\u00d0ăng ký", "dang ky"),
        ("đường\u00a0sá", "duong sa"),
        ("sổ\u200b đỏ", "so do"),
        ("UBND xã/phường", "ubnd xa phuong"),
        ("1.001193", "1 001193"),
        ("", ""),
        ("\u0301\u0309", ""),
        ("😀", ""),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(unicodedata.normalize("NFD", typed)) == folded


@given(st.text(max_size=60))
def test_folding_is_done_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once.isascii()


def test_what_is_typed_is_bounded() -> None:
    many = words("khai sinh " * 5000)
    assert len(many) == 12
    assert len(words("x" * 10_000)[0]) == 40


def test_tidy_keeps_marks_and_drops_unseen_signs() -> None:
    assert tidy(" Hồ\u200d  sơ\ufeff ") == "Hồ sơ"


def test_vietnamese_order() -> None:
    right = ["an", "ạn", "ăn", "ân", "ba", "đa", "ca"]
    order = [
        "an",
        "ạn",
        "ăn",
        "ân",
        "ba",
        "ca",
        "da",
        "đa",
        "đà",
        "đả",
        "đã",
        "đá",
        "đạ",
        "e",
        "ê",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
    ]
    assert sorted(reversed(order), key=sort_key) == order
    assert sorted(right, key=sort_key)[-1] == "đa"
    assert sorted(["Tây Ninh", "Tân An", "Tầm Vu"], key=sort_key) == ["Tầm Vu", "Tân An", "Tây Ninh"]

"""Raw Telex and VNI keys become the syllables they spell, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.finding import keys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thur", "thủ"),
        ("tucj", "tục"),
        ("ddaats", "đất"),
        ("thuwowngf", "thường"),
        ("truowngf", "trường"),
        ("khaanr", "khẩn"),
        ("cawn", "căn"),
        ("cuwowcs", "cước"),
        ("giaays", "giấy"),
        ("quyeenf", "quyền"),
        ("hoaf", "hòa"),
        ("toanf", "toàn"),
        ("ho65", "hộ"),
        ("so7", "sơ"),
        ("ho62", "hồ"),
        ("d9at61", "đất"),
        ("d9o6c5", "độc"),
        ("thuong72", "thường"),
        ("nghie6n1", "nghiến"),
    ],
)
def test_keys_spell_a_syllable(typed: str, meant: str) -> None:
    assert keys.read(typed) == meant


@pytest.mark.parametrize(
    "typed", ["khai", "sinh", "2024", "14", "h44", "bhyt", "xyz", "a" * 50, "đất", "w1w", ""]
)
def test_what_spells_nothing_is_left_alone(typed: str) -> None:
    assert keys.read(typed) is None


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=14))
def test_any_keys_are_read_without_harm(typed: str) -> None:
    meant = keys.read(typed)
    assert meant is None or (meant.isalpha() and len(meant) <= len(typed))

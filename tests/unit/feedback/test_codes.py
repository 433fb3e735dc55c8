"""Tracking codes: random, forgiving in spelling, unforgiving to one wrong sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import logs
from portal.feedback import codes

made = st.builds(codes.new)


@given(made, st.integers(0, codes.LENGTH - 1), st.sampled_from(codes.SIGNS))
def test_one_wrong_sign_is_always_seen(code: str, at: int, sign: str) -> None:
    wrong = code[:at] + sign + code[at + 1 :]
    assert codes.read(wrong) == (code if wrong == code else None)


@given(made, st.integers(0, codes.LENGTH - 2))
def test_two_swapped_neighbours_are_always_seen(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert codes.read(swapped) == (code if swapped == code else None)


@given(made)
def test_every_usual_spelling_is_read(code: str) -> None:
    easily_confused = codes.shown(code).replace("0", "o").replace("1", "l").lower()
    for spelled in (code, codes.shown(code), f" {code.lower()} ", easily_confused, " ".join(code)):
        assert codes.read(spelled) == code


def test_a_code_holds_fifty_random_bits() -> None:
    seen = {codes.new() for _ in range(2000)}
    assert len(seen) == 2000
    for place in range(codes.LENGTH):
        assert len({code[place] for code in seen}) == 32


@pytest.mark.parametrize(
    "typed", ["", "-", "0" * 12, "U" * 11, "đ" * 11, "1" * 500, "0000000000٣", "\x00" * 11]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None


def test_a_code_stays_out_of_the_logs() -> None:
    code = codes.new()
    for spelled in (code, codes.shown(code), code.lower()):
        assert logs.redact(f"GET /phan-anh/{spelled}/ 200") == "GET /phan-anh/***/ 200"
    assert logs.redact("GET /phan-anh/theo-doi/ 200") == "GET /phan-anh/theo-doi/ 200"

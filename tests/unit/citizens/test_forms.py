"""Which ways of writing a phone number are understood, held against the phonenumbers library."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.citizens.forms import parse_phone

NUMBER = "+84912345678"


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "84912345678",
        "+84912345678",
        "+84 912 345 678",
        "(+84) 912 345 678",
        "0084912345678",
        "+84 0912345678",
        " 0912345678\u00a0",
        "０９１２３４５６７８",
    ],
)
def test_the_usual_ways_of_writing_a_number_are_one_number(text: str) -> None:
    assert parse_phone(text) == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "912345678",
        "091234567",
        "09123456789",
        "0112345678",
        "+1 202 555 0123",
        "001202304567",
        "H44.12-200715-0012",
        "1022",
        "0912345678 0987654321",
        "0912x345678",
        "0" * 10_000,
        "٠٩١٢٣٤٥٦٧٨x",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse_phone(text) is None


def test_a_landline_is_a_number_too() -> None:
    assert parse_phone("0276 3822 233") == "+842763822233"


@given(
    st.sampled_from(["0", "84", "+84", "+840", "0084"]),
    st.from_regex(r"\A[2-9][0-9]{8,9}\Z"),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_whatever_the_library_holds_valid_is_read_the_same(prefix: str, digits: str, between: str) -> None:
    text = prefix + between + digits[:3] + between + digits[3:6] + between + digits[6:]
    theirs = phonenumbers.parse(text if not text.startswith("84") else "+" + text, "VN")
    if phonenumbers.is_valid_number(theirs):
        assert parse_phone(text) == phonenumbers.format_number(theirs, phonenumbers.PhoneNumberFormat.E164)


@given(st.text(max_size=60))
def test_what_we_take_the_library_finds_possible(text: str) -> None:
    ours = parse_phone(text)
    if ours is not None:
        assert phonenumbers.is_possible_number(phonenumbers.parse(ours))

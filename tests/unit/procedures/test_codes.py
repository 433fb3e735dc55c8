"""Which ways of writing a procedure's code and name are understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures import codes


@pytest.mark.parametrize(
    ("text", "national", "suffix"),
    [
        ("1.000894", "1.000894", None),
        ("1.000894.000.00.00.H17", "1.000894", "H17"),
        ("1.013225.h17", "1.013225", "H17"),
        ("1.000105.000.00.00", "1.000105", None),
        ("1001193", "1.001193", None),
        ("mã 1 001613", "1.001613", None),
        ("thủ tục 2.000635", "2.000635", None),
        ("Cho tôi hỏi mã 2. 000635.", "2.000635", None),
        ("6.000001", "6.000001", None),
    ],
)
def test_a_code_is_read(text: str, national: str, suffix: str | None) -> None:
    assert codes.read(text) == codes.Code(national, suffix)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7.000001",
        "1.00119",
        "0912345678",
        "000.00.53.H48-220921-0099",
        "G09.20-20260609-1092637",
        "H15.50.05.13-261008-0975",
        "25/11/2026",
        "079201001193",
        "11001193",
    ],
)
def test_other_numbers_are_not_procedure_codes(text: str) -> None:
    assert codes.read(text) is None


def test_a_code_that_is_still_typed_is_known_by_its_beginning() -> None:
    assert [codes.started(text) for text in ("1.0011", "10011", "1", "khai")] == [
        "1.0011",
        "1.0011",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("THỦ TỤC CHIA, TÁCH; SÁP NHẬP; HỢP NHẤT HỘI", "Thủ tục chia, tách; sáp nhập; hợp nhất hội"),
        ("CƯ TRÚ HỢP PHÁP TẠI VIỆT NAM", "Cư trú hợp pháp tại Việt Nam"),
        ("Tách thửa hoặc hợp thửa đất.", "Tách thửa hoặc hợp thửa đất"),
        ("Cấp  thẻ\u00a0căn cước ", "Cấp thẻ căn cước"),
        ("Đa\u0306ng ky\u0301", "Đăng ký"),
        ("BHXH", "BHXH"),
    ],
)
def test_names_are_read_without_shouting_dots_and_strange_spaces(written: str, shown: str) -> None:
    assert codes.named(written) == shown


@given(st.text(max_size=600))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = codes.read(text)
    assert found is None or len(found.national) == 8

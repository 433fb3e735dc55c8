"""Codes in what people type: real shapes, near misses that are only offered, and numbers kept out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dossiers import codes
from portal.dossiers.codes import read

EXACT = [
    ("000.00.53.H48-220921-0099", "000.00.53.H48-220921-0099"),
    ("H44.12-200715-0012", "H44.12-200715-0012"),
    ("H15.50.05.13-261008-0975", "H15.50.05.13-261008-0975"),
    ("G09.20-20260609-0092637", "G09.20-20260609-0092637"),
    ("H48-220921-0099", "H48-220921-0099"),
    ("h44.12-200715-0012", "H44.12-200715-0012"),
    ("H44.12 - 200715 – 0012", "H44.12-200715-0012"),
    ("H44.12−200715_0012", "H44.12-200715-0012"),
    ("H44 . 12-200715-0012", "H44.12-200715-0012"),
    ("H44.12%2D200715%2D0012", "H44.12-200715-0012"),
    ("Mã: H44.12-200715-0012.", "H44.12-200715-0012"),
    ("cho hỏi (H44.12-200715-0012)?", "H44.12-200715-0012"),
    ("\u200bH44.12-200715-0012\ufeff", "H44.12-200715-0012"),
    ("H99.12-200715-0012", "H99.12-200715-0012"),  # no list of prefixes: unknown ones are taken
]
NEAR = [
    ("H44.12.200715.0012", "H44.12-200715-0012"),
    ("H4412-200715-0012", "H44.12-200715-0012"),
    ("H44.12 200715 0012", "H44.12-200715-0012"),
    ("H44.122007150012", "H44.12-200715-0012"),
    ("H44.12-2007150012", "H44.12-200715-0012"),
    ("HO8.12-2OO715-OO12", "H08.12-200715-0012"),
    ("H44.12/200715/0012", "H44.12-200715-0012"),
    ("0000053H48-220921-0099", "000.00.53.H48-220921-0099"),
    ("000.00.53.H48.220921.0099", "000.00.53.H48-220921-0099"),
    ("H44.12-2I0715-0012", "H44.12-210715-0012"),
]
OTHER = [
    ("03706/2026/07906", "social_insurance"),
    ("0912345678", "person_number"),
    ("0912 345 678", "person_number"),
    ("+84 912.345.678", "person_number"),
    ("079088001234", "person_number"),
    ("CCCD 079 088 001 234", "person_number"),
    ("079088001234|123456789|Nguyễn Văn An|01011990|Nam|Long An|01012021", "person_number"),
    ("", "nothing"),
    ("xin chào", "nothing"),
    ("H44.12-201399-0012", "day"),  # the 99th of the 13th month
    ("H44.12 201399 0012", "day"),
    ("H44 12 20261301 00123", "day"),
    ("mã h44.122O1399 0012", "day"),
    ("H44122013990012", "day"),
    ("123e4567-e89b-12d3-a456-426614174000", "nothing"),
    ("x" * 5000, "nothing"),
    ("\0\x01\x02", "nothing"),
    ("' OR 1=1 --", "nothing"),
]


@pytest.mark.parametrize(("text", "code"), EXACT)
def test_a_code_is_found(text: str, code: str) -> None:
    assert read(text) == codes.Read("codes", codes=(code,))


@pytest.mark.parametrize(("text", "code"), NEAR)
def test_a_near_miss_is_offered_and_never_taken(text: str, code: str) -> None:
    found = read(text)
    assert (found.kind, found.codes) == ("near", ())
    assert found.near[0] == code


@pytest.mark.parametrize(("text", "kind"), OTHER)
def test_anything_else_is_called_by_its_name(text: str, kind: str) -> None:
    assert read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2.000635", "2.000635"),
        ("1001193", "1.001193"),
        ("thủ tục 2.000635", "2.000635"),
        ("1.000894.000.00.00.H17", "1.000894"),
        ("1.013225.H17", "1.013225"),
    ],
)
def test_a_procedure_code_is_known_as_one(text: str, code: str) -> None:
    assert (read(text).kind, read(text).procedure_code) == ("procedure", code)


def test_several_codes_are_answered_and_three_at_most() -> None:
    said = " ".join(f"H44.12-200715-00{n}" for n in range(10, 16)) + " H44.12-200715-0010"
    assert read(said).codes == ("H44.12-200715-0010", "H44.12-200715-0011", "H44.12-200715-0012")


def test_the_code_of_another_system_may_be_tried_as_it_stands() -> None:
    assert read("SBN/2026-77 a").exact == "SBN/2026-77 a"
    assert read("9" * 65).exact is None
    assert read("0912345678").exact is None


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("https://dvc.vn/tra-cuu?SGT=079088001234&MHS=H44.12-200715-0012", "codes", ("H44.12-200715-0012",)),
        ("https://dvc.vn/x?maHoSo=H44.12-200715-0012&CCCD=H48-220921-0099", "codes", ("H44.12-200715-0012",)),
        ("https://dvc.vn/ho-so/H44.12-200715-0012", "codes", ("H44.12-200715-0012",)),
        ("https://dvc.vn/tra-cuu?SGT=079088001234", "nothing", ()),
        ("https://dvc.vn/tra-cuu?CMND=H44.12-200715-0012", "nothing", ()),
        ("https://dvc.vn/apiqr/qr?id=123e4567-e89b-12d3-a456-426614174000", "nothing", ()),
        ("https://[bad/?MHS=H44.12-200715-0012", "nothing", ()),
        ("javascript:alert(1)", "nothing", ()),
    ],
)
def test_of_a_scanned_address_only_the_code_is_read(text: str, kind: str, found: tuple[str, ...]) -> None:
    assert (read(text).kind, read(text).codes) == (kind, found)


def test_one_spelling_is_kept() -> None:
    assert codes.normal(" h44.12 – 200715-0012 ") == "H44.12-200715-0012"
    assert codes.normal("  SBN  77 a ") == "SBN 77 a"
    assert codes.agency("000.00.53.H48-220921-0099") == "000.00.53.H48"
    assert codes.agency("SBN 77") is None


@given(st.text(max_size=1200))
def test_nothing_typed_breaks_it(text: str) -> None:
    found = read(text)
    assert len(found.codes) <= codes.MOST
    assert len(found.near) <= codes.MOST
    for code in (*found.codes, *found.near):
        assert codes.normal(code) == code


@pytest.mark.parametrize(
    "text", ["H44" + "1" * 900, "1." * 400, "H00 " * 250, ("H44" + "0" * 25) * 20, "0" * 1000]
)
def test_hostile_texts_are_read_at_once(text: str) -> None:
    started = time.perf_counter()
    read(text)
    assert time.perf_counter() - started < 0.2

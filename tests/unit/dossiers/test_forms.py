"""Records of the one-stop system: spellings that are taken, complaints that point, nothing breaks it."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dossiers.forms import Refusal, read_dossier, read_progress
from portal.dossiers.mapping.meanings import national
from portal.dossiers.models import Standing, Status

BASE = {"MaHoSo": "H44.12-200715-0012", "TrangThaiHoSo": 2}


def complaints(raw: object) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        read_dossier(raw)
    return [(c.pointer, c.word) for c in caught.value.complaints]


@pytest.mark.parametrize(
    ("spelt", "utc"),
    [
        ("20260701083000", "2026-07-01T01:30:00+00:00"),
        ("202607010830", "2026-07-01T01:30:00+00:00"),
        ("20260701", "2026-06-30T17:00:00+00:00"),
        ("2026-07-01T08:30:00+07:00", "2026-07-01T01:30:00+00:00"),
        ("2026-07-01T01:30:00Z", "2026-07-01T01:30:00+00:00"),
        ("2026-07-01 08:30", "2026-07-01T01:30:00+00:00"),
    ],
)
def test_moments_are_read_on_a_vietnamese_clock(spelt: str, utc: str) -> None:
    assert read_dossier({**BASE, "NgayTiepNhan": spelt}).received_at == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_field_says_nothing(empty: str | None) -> None:
    record = read_dossier(
        {**BASE, "NgayHenTra": empty, "TenTTHC": empty, "HinhThuc": empty, "DangKyNhanZalo": empty}
    )
    assert record.kept == {"MaHoSo": "H44.12-200715-0012", "TrangThaiHoSo": "2"}


@pytest.mark.parametrize("spelt", [2, "2", " 2 ", "02"])
def test_a_status_is_one_status_however_it_is_spelt(spelt: object) -> None:
    record = read_dossier({**BASE, "TrangThaiHoSo": spelt})
    assert (record.raw_status, national(record.raw_status)) == ("2", Status.ACCEPTED)


@pytest.mark.parametrize("strange", [0, 11, 99, -1, "X7", "đang chờ"])
def test_a_strange_status_is_kept_as_told(strange: object) -> None:
    record = read_dossier({**BASE, "TrangThaiHoSo": strange})
    assert (record.raw_status, national(record.raw_status)) == (str(strange), None)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({"MaHoSo": None}, [("/MaHoSo", "text")]),
        ({"MaHoSo": "  "}, [("/MaHoSo", "missing")]),
        ({"MaHoSo": "x" * 65}, [("/MaHoSo", "too_long")]),
        ({"TrangThaiHoSo": True}, [("/TrangThaiHoSo", "choice")]),
        ({"TrangThaiHoSo": 2.0}, [("/TrangThaiHoSo", "choice")]),
        ({"TrangThaiHoSo": "x" * 21}, [("/TrangThaiHoSo", "too_long")]),
        ({"NgayHenTra": "20261301000000"}, [("/NgayHenTra", "date")]),
        ({"NgayHenTra": 20260701083000}, [("/NgayHenTra", "date")]),
        ({"NgayHenTra": "18000101000000"}, [("/NgayHenTra", "date")]),
        ({"KenhThucHien": "4"}, [("/KenhThucHien", "choice")]),
        ({"HinhThuc": 1.0}, [("/HinhThuc", "choice")]),
        ({"SoDienThoai": 912345678}, [("/SoDienThoai", "text")]),
        ({"DangKyNhanZalo": "có"}, [("/DangKyNhanZalo", "true_or_false")]),
        ({"DangKyNhanZalo": 1}, [("/DangKyNhanZalo", "true_or_false")]),
        ({"TenTTHC": "x" * 5001}, [("/TenTTHC", "too_long")]),
        ({"DanhSachHoSoBoSung": {}}, [("/DanhSachHoSoBoSung", "list")]),
        ({"DanhSachHoSoBoSung": [{"NgayBoSung": "x"}]}, [("/DanhSachHoSoBoSung/0/NgayBoSung", "date")]),
        ({"La": "x" * 9000}, [("", "extra_too_large")]),
    ],
)
def test_a_complaint_points_at_the_field_with_one_word(
    over: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert complaints({**BASE, **over}) == expected


@pytest.mark.parametrize("raw", [None, [], "x", 5, True])
def test_only_an_object_is_a_record(raw: object) -> None:
    assert complaints(raw) == [("", "object")]


def test_all_complaints_come_at_once_and_never_with_the_value() -> None:
    secret = "0912345678 Nguyễn Văn An"
    found = complaints({"TrangThaiHoSo": [secret], "NgayTra": secret, "SoDienThoai": [secret]})
    assert len(found) == 4
    assert "An" not in str(found)


def test_equal_content_has_one_hash_and_other_content_another() -> None:
    one = read_dossier({**BASE, "NgayTiepNhan": "20260701083000", "La": {"b": 1, "a": 2}})
    same = read_dossier(
        {"La": {"a": 2, "b": 1}, **BASE, "TrangThaiHoSo": "2", "NgayTiepNhan": "2026-07-01T01:30:00Z"}
    )
    other = read_dossier({**BASE, "NgayTiepNhan": "20260701083001", "La": {"b": 1, "a": 2}})
    assert one.canonical_hash() == same.canonical_hash() != other.canonical_hash()


def test_only_standings_that_were_told_are_named() -> None:
    record = read_dossier(
        {**BASE, "SoDienThoai": "0912345678,0912 345 678;sai", "SoDienThoaiNguoiNop": "+84987654321"}
    )
    assert record.contacts() == {Standing.OWNER: ("+84912345678",), Standing.SUBMITTER: ("+84987654321",)}
    assert read_dossier(BASE).contacts() == {}


def test_papers_that_are_missing_come_as_names_or_objects() -> None:
    asked = [
        {
            "NoiDungBoSung": "Cần thêm",
            "DanhSachGiayToBoSung": ["Sổ đỏ", {"TenGiayTo": "Đơn", "MoTa": "bản chính"}],
        }
    ]
    papers = read_dossier({**BASE, "DanhSachHoSoBoSung": asked}).last_supplement
    assert papers is not None
    assert [(p.name, p.note) for p in papers.papers or []] == [("Sổ đỏ", None), ("Đơn", "bản chính")]


@pytest.mark.parametrize(
    ("told", "dong"),
    [(50000, 50000), ("50.000", 50000), ("50,000", 50000), (1.0, 1), ("miễn phí", None), (None, None)],
)
def test_amounts_are_whole_dong_or_unknown(told: object, dong: int | None) -> None:
    record = read_dossier({**BASE, "DanhSachLePhi": [{"TenPhiLePhi": "Lệ phí", "Gia": told}]})
    assert record.fees is not None
    assert record.fees[0].dong == dong


def test_a_step_needs_its_moment() -> None:
    with pytest.raises(Refusal) as caught:
        read_progress({"MaHoSo": "x", "ThoiDiemXuLy": ""})
    assert [(c.pointer, c.word) for c in caught.value.complaints] == [("", "no_time")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "NgayTiepNhan",
    "DanhSachHoSoBoSung",
    "DanhSachLePhi",
    "SoDienThoai",
    "KenhThucHien",
    "DangKyNhanZalo",
    "La",
]


@given(
    st.fixed_dictionaries(
        {}, optional={"MaHoSo": JSON, "TrangThaiHoSo": JSON, **{name: JSON for name in FIELDS}}
    )
    | JSON
)
def test_any_json_is_taken_or_refused_with_words(raw: object) -> None:
    try:
        record = read_dossier(raw)
    except Refusal as refusal:
        words = [c.word for c in refusal.complaints]
    else:
        words = ["taken"]
        assert json.dumps(record.kept)
        again = read_dossier(record.kept)
        assert again.canonical_hash() == record.canonical_hash()
    assert words
    assert all(0 < len(word) < 30 for word in words)

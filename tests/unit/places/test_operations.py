"""Units of today and before, swapped days, offices: written once, and found again by old names."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.errors import Refused
from portal.places import operations, queries
from portal.places.forms import OfficeFacts
from portal.places.models import Office, Unit, UnitLevel, WorkingDayOverride
from tests import stock

CURRENT = "province_code,province_name,commune_code,commune_name,commune_type\n"
OLD = (
    "old_province,old_district,old_commune,old_commune_code,"
    "new_province,new_commune,new_commune_code,was_split\n"
)


@pytest.fixture
def units(ctx: Flask) -> Flask:
    stock.fill("units", operations.import_units)
    return ctx


def number(*where: object) -> int:
    return db.session.scalar(select(func.count(Unit.id)).where(*where)) or 0  # type: ignore[arg-type]


def test_the_shipped_units_come_in_whole_and_once(ctx: Flask) -> None:
    report = operations.import_units()
    assert (report.read, report.refused) == (174 + 545, [])
    assert number(Unit.valid_to.is_(None), Unit.valid_from == dt.date(2025, 7, 1)) == 174
    assert number(Unit.valid_to == dt.date(2025, 6, 30)) == 545
    assert number(Unit.was_split) == 24
    assert number(Unit.level == UnitLevel.DISTRICT) == 1
    assert operations.import_units().changed == 0


def test_only_this_provinces_communes_are_listed(units: Flask) -> None:
    found = queries.communes()
    assert len(found) == 96
    assert {unit.parent_name for unit in found} == {"Tỉnh Tây Ninh"}
    assert queries.province_names() == {"tay ninh", "long an"}


@pytest.mark.parametrize(
    "text", ["Xã Mỏ Công", "mo cong", "MỎ CÔNG", "Mỏ Công, huyện Tân Biên", "mỏ công, tây ninh"]
)
def test_an_old_commune_leads_to_todays_and_asks_when_it_was_split(units: Flask, text: str) -> None:
    (place,) = queries.resolve_old_place(text)
    assert ([now.name for now in place.now], place.must_ask) == (["Xã Trà Vong"], True)


def test_a_name_that_stood_in_several_districts_gives_them_all_until_one_is_named(units: Flask) -> None:
    assert len(queries.resolve_old_place("Phường 4")) == 3
    (place,) = queries.resolve_old_place("Phường 4, thành phố Tân An")
    assert [now.name for now in place.now] == ["Phường Long An"]
    (place,) = queries.resolve_old_place("Tân Phú, Đức Hòa")
    assert ([now.name for now in place.now], place.must_ask) == (["Xã Hiệp Hòa"], False)


def test_a_district_without_communes_is_known_too(units: Flask) -> None:
    (place,) = queries.resolve_old_place("Huyện Cồn Cỏ")
    assert [now.name for now in place.now] == ["Đặc khu Cồn Cỏ"]


@pytest.mark.parametrize("text", ["", ",", "4", "không có nơi này", "%", "_", "x" * 5000, "🙂"])
def test_other_words_lead_nowhere(units: Flask, text: str) -> None:
    assert queries.resolve_old_place(text) == []


def test_a_changed_row_is_written_over_and_a_bad_one_reported(ctx: Flask, tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text(
        CURRENT + "80,Tỉnh Tây Ninh,25001,Phường Một,Phường\n80,Tỉnh,x,Hai,Xã\n", encoding="utf-8"
    )
    report = operations.import_units([table])
    assert (report.read, report.changed) == (2, 1)
    assert report.refused[0][0] == "units.csv:3"
    assert report.refused[0][1].startswith("commune_code")
    table.write_text(CURRENT + "80,Tỉnh Tây Ninh,25001,Phường Mốt,Phường\n", encoding="utf-8-sig")
    assert operations.import_units([table]).changed == 1
    assert db.session.scalars(select(Unit.name)).all() == ["Phường Mốt"]


def test_an_old_unit_without_a_known_successor_is_reported(ctx: Flask, tmp_path: Path) -> None:
    table = tmp_path / "old.csv"
    table.write_text(OLD + "Tỉnh Long An,Huyện A,Xã B,80001,Tỉnh Tây Ninh,Xã C,99999,0\n", encoding="utf-8")
    assert operations.import_units([table]).refused == [("80001", "no unit 99999 today")]
    assert number() == 0


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", CURRENT.encode(), b"\xff\xfe", b'{"a": 1}'])
def test_a_file_that_is_no_such_table_is_refused(ctx: Flask, tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(content)
    with pytest.raises(Refused):
        operations.import_units([table])
    with pytest.raises(Refused, match="cannot be read"):
        operations.import_units([tmp_path / "none.csv"])


def test_swapped_working_days_come_in_once(ctx: Flask) -> None:
    assert operations.import_working_days().changed == 7
    assert operations.import_working_days().changed == 0
    swapped = db.session.get(WorkingDayOverride, dt.date(2026, 1, 10))
    assert swapped is not None
    assert swapped.is_working


def test_an_office_is_written_once_and_found_by_code_or_name(units: Flask) -> None:
    told = {"code": "H80.01", "name": "Trung tâm Phục vụ hành chính công tỉnh", "kind": "service_center"}
    first = operations.upsert_office(OfficeFacts.model_validate(told))
    changed = told | {"phone": "0276 3822 000", "unit_code": "25459", "hours": {"mon": [["07:30", "11:30"]]}}
    assert operations.upsert_office(OfficeFacts.model_validate(changed)) == first
    assert db.session.scalar(select(func.count(Office.id))) == 1
    for asked in (
        "h80.01",
        "trung tam phuc vu hanh chinh cong tinh",
        " Trung tâm Phục vụ hành chính công tỉnh ",
    ):
        found = queries.office_for(asked)
        assert found is not None
        assert (found.id, found.phone) == (first, "0276 3822 000")
    assert queries.office_for("không có") is None


def test_public_offices_stand_in_the_order_of_the_page(ctx: Flask) -> None:
    for code, place, is_public in (("a", 2, True), ("b", 1, True), ("c", 0, False)):
        told = {
            "code": code,
            "name": f"Nơi {code}",
            "kind": "commune",
            "place": place,
            "is_public": is_public,
        }
        operations.upsert_office(OfficeFacts.model_validate(told))
    assert [office.code for office in queries.offices_public()] == ["b", "a"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "bank"}, {"code": "../x"}, {"phone": "<b>"}, {"latitude": 91}, {"name": "\0x"}]
)
def test_an_office_that_cannot_be_believed_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OfficeFacts.model_validate({"code": "a", "name": "Nơi", "kind": "commune"} | wrong)

"""Opening hours over weekends, holidays and swapped days."""

import datetime as dt
from importlib import util

import pytest

from portal.core.clock import VIETNAM
from portal.places import hours
from tests.rules.shape import ROOT

SATURDAYS: hours.Week = {**hours.USUAL, "sat": [["07:30", "11:00"]]}


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("moment", "until"),
    [("23/11/2026 07:30", "11:30"), ("23/11/2026 11:29", "11:30"), ("23/11/2026 13:30", "17:00")],
)
def test_open_says_until_when(moment: str, until: str) -> None:
    state = hours.opening(at(moment), None, {})
    assert (state.is_open, f"{state.until:%H:%M}") == (True, until)


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        ("23/11/2026 06:00", "23/11/2026 07:30"),
        ("23/11/2026 11:30", "23/11/2026 13:30"),
        ("23/11/2026 12:59", "23/11/2026 13:30"),
        ("25/11/2026 17:00", "26/11/2026 07:30"),
        ("27/11/2026 17:30", "30/11/2026 07:30"),
        ("29/11/2026 09:00", "30/11/2026 07:30"),
        ("23/11/2026 18:00", "25/11/2026 07:30"),  # the day between is a holiday since 2026
        ("15/02/2026 09:00", "23/02/2026 07:30"),  # Tết
    ],
)
def test_shut_says_when_it_opens_again(moment: str, again: str) -> None:
    state = hours.opening(at(moment), None, {})
    assert (state.is_open, state.again) == (False, at(again))


def test_a_holiday_is_named_on_its_day_only() -> None:
    assert hours.opening(at("24/11/2026 09:00"), None, {}).holiday == "Ngày Văn hóa Việt Nam"
    assert hours.opening(at("23/11/2026 18:00"), None, {}).holiday is None


def test_saturday_mornings_where_they_are_kept() -> None:
    assert hours.opening(at("28/11/2026 09:00"), SATURDAYS, {}).is_open
    assert not hours.opening(at("28/11/2026 13:30"), SATURDAYS, {}).is_open
    assert not hours.opening(at("28/11/2026 09:00"), None, {}).is_open


def test_a_decided_saturday_works_like_a_weekday_and_a_decided_rest_rests() -> None:
    saturday, friday = dt.date(2026, 1, 10), dt.date(2026, 1, 2)
    decided = {saturday: True, friday: False}
    assert hours.opening(at("10/01/2026 14:00"), None, decided).is_open
    assert not hours.opening(at("10/01/2026 14:00"), None, {}).is_open
    assert hours.opening(at("02/01/2026 09:00"), None, decided).again == at("05/01/2026 07:30")
    assert hours.opening(at("02/01/2026 09:00"), None, {}).is_open


def test_a_made_up_saturday_of_the_calendar_works_unless_decided_otherwise() -> None:
    day = dt.date(2026, 8, 22)
    assert hours.opening(at("22/08/2026 09:00"), None, {}).is_open
    assert not hours.opening(at("22/08/2026 09:00"), None, {day: False}).is_open


def test_a_decided_working_day_is_no_holiday() -> None:
    day = dt.date(2026, 11, 24)
    assert hours.opening(at("24/11/2026 09:00"), None, {day: True}).is_open


def test_an_office_that_never_opens_says_only_that() -> None:
    state = hours.opening(at("23/11/2026 09:00"), {"sun": []}, {})
    assert (state.is_open, state.again) == (False, None)


def test_the_file_says_what_the_package_says() -> None:
    made = util.spec_from_file_location("holidays_data", ROOT / "scripts/holidays_data.py")
    assert made
    assert made.loader
    script = util.module_from_spec(made)
    made.loader.exec_module(script)
    assert hours.FILE.read_text() == script.text()

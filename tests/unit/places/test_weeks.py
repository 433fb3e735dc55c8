# ruff: noqa: E501 - sentences as offices write them
"""Hours in words become a week, or nothing where that would be a guess."""

import pytest

from portal.places import weeks

DAY = [["07:30", "11:30"], ["13:30", "17:00"]]
MORNING = [["07:30", "11:30"]]
FIVE = ("mon", "tue", "wed", "thu", "fri")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Thứ Hai đến thứ Sáu 7:30-11:30, 13:30-17:00", {day: DAY for day in FIVE}),
        ("Từ thứ 2 – thứ 6: sáng 7h30 đến 11h30, chiều 13 giờ 30 - 17 giờ; thứ Bảy: 07:30-11:30", {**{day: DAY for day in FIVE}, "sat": MORNING}),
        ("T2, T4: 7g30-11g30", {"mon": MORNING, "wed": MORNING}),
        ("7:30–11:30, thứ Hai đến thứ Sáu", {day: MORNING for day in FIVE}),
        ("7:30–11:30 thứ Hai, 13:30-17:00 thứ Ba", None),
        ("Chủ nhật 8h-10h", {"sun": [["08:00", "10:00"]]}),
        ("Hằng ngày từ 7 giờ 30 đến 11 giờ 30", {day: MORNING for day in (*FIVE, "sat", "sun")}),
        ("24/7", {day: [["00:00", "23:59"]] for day in (*FIVE, "sat", "sun")}),
        ("7:30-11:30", None), ("Thứ Hai đến thứ Sáu", None), ("Giờ hành chính", None), ("", None),
        ("Thứ Hai 17:00-7:30", None), ("Thứ Hai 7:30-11:30, 11:00-15:00", None), ("Thứ Hai 25:00-26:00", None),
        ("Thứ Hai 7:30-11:30 (trừ tuần đầu tháng)", None),
    ],
)  # fmt: skip
def test_hours_in_words_are_read_or_left(text: str, week: weeks.Week | None) -> None:
    assert weeks.read(text) == week

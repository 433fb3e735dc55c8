"""Working time over Tết, swapped days, split shifts, the 15:00 cut-off and pauses."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.clock import VIETNAM
from portal.places.worktime import Calendar, Span

USUAL = Calendar()
CUTOFF = dt.time(15, 0)
MINUTE = dt.timedelta(minutes=1)
# Tết 2026 is inside
moments = st.integers(0, 60 * 24 * 40).map(lambda m: at("10/02/2026 00:00") + m * MINUTE)
decided = st.dictionaries(st.dates(dt.date(2026, 2, 10), dt.date(2026, 3, 22)), st.booleans(), max_size=4)


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def day(text: str) -> dt.date:
    return at(f"{text} 00:00").date()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("20/11/2026", 0, "20/11/2026"),
        ("20/11/2026", 1, "23/11/2026"),  # over a weekend
        ("23/11/2026", 1, "25/11/2026"),  # over the day of culture
        ("13/02/2026", 1, "23/02/2026"),  # over Tết
        ("21/08/2026", 1, "22/08/2026"),  # a Saturday that works
        ("28/08/2026", 1, "03/09/2026"),  # a swapped Monday and the national day
    ],
)
def test_working_days_are_added_over_rest_days(start: str, count: int, end: str) -> None:
    assert USUAL.plus_days(day(start), count) == day(end)
    assert USUAL.days_left(day(start), day(end)) == count
    assert USUAL.days_left(day(end), day(start)) == -count


def test_the_provinces_own_decision_goes_first() -> None:
    swapped = Calendar({day("02/01/2026"): False, day("10/01/2026"): True})
    assert swapped.plus_days(day("31/12/2025"), 1) == day("05/01/2026")
    assert swapped.plus_days(day("09/01/2026"), 1) == day("10/01/2026")


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        ("20/11/2026 15:00", "20/11/2026"),
        ("20/11/2026 15:01", "23/11/2026"),
        ("21/11/2026 09:00", "23/11/2026"),
        ("23/11/2026 16:00", "25/11/2026"),
    ],
)
def test_what_comes_after_the_cutoff_counts_from_the_next_working_day(received: str, counts: str) -> None:
    assert USUAL.counts_from(at(received), CUTOFF) == day(counts)


def test_the_lunch_hour_and_the_night_do_not_count() -> None:
    assert USUAL.worked(at("20/11/2026 11:00"), at("20/11/2026 14:00")) == dt.timedelta(hours=1)
    assert USUAL.worked(at("20/11/2026 16:30"), at("23/11/2026 08:00")) == dt.timedelta(hours=1)
    assert USUAL.plus_hours(at("20/11/2026 16:30"), dt.timedelta(hours=1)) == at("23/11/2026 08:00")


def test_time_waited_for_the_citizen_does_not_count_even_when_told_twice() -> None:
    pauses = [
        (at("18/11/2026 08:00"), at("18/11/2026 10:00")),
        (at("18/11/2026 09:00"), at("18/11/2026 11:30")),
    ]
    whole = USUAL.worked(at("18/11/2026 07:30"), at("18/11/2026 17:00"))
    assert whole == dt.timedelta(hours=7, minutes=30)
    assert USUAL.worked(at("18/11/2026 07:30"), at("18/11/2026 17:00"), pauses) == dt.timedelta(hours=4)


def test_where_nobody_ever_works_there_is_no_next_day() -> None:
    nobody = Calendar(week={"sun": []})  # asked beyond the years whose swapped Saturdays are known
    with pytest.raises(ValueError, match="without working days"):
        nobody.next_working(day("20/11/2035"))
    with pytest.raises(ValueError, match="without working days"):
        nobody.plus_hours(at("20/11/2035 08:00"), MINUTE)


def _minutes(calendar: Calendar, start: dt.datetime, end: dt.datetime, pauses: list[Span]) -> int:
    """The same by counting minute after minute."""
    shifts = {(start + dt.timedelta(days=n)).date() for n in range(-1, (end - start).days + 2)}
    spans = [span for one in sorted(shifts) for span in calendar.spans(*_whole(one))]
    count, now = 0, start
    while now < end:
        is_open = any(first <= now < last for first, last in spans)
        count += is_open and not any(first <= now < last for first, last in pauses)
        now += MINUTE
    return count


def _whole(one: dt.date) -> Span:
    midnight = dt.datetime.combine(one, dt.time(), VIETNAM)
    return midnight, midnight + dt.timedelta(days=1)


@settings(max_examples=40, deadline=None)
@given(moments, st.integers(0, 60 * 24 * 4), decided, st.lists(st.tuples(moments, moments), max_size=3))
def test_working_time_is_what_a_plain_count_of_minutes_says(
    start: dt.datetime, length: int, days: dict[dt.date, bool], waits: list[Span]
) -> None:
    pauses = [(min(pair), max(pair)) for pair in waits]
    calendar, end = Calendar(days), start + length * MINUTE
    assert calendar.worked(start, end, pauses) == _minutes(calendar, start, end, pauses) * MINUTE


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 60 * 30), decided)
def test_adding_hours_is_the_reverse_of_counting_them(
    start: dt.datetime, length: int, days: dict[dt.date, bool]
) -> None:
    calendar = Calendar(days)
    end = calendar.plus_hours(start, length * MINUTE)
    assert calendar.worked(start, end) == length * MINUTE
    assert calendar.worked(start, end - MINUTE) < length * MINUTE

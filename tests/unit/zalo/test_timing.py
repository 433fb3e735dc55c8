"""When tokens are changed."""

import datetime as dt

import pytest

from portal.core import clock
from portal.places import hours
from portal.zalo import timing

DAY = 90000  # seconds, the usual life


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


def is_staffed(moment: dt.datetime) -> bool:
    return hours.opening(clock.local(moment), None, {}).is_open


@pytest.mark.parametrize(
    ("issued", "seconds", "due"),
    [
        ("2026-12-01T01:00", DAY, "2026-12-01T13:30"),  # half of it, while people work
        ("2026-12-01T08:00", DAY, "2026-12-01T16:15"),  # half would be 20:30: while somebody is still there
        ("2026-12-01T23:30", DAY, "2026-12-02T10:45"),  # half would be the lunch break
        ("2026-12-04T16:30", DAY, "2026-12-05T05:00"),  # a weekend: half of it
        ("2026-12-06T14:00", DAY, "2026-12-07T07:30"),  # Sunday to Monday: when they come
        ("2026-11-23T20:00", DAY, "2026-11-24T08:30"),  # a holiday
        ("2026-12-01T08:00", 3600, "2026-12-01T08:30"),
        ("2026-12-01T03:00", 3600, "2026-12-01T03:30"),
    ],
)
def test_half_the_life_in_staffed_hours_where_that_fits(issued: str, seconds: int, due: str) -> None:
    assert timing.due(at(issued), seconds, is_staffed) == at(due)


@pytest.mark.parametrize("hour", range(0, 168, 5))
@pytest.mark.parametrize("seconds", [60, 3600, DAY, 30 * 24 * 3600])
def test_never_in_the_first_or_the_last_quarter(hour: int, seconds: int) -> None:
    issued, life = at("2026-11-23T00:00") + dt.timedelta(hours=hour), dt.timedelta(seconds=seconds)
    due = timing.due(issued, seconds, is_staffed)
    assert issued + life / 4 <= due <= issued + life * 3 / 4


def test_three_months_are_told_fourteen_days_before() -> None:
    consented = at("2026-09-01T08:00")
    assert not timing.is_ending(consented, consented + dt.timedelta(days=75))
    assert timing.is_ending(consented, consented + dt.timedelta(days=76))

"""T9, short: the gate at drawn times, and three workers at the edge of a quota. The full one: clock_full."""

import datetime as dt

import pytest

from portal.core import settings
from portal.notifications import hours
from tests.fault import clocks
from tests.fault.house import House, forget


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hours of a real home."""
    monkeypatch.setenv("QUIET_FROM", "22")
    monkeypatch.setenv("QUIET_UNTIL", "6")
    settings.get.cache_clear()


def test_nothing_passes_in_quiet_hours_and_everything_outside(nights: None) -> None:
    said, wrong = clocks.wrong_hours(20_000, seed=9)
    assert not wrong, wrong[:5]
    assert min(said.values()) > 3_000


def test_a_planted_late_start_of_the_night_is_found(nights: None, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = hours.quiet_until
    late = dt.timedelta(seconds=1)
    monkeypatch.setattr(hours, "quiet_until", lambda moment: exact(moment - late))
    assert clocks.wrong_hours(2_000, seed=9)[1]


@pytest.mark.fault
def test_three_workers_never_pass_the_quota(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILY_QUOTA", "40")
    forget()
    _, wrong = clocks.race(home, 120, 40, 20)
    assert not wrong, wrong

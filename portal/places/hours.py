"""When an office is open: its hours, weekends, holidays, and swapped working days over all of them."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_DAY = (("07:30", "11:30"), ("13:30", "17:00"))
USUAL: dict[str, Sequence[Sequence[str]]] = {day: USUAL_DAY for day in DAYS[:5]}
FILE = Path(__file__).with_name("holidays.csv")  # written by scripts/holidays_data.py
LOOK_AHEAD = 21  # Tết is the longest rest

Week = Mapping[str, Sequence[Sequence[str]]]
Shift = tuple[dt.time, dt.time]


@dataclass(frozen=True)
class Opening:
    """How it stands now: open until `until`, or shut until `again`, for a holiday when one is named."""

    is_open: bool
    until: dt.time | None = None
    again: dt.datetime | None = None
    holiday: str | None = None


@cache
def _calendar() -> tuple[dict[dt.date, str], frozenset[dt.date]]:
    """Rest days by name, and Saturdays that work in place of one; nothing for years beyond the file."""
    with FILE.open() as file:
        rows = [(dt.date.fromisoformat(row["date"]), row) for row in csv.DictReader(file)]
    rest = {day: row["name"] for day, row in rows if row["is_working"] == "0"}
    return rest, frozenset(day for day, _ in rows if day not in rest)


def holiday_on(day: dt.date, overrides: Mapping[dt.date, bool]) -> str | None:
    """The holiday's name when the day is one; the province's own word goes first."""
    if overrides.get(day) is True:
        return None
    return _calendar()[0].get(day)


def shifts(day: dt.date, week: Week | None, overrides: Mapping[dt.date, bool]) -> list[Shift]:
    """From when to when an office works on a day."""
    plan = week or USUAL
    hours = plan.get(DAYS[day.weekday()], ())
    rest, made_up = _calendar()
    decided = overrides.get(day, True if day in made_up else None)
    if decided and not hours:
        hours = plan.get("mon", USUAL_DAY)  # a Saturday that makes up for a rest day works like a weekday
    elif decided is False or (decided is None and day in rest):
        hours = ()
    return sorted((dt.time.fromisoformat(start), dt.time.fromisoformat(end)) for start, end in hours)


def opening(at: dt.datetime, week: Week | None, overrides: Mapping[dt.date, bool]) -> Opening:
    """Whether an office is open at a moment of its own clock."""
    today, clock = at.date(), at.time()
    rest = shifts(today, week, overrides)
    for start, end in rest:
        if start <= clock < end:
            return Opening(True, until=end)
        if clock < start:
            return Opening(False, again=dt.datetime.combine(today, start, at.tzinfo))
    named = None if rest else holiday_on(today, overrides)
    for ahead in range(1, LOOK_AHEAD + 1):
        day = today + dt.timedelta(days=ahead)
        found = shifts(day, week, overrides)
        if found:
            return Opening(False, again=dt.datetime.combine(day, found[0][0], at.tzinfo), holiday=named)
    return Opening(False, holiday=named)

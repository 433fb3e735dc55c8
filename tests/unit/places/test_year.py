"""Targets in working time over one Vietnamese work year, 2026, against a table reckoned by hand."""

import datetime as dt

from portal.core.clock import VIETNAM
from portal.places.worktime import Calendar

DAYS = (21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23)  # working days a month; 249 in all
TARGETS = (
    ("31/12/2025 16:00", 2, "02/01/2026 08:30", "over New Year"),
    ("02/01/2026 10:00", 4, "02/01/2026 16:00", "over lunch"),
    ("13/02/2026 16:30", 1, "23/02/2026 08:00", "over Tết"),
    ("17/02/2026 09:00", 8, "24/02/2026 08:00", "asked on the first day of Tết"),
    ("16/03/2026 11:00", 1, "16/03/2026 14:00", "split by lunch"),
    ("24/04/2026 16:00", 8, "28/04/2026 16:30", "Giỗ Tổ on a Sunday is made up for on Monday"),
    ("29/04/2026 15:00", 4, "04/05/2026 09:30", "over 30 April, 1 May and a weekend"),
    ("15/06/2026 06:00", 8, "16/06/2026 08:00", "asked before anybody works"),
    ("15/06/2026 12:10", 1, "15/06/2026 14:30", "asked at lunch"),
    ("19/06/2026 16:59", 0.5, "22/06/2026 07:59", "a minute before the weekend"),
    ("21/08/2026 16:00", 2, "22/08/2026 08:30", "a Saturday that works"),
    ("22/08/2026 16:00", 2, "24/08/2026 08:30", "on the Saturday that works"),
    ("28/08/2026 15:00", 8, "03/09/2026 15:30", "a swapped Monday and the national day"),
    ("23/11/2026 16:00", 16, "26/11/2026 17:00", "over the day of culture, to the last minute"),
    ("31/12/2026 16:00", 2, "04/01/2027 08:30", "into the next year"),
)


def at(told: str) -> dt.datetime:
    return dt.datetime.strptime(told, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def test_the_targets_of_a_whole_year_are_those_of_the_table() -> None:
    week, first = Calendar(), dt.date(2026, 1, 1)
    year = [first + dt.timedelta(days=number) for number in range(365)]
    assert tuple(
        sum(week.is_working(day) for day in year if day.month == month) for month in range(1, 13)
    ) == (DAYS)
    for start, hours, due, why in TARGETS:
        target = dt.timedelta(hours=hours)
        assert week.plus_hours(at(start), target) == at(due), why
        assert week.worked(at(start), at(due)) == target, why
    for start, hours, _, why in TARGETS[1:-1]:  # paused from the start for ten days: nothing is used up
        paused = at(start) + dt.timedelta(days=10)
        left = dt.timedelta(hours=hours) - week.worked(at(start), at(start))
        assert week.worked(paused, week.plus_hours(paused, left)) == dt.timedelta(hours=hours), why

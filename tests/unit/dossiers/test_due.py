"""The day that counts: as told, later by pauses, or of an apology; over Tết, swapped days and weekends."""

import datetime as dt

import pytest

from portal.core.clock import VIETNAM
from portal.dossiers.deadlines import due
from portal.dossiers.deadlines.due import Due, Extension, Told, Why
from portal.dossiers.models import Status
from portal.places.worktime import Calendar

USUAL = Calendar()


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def day(text: str) -> dt.date:
    return at(f"{text} 00:00").date()


def stands(now: str, *story: tuple[int, str, str | None], extended: tuple[Extension, ...] = ()) -> Due | None:
    """A dossier whose statuses are (status, moment, NgayHenTra or None)."""
    told = [Told(status, at(moment), at(due_at) if due_at else None) for status, moment, due_at in story]
    last = [one.due_at for one in told if one.due_at]
    return due.reckon(told[-1].status, last[-1] if last else None, told, extended, USUAL, at(now))


def found(now: str, *story: tuple[int, str, str | None], extended: tuple[Extension, ...] = ()) -> Due:
    answer = stands(now, *story, extended=extended)
    assert answer is not None
    return answer


ACCEPTED = (int(Status.ACCEPTED), "09/02/2026 08:00", "24/02/2026 17:00")


def test_without_a_day_nothing_is_due() -> None:
    assert stands("10/03/2026 08:00", (2, "09/02/2026 08:00", None)) is None


@pytest.mark.parametrize(
    ("now", "left", "overdue"),
    [
        ("12/02/2026 09:00", 3, False),  # 13, 23, 24: Tết lies between
        ("13/02/2026 09:00", 2, False),
        ("17/02/2026 09:00", 2, False),  # in Tết
        ("23/02/2026 09:00", 1, False),
        ("24/02/2026 16:59", 0, False),
        ("24/02/2026 17:01", 0, True),
        ("25/02/2026 00:01", -1, True),
    ],
)
def test_working_days_left_over_tet(now: str, left: int, overdue: bool) -> None:
    stand = found(now, ACCEPTED)
    assert (stand.days_left, stand.is_overdue, stand.why) == (left, overdue, Why.TOLD)
    assert stand.counts_on == stand.told_on == day("24/02/2026")


def test_a_day_without_an_hour_lasts_until_offices_shut() -> None:
    story = (2, "06/07/2026 08:00", "10/07/2026 00:00")
    assert not found("10/07/2026 16:00", story).is_overdue
    assert found("10/07/2026 17:30", story).is_overdue


def test_a_saturday_that_works_counts() -> None:
    story = (2, "17/08/2026 08:00", "24/08/2026 17:00")
    assert found("21/08/2026 08:00", story).days_left == 2  # Saturday 22 makes up for Monday 31


def test_while_it_waits_for_the_citizen_nothing_is_late() -> None:
    stand = found("10/03/2026 08:00", ACCEPTED, (5, "23/02/2026 08:00", None))
    assert stand.is_paused
    assert not stand.is_overdue
    assert stand.days_left is None


def test_the_wait_moves_the_day_that_counts_and_is_named_ours() -> None:
    story = (ACCEPTED, (5, "23/02/2026 07:30", None), (4, "26/02/2026 07:30", None))
    stand = found("26/02/2026 08:00", *story)
    assert stand.told_on == day("24/02/2026")
    assert (stand.counts_on, stand.why) == (day("27/02/2026"), Why.PAUSED)
    assert not stand.is_overdue
    assert stand.days_left == 1


@pytest.mark.parametrize(("until", "moved"), [("23/02/2026 09:00", 0), ("23/02/2026 15:30", 1)])
def test_half_a_day_of_waiting_is_a_day(until: str, moved: int) -> None:
    stand = found("23/02/2026 16:00", ACCEPTED, (6, "23/02/2026 07:30", None), (4, until, None))
    assert stand.counts_on == USUAL.plus_days(day("24/02/2026"), moved)


def test_a_wait_over_tet_moves_by_working_days_alone() -> None:
    story = (ACCEPTED, (5, "13/02/2026 07:30", None), (4, "23/02/2026 07:30", None))
    assert found("23/02/2026 08:00", *story).counts_on == day("25/02/2026")


def test_a_new_day_told_at_the_resume_holds_the_wait_already() -> None:
    story = (ACCEPTED, (5, "20/02/2026 08:00", None), (4, "26/02/2026 08:00", "05/03/2026 17:00"))
    stand = found("26/02/2026 09:00", *story)
    assert (stand.counts_on, stand.why) == (day("05/03/2026"), Why.TOLD)


def test_a_wait_that_began_when_it_was_late_already_moves_nothing() -> None:
    story = (ACCEPTED, (5, "26/02/2026 08:00", None), (4, "03/03/2026 08:00", None))
    stand = found("03/03/2026 09:00", *story)
    assert stand.counts_on == day("24/02/2026")
    assert stand.is_overdue


def test_two_waits_add_up_and_the_second_may_lie_in_the_first_ones_days() -> None:
    story = (
        ACCEPTED,
        (5, "24/02/2026 07:30", None),
        (4, "25/02/2026 07:30", None),  # the day is now 25/02
        (6, "25/02/2026 07:30", None),
        (4, "27/02/2026 07:30", None),
    )
    assert found("27/02/2026 08:00", *story).counts_on == day("27/02/2026")


def test_an_apology_moves_the_day_until_another_is_told() -> None:
    new = Extension(day("24/02/2026"), day("24/02/2026"), day("04/03/2026"))
    stand = found("26/02/2026 08:00", ACCEPTED, extended=(new,))
    assert (stand.counts_on, stand.why, stand.is_overdue) == (day("04/03/2026"), Why.EXTENDED, False)
    assert found("05/03/2026 08:00", ACCEPTED, extended=(new,)).is_overdue
    told = (4, "27/02/2026 08:00", "02/03/2026 17:00")
    stand = found("28/02/2026 08:00", ACCEPTED, told, extended=(new,))
    assert (stand.counts_on, stand.why) == (day("02/03/2026"), Why.TOLD)


@pytest.mark.parametrize("status", [3, 7, 8, 9, 10, 1])
def test_what_is_over_is_never_overdue(status: int) -> None:
    stand = found("10/03/2026 08:00", ACCEPTED, (status, "23/02/2026 08:00", None))
    assert not stand.is_overdue
    assert stand.days_left is None


@pytest.mark.parametrize(
    ("passed", "made"),
    [
        ("13/02/2026", "23/02/2026 08:00"),  # over Tết
        ("21/08/2026", "22/08/2026 08:00"),  # a Saturday that works
        ("28/08/2026", "03/09/2026 08:00"),  # a swapped Monday and the national day
        ("10/07/2026", "13/07/2026 08:00"),
    ],
)
def test_an_apology_is_made_on_the_next_working_day(passed: str, made: str) -> None:
    assert due.apology_at(day(passed), USUAL, 8) == at(made)


@pytest.mark.parametrize(
    ("now", "is_right"),
    [
        ("13/07/2026 07:59", False),
        ("13/07/2026 08:00", True),
        ("13/07/2026 16:59", True),
        ("13/07/2026 17:00", False),
        ("11/07/2026 09:00", False),
        ("17/02/2026 09:00", False),
        ("22/08/2026 09:00", True),
    ],
)
def test_the_right_hour(now: str, is_right: bool) -> None:
    assert due.is_hour(at(now), USUAL, 8, 17) is is_right

"""When tokens are changed: at half their life, and where that fits while somebody is at work (R14.5)."""

import datetime as dt
from collections.abc import Callable

STEP = dt.timedelta(minutes=15)
STAYING = dt.timedelta(minutes=30)  # who is called must still be there
EARLIEST, LATEST = 0.25, 0.75  # of a life: never sooner, and hours are left if Zalo is down
CONSENT_LIFE = dt.timedelta(days=90)  # whether a change makes it longer is not documented
WARNING = dt.timedelta(days=14)


def due(issued: dt.datetime, seconds: int, is_staffed: Callable[[dt.datetime], bool]) -> dt.datetime:
    """Half the life if people work then; else the last staffed moment before it, else the first after.

    When nobody works between a quarter and three quarters of the life, half the life it is.
    """
    life = dt.timedelta(seconds=seconds)
    half, earliest, latest = issued + life / 2, issued + life * EARLIEST, issued + life * LATEST
    if _fits(half, is_staffed):
        return half
    steps = int(life * (LATEST - EARLIEST) / 2 / STEP) + 1
    before = (half - STEP * n for n in range(1, steps + 1))
    after = (half + STEP * n for n in range(1, steps + 1))
    for moments in (before, after):
        for moment in moments:
            if earliest <= moment <= latest and _fits(moment, is_staffed):
                return moment
    return half


def _fits(moment: dt.datetime, is_staffed: Callable[[dt.datetime], bool]) -> bool:
    return is_staffed(moment) and is_staffed(moment + STAYING)


def consent_ends(consented: dt.datetime) -> dt.datetime:
    """When a person has to agree again, counted from the last time that is certain."""
    return consented + CONSENT_LIFE


def is_ending(moment: dt.datetime, now: dt.datetime) -> bool:
    """Fourteen days before the end, or later."""
    return now >= consent_ends(moment) - WARNING

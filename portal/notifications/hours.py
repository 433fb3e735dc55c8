"""When we may push: quiet hours and the starts of days, on Vietnam's clock (R7)."""

import datetime as dt
import random

from portal.core import clock, settings

SPREAD_SECONDS = 600.0  # what waited for the morning goes out over ten minutes
AFTER_MIDNIGHT = dt.timedelta(minutes=5)  # Zalo's midnight need not be ours


def quiet_until(moment: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours this moment lies in, or None. The same hour twice means no quiet hours."""
    chosen = settings.get()
    local = clock.local(moment)
    first, last = chosen.quiet_from, chosen.quiet_until
    if first < last:
        is_quiet = first <= local.hour < last
    else:
        is_quiet = first != last and (local.hour >= first or local.hour < last)
    if not is_quiet:
        return None
    end = local.replace(hour=last, minute=0, second=0, microsecond=0)
    return end if end > local else end + dt.timedelta(days=1)


def rest_until(moment: dt.datetime, lasting: float) -> dt.datetime | None:
    """The end of the quiet hours that a call of so many seconds would touch if it began at this moment."""
    return quiet_until(moment) or quiet_until(moment + dt.timedelta(seconds=lasting))


def tomorrow(moment: dt.datetime) -> dt.datetime:
    """Shortly after the next midnight."""
    day = clock.local(moment).date() + dt.timedelta(days=1)
    return clock.midnight(day) + AFTER_MIDNIGHT


def morning(moment: dt.datetime) -> dt.datetime:
    """The next 06:05."""
    local = clock.local(moment)
    due = local.replace(hour=6, minute=5, second=0, microsecond=0)
    return due if due > local else due + dt.timedelta(days=1)


def spread(moment: dt.datetime) -> dt.datetime:
    """This moment or up to ten minutes later, so that not everything starts at once."""
    seconds = settings.get().scaled(SPREAD_SECONDS)
    return moment + dt.timedelta(seconds=random.uniform(0, seconds))  # noqa: S311 - no secret

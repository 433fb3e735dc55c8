"""Followers by day, what people searched for in vain, and look-ups in the chat."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core.db import db
from portal.figures.models import FollowerDay
from portal.figures.period import Period
from portal.procedures.asked.models import SearchAsked

MOST_WORDS = 20


@dataclass(frozen=True)
class Followers:
    """One day: how many follow at its end (None: not counted that evening), who came, who went."""

    day: dt.date
    following: int | None
    gained: int
    lost: int


def followers(period: Period) -> list[Followers]:
    """Every closed day of the time, in order."""
    asked = (
        select(FollowerDay.day, FollowerDay.following, FollowerDay.gained, FollowerDay.lost)
        .where(FollowerDay.day >= period.first, FollowerDay.day <= period.last)
        .order_by(FollowerDay.day)
    )
    return [Followers(*row) for row in db.session.execute(asked)]


@dataclass(frozen=True)
class Searches:
    """How often people searched, how often nothing was found, and the words of it (kept 90 days)."""

    asked: int
    in_vain: int
    words: list[tuple[str, int]]


def searches(period: Period) -> Searches:
    """For the whole province: nobody knows whose office a search was about."""
    is_within = (SearchAsked.day >= period.first, SearchAsked.day <= period.last)
    in_vain = SearchAsked.found == 0
    asked = select(
        func.coalesce(func.sum(SearchAsked.times), 0),
        func.coalesce(func.sum(SearchAsked.times).filter(in_vain), 0),
    ).where(*is_within)
    times = func.sum(SearchAsked.times).label("times")
    words = (
        select(SearchAsked.said, times)
        .where(*is_within, in_vain)
        .group_by(SearchAsked.said)
        .order_by(times.desc(), SearchAsked.said)
        .limit(MOST_WORDS)
    )
    all_, none = db.session.execute(asked).one()
    return Searches(int(all_), int(none), [(said, int(n)) for said, n in db.session.execute(words)])

"""What staff told search, and the report of what people asked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.search import fold
from portal.procedures.asked.models import SearchAsked, SearchRated, SearchWord
from portal.procedures.models import Procedure
from portal.procedures.rated import Question

STAMP = "search words"
MOST = 100
SURE = 3  # the grade of the procedure that an officer named


@dataclass(frozen=True)
class Told:
    """Staff's words: everyday names by what they stand for, and best answers by the folded question."""

    means: dict[str, tuple[str, ...]]
    best: dict[str, str]


@dataclass(frozen=True)
class Line:
    """One question of the report with its sums over the days looked at."""

    said: str
    times: int
    taps: int
    found: int  # the last time


def told() -> Told:
    """Every word that staff entered."""
    rows = db.session.execute(select(SearchWord.said, SearchWord.means, SearchWord.code)).all()
    return Told(
        {said: (means,) for said, means, _ in rows if means},
        {fold(said): code for said, _, code in rows if code},
    )


def words() -> Sequence[SearchWord]:
    """The same for a list, the newest first."""
    return db.session.scalars(select(SearchWord).order_by(SearchWord.made_at.desc(), SearchWord.said)).all()


def rated() -> list[Question]:
    """The questions that joined the rated set at the desk."""
    rows = db.session.execute(select(SearchRated.said, SearchRated.code).order_by(SearchRated.said))
    return [Question("desk", said, {code: SURE}) for said, code in rows]


def report(days: int, which: str) -> list[Line]:
    """What was asked most of late: `all`, without results (`zero`), or without a tap (`untapped`)."""
    asked = SearchAsked
    newest = func.first_value(asked.found).over(partition_by=asked.said, order_by=asked.day.desc())
    since = clock.today() - dt.timedelta(days=days - 1)
    rows = (
        select(asked.said, asked.times, asked.taps, newest.label("found"))
        .where(asked.day >= since)
        .subquery()
    )
    times, taps, found = func.sum(rows.c.times), func.sum(rows.c.taps), func.max(rows.c.found)
    query = select(rows.c.said, times, taps, found).group_by(rows.c.said)
    if which == "zero":
        query = query.having(found == 0)
    elif which == "untapped":
        query = query.having((found > 0) & (taps == 0))
    lines = db.session.execute(query.order_by(times.desc(), rows.c.said).limit(MOST))
    return [Line(said, int(times), int(taps), int(found)) for said, times, taps, found in lines]


def known(code: str) -> bool:
    """Is there such a procedure, and is it shown."""
    return bool(db.session.scalar(select(Procedure.id).where(Procedure.code == code, ~Procedure.is_hidden)))

"""The editors' report: page by page, what people said of it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import case, func, select

from portal.core import clock
from portal.core.db import db
from portal.ratings.useful.models import PageVote

SINCE = dt.timedelta(days=90)
MANY = 3  # people who say no before a page is a task
MOST_PAGES, MOST_WORDS = 200, 50


@dataclass(frozen=True)
class Told:
    """One page in the last 90 days."""

    page: str
    yes: int
    no: int
    waiting: int  # noes nobody has looked after
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> int:
        """Per cent that said yes."""
        return round(100 * self.yes / (self.yes + self.no)) if self.yes + self.no else 0

    @property
    def is_task(self) -> bool:
        """Have enough people said no since an editor looked last?"""
        return self.waiting >= MANY


_NO = PageVote.is_useful.is_(False)
_WAITS = case((_NO & PageVote.settled_at.is_(None), 1), else_=0)


def pages() -> list[Told]:
    """Pages that were judged, those with most that waits first."""
    since = PageVote.at > clock.now() - SINCE
    waiting = func.sum(_WAITS)
    rows = db.session.execute(
        select(PageVote.page, func.count(), func.sum(case((_NO, 1), else_=0)), waiting)
        .where(since)
        .group_by(PageVote.page)
        .order_by(waiting.desc(), func.count().desc(), PageVote.page)
        .limit(MOST_PAGES)
    ).all()
    why = _reasons([row[0] for row in rows])
    return [Told(page, all_ - no, no, waits, why.get(page, Counter())) for page, all_, no, waits in rows]


def _reasons(pages_: list[str]) -> dict[str, Counter[str]]:
    rows = db.session.execute(
        select(PageVote.page, PageVote.reason, func.count())
        .where(PageVote.page.in_(pages_), PageVote.reason.is_not(None), PageVote.at > clock.now() - SINCE)
        .group_by(PageVote.page, PageVote.reason)
    )
    found: dict[str, Counter[str]] = {}
    for page, reason, count in rows:
        found.setdefault(page, Counter())[reason or ""] = count
    return found


def said(page: str) -> list[PageVote]:
    """What people wrote about a page, the newest first."""
    return list(
        db.session.scalars(
            select(PageVote)
            .where(PageVote.page == page, PageVote.words.is_not(None), PageVote.at > clock.now() - SINCE)
            .order_by(PageVote.at.desc())
            .limit(MOST_WORDS)
        )
    )


def tasks() -> int:
    """How many pages wait for an editor."""
    waiting = (
        select(PageVote.page)
        .where(_NO, PageVote.settled_at.is_(None), PageVote.at > clock.now() - SINCE)
        .group_by(PageVote.page)
        .having(func.count() >= MANY)
    )
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0

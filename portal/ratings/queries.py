"""Reads of single ratings: what was told of a subject, and how long it may be changed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.ratings.models import OPEN, Rating, Subject


@dataclass(frozen=True)
class Given:
    """A rating as its own page shows it."""

    score: int
    label: str
    criteria: dict[str, int]
    comment: str | None
    open_until: dt.datetime

    @property
    def is_open(self) -> bool:
        """May it be changed?"""
        return clock.now() < self.open_until


def given(subject: Subject) -> Given | None:
    """What was told of this subject."""
    row = db.session.scalar(select(Rating).filter_by(about=subject.about, subject_id=subject.id))
    if row is None:
        return None
    return Given(row.score, row.label, row.criteria, row.comment, row.rated_at + OPEN)

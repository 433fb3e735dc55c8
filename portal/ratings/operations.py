"""Taking a rating in: once a subject, by one tap, with more to say and another mind for seven days."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing, Refused
from portal.ratings import following_up, messages
from portal.ratings.models import OPEN, Rating, Subject, Via


def rate(subject: Subject, score: int, via: Via) -> uuid.UUID:
    """Write down how content somebody is; the rating's id.

    A later tap on the same subject changes the score for seven days, then raises Conflict; the same tap again
    changes nothing at any time. A low score owes the office a follow-up.
    """
    if score not in messages.STEPS:
        raise Refused("a score is one of five")
    return _write(subject, score, messages.SCALE, messages.STEPS[score], via)


def rate_by_stars(subject: Subject, stars: int) -> uuid.UUID | None:
    """Stars of a template message, as Zalo tells them; None where people have answered us ourselves."""
    if not 1 <= stars <= max(messages.STEPS):
        return None
    with transaction() as session:
        kept = session.scalar(
            select(Rating.scale_id).filter_by(about=subject.about, subject_id=subject.id).with_for_update()
        )
        if kept == messages.SCALE:
            return None
        label = messages.TEMPLATE_STEP % {"stars": stars}
        return _write(subject, stars, messages.TEMPLATE_SCALE, label, Via.TEMPLATE)


def _write(subject: Subject, score: int, scale: str, label: str, via: Via) -> uuid.UUID:
    now = clock.now()
    values = {
        "id": uuid.uuid4(),
        "about": subject.about,
        "subject_id": subject.id,
        "office_id": subject.office_id,
        "procedure_code": subject.procedure_code,
        "via": via,
        "criteria": {},
        "rated_at": now,
        "changed_at": now,
    }
    told = {"score": score, "scale_id": scale, "label": label}
    with transaction() as session:
        session.execute(insert(Rating).values(**values, **told).on_conflict_do_nothing())
        row = _locked(subject)
        is_news = row.id == values["id"]
        if not is_news and (row.score, row.scale_id) != (score, scale):
            _insist_open(row, now)
            is_news = row.score != score
            row.score, row.scale_id, row.label, row.changed_at = score, scale, label, now
        if is_news and row.score <= messages.LOW:
            following_up.owe(row)
        return row.id


def describe(subject: Subject, criteria: Mapping[str, int], comment: str | None) -> None:
    """Write what was added to a tap; Missing without a tap, Conflict when late.

    Parts rated apart and a sentence; what was there before is written over, since the form shows it.
    """
    with transaction():
        row = _locked(subject)
        now = clock.now()
        _insist_open(row, now)
        row.criteria = {name: score for name, score in criteria.items() if name in messages.CRITERIA}
        row.comment = (comment or "")[: messages.MOST_COMMENT] or None
        row.changed_at = now


def _locked(subject: Subject) -> Rating:
    with transaction() as session:
        row = session.scalar(
            select(Rating).filter_by(about=subject.about, subject_id=subject.id).with_for_update()
        )
    if row is None:
        raise Missing("no rating")
    return row


def _insist_open(row: Rating, now: dt.datetime) -> None:
    if now >= row.rated_at + OPEN:
        raise Conflict("seven days are over")

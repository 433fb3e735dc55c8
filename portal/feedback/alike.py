"""Following a report of somebody else's instead of sending it again: a tracking code that shows less."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock, once
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.feedback import codes, queries
from portal.feedback.models import Feedback, FeedbackFollower, Kind, Status
from portal.feedback.operations import PATH


@dataclass(frozen=True)
class Alike:
    """What a follower may see: steps without words, and the answer once it is edited for everybody."""

    code: str
    kind: Kind
    status: Status
    received_at: dt.datetime
    steps: tuple[queries.Step, ...]
    followers: int
    answer_id: uuid.UUID | None
    is_linked: bool


def follow(once_key: uuid.UUID, feedback_id: uuid.UUID, citizen_id: uuid.UUID | None) -> str:
    """Follow this report; the follower's own code. The same form, or the same citizen, gets the same code."""
    with transaction() as session:
        known = select(FeedbackFollower.code).filter_by(feedback_id=feedback_id, citizen_id=citizen_id)
        mine = session.scalar(known) if citizen_id else None
        code = mine or codes.new()
        earlier = once.claim(once_key, PATH, code)
        if earlier is not None or mine is not None:
            return earlier or code
        session.add(
            FeedbackFollower(
                code=code, feedback_id=feedback_id, citizen_id=citizen_id, followed_at=clock.now()
            )
        )
        session.flush()
    return code


def by_code(code: str) -> Alike:
    """What the follower of this code may see; raises Missing."""
    found = db.session.execute(
        select(Feedback, FeedbackFollower)
        .join(FeedbackFollower, FeedbackFollower.feedback_id == Feedback.id)
        .where(FeedbackFollower.code == code)
    ).first()
    if found is None:
        raise Missing("feedback")
    row, mine = found
    return Alike(
        code=mine.code,
        kind=row.kind,
        status=row.status,
        received_at=row.received_at,
        steps=tuple(queries.steps(row.id)),
        followers=count(row.id),
        answer_id=row.id if row.published_at and row.public_answer else None,
        is_linked=mine.citizen_id is not None,
    )


def count(feedback_id: uuid.UUID) -> int:
    """How many follow this report."""
    asked = select(func.count()).select_from(FeedbackFollower).filter_by(feedback_id=feedback_id)
    return db.session.scalar(asked) or 0


def link(code: str, citizen_id: uuid.UUID) -> bool:
    """Whoever holds the code and is signed in hears of each step; False when this is no follower's code."""
    with transaction() as session:
        row = session.scalar(select(FeedbackFollower).filter_by(code=code).with_for_update())
        if row is None:
            return False
        theirs = session.scalar(
            select(FeedbackFollower.id).filter_by(feedback_id=row.feedback_id, citizen_id=citizen_id)
        )
        if row.citizen_id is None and theirs is None:
            row.citizen_id = citizen_id
            session.flush()
    return True

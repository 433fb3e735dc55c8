"""Answers to feedback, and those whose senders were asked how they were, beside the ratings of answers."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from portal.feedback.cases.asking_rating import KIND
from portal.feedback.cases.telling import KIND as STEP
from portal.feedback.models import Feedback
from portal.notifications.models import Intent, State


def answered(key: ColumnElement[Any], where: list[ColumnElement[bool]]) -> Select[Any]:
    """How many feedbacks were answered, by `key`."""
    return select(key, func.count()).where(Feedback.is_suspect.is_(False), *where).group_by(key)


def asked(key: ColumnElement[Any], where: list[ColumnElement[bool]]) -> Select[Any]:
    """Those whose sender got the message of the answer, which asks: who is not linked is asked nowhere."""
    sent = and_(
        Intent.subject_id == Feedback.id,
        Intent.kind.in_((KIND, STEP)),
        Intent.state.in_((State.SENT, State.UNKNOWN)),
        Intent.created_at >= Feedback.answered_at,
    )
    told = select(key, func.count(Feedback.id.distinct())).join(Intent, sent)
    return told.where(Feedback.is_suspect.is_(False), *where).group_by(key)


def within(first: dt.datetime, before: dt.datetime) -> list[ColumnElement[bool]]:
    """Answered between two moments."""
    return [Feedback.answered_at >= first, Feedback.answered_at < before]

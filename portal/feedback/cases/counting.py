"""Answered is not solved: how many cases stand where, each counted apart; offices a case may be meant for."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from portal.core.db import db
from portal.feedback.cases import moves, opening
from portal.feedback.cases.queries import inside
from portal.feedback.models import Feedback, Verdict
from portal.places.models import Office

FEWEST = 5  # below that nothing is said in public
LIKELY = 3


@dataclass(frozen=True)
class Counts:
    """Cases that were received in some days. Who confirms, who stays silent and who asks again are apart."""

    received: int
    answered: int
    solved: int  # the sender said so
    unconfirmed: int  # nothing for seven days
    open_answers: int  # may still be confirmed
    reopened: int  # not solved by the first answer
    late: int  # still open and past a term


def _counted(since: dt.datetime) -> Any:
    is_open = Feedback.status.in_(moves.OPEN)
    apart = (
        Feedback.answered_at.is_not(None),
        Feedback.verdict == Verdict.SOLVED,
        Feedback.verdict == Verdict.SILENT,
        and_(Feedback.status.in_(moves.ANSWERED), Feedback.closed_at.is_(None)),
        Feedback.reopened_at.is_not(None),
        and_(is_open, Feedback.escalated > 0),
    )
    counted = (func.count().filter(one) for one in apart)
    return select(func.count(), *counted).where(Feedback.received_at >= since, Feedback.is_suspect.is_(False))


def _of(row: Any) -> Counts:
    return Counts(*row[:7])


def of_all(since: dt.datetime) -> Counts | None:
    """Of the whole province, for everybody; None below FEWEST."""
    found = _of(db.session.execute(_counted(since)).one())
    return found if found.received >= FEWEST else None


def of_offices(since: dt.datetime, offices: Collection[uuid.UUID] | None) -> list[tuple[str | None, Counts]]:
    """By office, most cases first; None is triage. `offices` as for the list."""
    asked = (
        _counted(since)
        .add_columns(Office.name)
        .join(Office, Office.id == Feedback.office_id, isouter=True)
        .where(inside(offices))
        .group_by(Office.id, Office.name)
        .order_by(func.count().desc(), Office.name)
    )
    return [(row[7], _of(row)) for row in db.session.execute(asked)]


def likely(row: Feedback) -> list[uuid.UUID]:
    """Offices that rules name for its commune or kind, best first; not its own, not the blamed."""
    out = {row.office_id, row.blamed_office_id}
    fitting = [
        rule
        for rule in opening.rules()
        if rule.office_id not in out and (rule.unit_id == row.unit_id or rule.kind == row.kind)
    ]
    fitting.sort(key=lambda rule: (rule.unit_id == row.unit_id, rule.weight), reverse=True)
    return list(dict.fromkeys(rule.office_id for rule in fitting))[:LIKELY]

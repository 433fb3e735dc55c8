"""Answered is not resolved: the sender says so, asks once more, or stays silent for seven days."""

import uuid

from sqlalchemy import select

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.feedback.cases import moves, opening, terms
from portal.feedback.cases.working import held, note_step
from portal.feedback.models import Feedback, Status, Verdict
from portal.inbox import operations as inbox

MOST_AT_ONCE = 200


def _of(code: str) -> Feedback:
    with transaction() as session:
        found = session.scalar(select(Feedback.id).filter_by(code=code))
    if found is None:
        raise Missing("feedback")
    return held(found)


def solved(code: str) -> None:
    """The sender says that it is done; a repeat changes nothing, a case without an answer is a Conflict."""
    with transaction() as session:
        row = _of(code)
        if row.verdict is Verdict.SOLVED:
            return
        if row.status not in moves.ANSWERED or row.closed_at is not None:
            raise Conflict("nothing to confirm")
        row.verdict, row.closed_at = Verdict.SOLVED, clock.now()
        session.flush()


def may_reopen(row: Feedback) -> bool:
    """Once, while the answer is open to be confirmed."""
    return row.status in moves.ANSWERED and row.closed_at is None and row.reopened_at is None


def reopen(code: str, why: str) -> None:
    """Not solved: once, back to its office with the clock of before; raises Conflict a second time.

    What had been made public stays off the pages until the next answer was edited.
    """
    now = clock.now()
    with transaction() as session:
        row = _of(code)
        if not may_reopen(row):
            raise Conflict("cannot be reopened")
        row.status, row.reopened_at, row.verdict = Status.PROCESSING, now, None
        row.published_at = None
        note_step(row, now, why)
        opening.put(row)
        session.flush()


def supplement(code: str, words: str) -> None:
    """What the sender was asked for; the term goes on. Raises Conflict when nobody asks."""
    now = clock.now()
    with transaction() as session:
        row = _of(code)
        if row.status is not Status.NEED_INFO:
            raise Conflict("nobody asks")
        row.status = Status.PROCESSING
        row.answer_by = terms.moved(row.answer_by, row.paused_at, now)
        row.paused_at = None
        note_step(row, now, words)
        inbox.resume(opening.KIND, row.id)
        opening.put(row)
        session.flush()


def close_silent() -> int:
    """Close what nobody confirmed within seven days, as not confirmed; how many. Safe to do twice."""
    now = clock.now()
    with transaction() as session:
        rows = session.scalars(
            select(Feedback)
            .where(Feedback.closed_at.is_(None), Feedback.answered_at < now - terms.CONFIRM)
            .where(Feedback.status.in_(moves.ANSWERED))
            .order_by(Feedback.answered_at)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.verdict, row.closed_at = Verdict.SILENT, now
        session.flush()
    return len(rows)


def link(code: str, citizen_id: uuid.UUID) -> None:
    """Whoever holds the code and is signed in hears of each step from now on."""
    with transaction() as session:
        row = _of(code)
        if row.citizen_id is None:
            row.citizen_id = citizen_id
            session.flush()

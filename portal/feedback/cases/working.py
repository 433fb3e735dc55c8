"""What officers do with a case. Each is one commit: status, step, term, inbox, message to the sender."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict, Missing
from portal.feedback.cases import moves, opening, telling, terms
from portal.feedback.cases.moves import Move
from portal.feedback.models import Feedback, FeedbackStep, Status
from portal.inbox import operations as inbox
from portal.staff import operations as staff

KIND = opening.KIND


@dataclass(frozen=True)
class Act:
    """One move: whose, with which words for the sender, to which office (None: back to triage)."""

    move: Move
    by: uuid.UUID
    note: str = ""
    office_id: uuid.UUID | None = None


def do(feedback_id: uuid.UUID, act: Act) -> None:
    """Do it; raises Conflict when the case does not stand where this may be done (somebody was faster)."""
    now = clock.now()
    with transaction() as session:
        row = held(feedback_id)
        if row.status not in moves.FROM[act.move]:
            raise Conflict("the case has moved on")
        before = row.status
        row.status = moves.TO[act.move]
        _mind_the_term(row, before, now)
        _apply(row, act, now)
        number = note_step(row, now, act.note or None, act.by)
        _mind_the_inbox(row, act)
        telling.owe(row, number, act.note if act.move is not Move.HAND_OVER else None)
        staff.record_act(f"feedback.{act.move}", "feedback", row.id, act.by, row.office_id)
        session.flush()


def held(feedback_id: uuid.UUID) -> Feedback:
    """The row, locked until the commit; raises Missing."""
    asked = select(Feedback).filter_by(id=feedback_id).with_for_update()
    with transaction() as session:
        row = session.scalar(asked.execution_options(populate_existing=True))
    if row is None:
        raise Missing("feedback")
    return row


def note_step(row: Feedback, at: dt.datetime, note: str | None = None, by: uuid.UUID | None = None) -> int:
    """One more line of its history; its number, from 1."""
    with transaction() as session:
        session.add(
            FeedbackStep(
                feedback_id=row.id, status=row.status, at=at, note=note, by=by, office_id=row.office_id
            )
        )
        session.flush()
        count = select(func.count()).select_from(FeedbackStep).filter_by(feedback_id=row.id)
        return session.scalar(count) or 0


def _mind_the_term(row: Feedback, before: Status, now: dt.datetime) -> None:
    if row.status is Status.NEED_INFO:
        row.paused_at = now
    elif before is Status.NEED_INFO:
        row.answer_by = terms.moved(row.answer_by, row.paused_at, now)
        row.paused_at = None


def _apply(row: Feedback, act: Act, now: dt.datetime) -> None:
    if act.move is Move.HAND_OVER:
        row.office_id = act.office_id
        row.accept_by, row.escalated = terms.due(now, terms.ACCEPT), 0
        inbox.close(opening.LATE, row.id, "done", act.by)
    elif act.move is Move.ANSWER:
        row.answer, row.answered_at, row.answered_by = act.note, now, act.by
        row.publish_by, row.verdict = terms.due(now, terms.PUBLISH), None
    elif act.move is Move.REFUSE:
        row.closed_at = now


def _mind_the_inbox(row: Feedback, act: Act) -> None:
    if act.move in (Move.REFUSE, Move.ANSWER):
        inbox.close(KIND, row.id, "done", act.by)
        inbox.close(opening.LATE, row.id, "done", act.by)
        return
    if act.move in (Move.RESUME, Move.HAND_OVER):
        inbox.resume(KIND, row.id, act.by)
    if act.move is Move.HAND_OVER:
        inbox.handed(KIND, row.id, row.office_id, act.by)
    opening.put(row)  # last: the case's own term counts
    if act.move is not Move.HAND_OVER:
        inbox.taken(KIND, row.id, act.by)
    if act.move is Move.ASK:
        inbox.pause(KIND, row.id, act.by)

"""A case that nobody answers climbs when a term has passed: to the office above, then to triage."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, or_, select

from portal.core import clock
from portal.core.db import transaction
from portal.feedback.cases import moves, opening, queries, telling, terms
from portal.feedback.models import Feedback, Status
from portal.inbox import operations as inbox
from portal.staff import operations as staff

MOST_AT_ONCE = 100
HIGHEST = 2
AGAIN = 3  # working days after a term until it climbs the second time
_UNTAKEN = (Status.NEW, Status.TRANSFERRED)


def climb() -> int:
    """Climb what is late now, each level once; how many did. The sender is told the first time."""
    now = clock.now()
    with transaction() as session:
        rows = session.scalars(
            select(Feedback)
            .where(_late(now), Feedback.escalated < HIGHEST, Feedback.is_suspect.is_(False))
            .order_by(Feedback.answer_by)
            .limit(MOST_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        done = sum(_climbed(row, now) for row in rows)
        session.flush()
    return done


def _late(now: dt.datetime) -> ColumnElement[bool]:
    untaken = and_(Feedback.status.in_(_UNTAKEN), Feedback.accept_by < now)
    working = Feedback.status.in_(moves.OPEN - {Status.NEED_INFO}) & (Feedback.answer_by < now)
    return or_(untaken, working)


def term(row: Feedback) -> dt.datetime | None:
    """The term that counts now."""
    return row.accept_by if row.status in _UNTAKEN else row.answer_by


def _climbed(row: Feedback, now: dt.datetime) -> bool:
    late = term(row)
    if late is None or (row.escalated and terms.due(late, AGAIN) > now):
        return False
    row.escalated += 1
    again = "Quá hạn lần 2: " if row.escalated > 1 else "Quá hạn: "
    inbox.put(
        opening.LATE,
        row.id,
        title=again + opening.title(row),
        office_id=queries.climbed_to(row),
        waiting_since=late,
        due_at=late,
    )
    if row.escalated == 1:
        telling.owe_late(row, queries.name_of_office(queries.climbed_to(row)))
    staff.record_act("feedback.late", "feedback", row.id, None, row.office_id, level=row.escalated)
    return True

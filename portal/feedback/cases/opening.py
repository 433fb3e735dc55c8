"""A feedback becomes a case: its office by the rules, its terms, its place in the inbox."""

import uuid

from sqlalchemy import select

from portal.core.db import db, transaction
from portal.feedback import messages
from portal.feedback.cases import routing, terms
from portal.feedback.models import Feedback, FeedbackRule, Kind, Status
from portal.inbox import operations as inbox
from portal.places.models import Unit

KIND, LATE = "feedback", "feedback_late"


def rules() -> list[routing.Rule]:
    """All rules of where feedback goes."""
    rows = db.session.execute(select(FeedbackRule.kind, FeedbackRule.unit_id, FeedbackRule.office_id))
    return [routing.Rule(*row) for row in rows]


def route(kind: Kind, unit_id: int | None, blamed: uuid.UUID | None = None) -> uuid.UUID | None:
    """The office that such a feedback goes to now; None: triage."""
    return routing.office(rules(), kind, unit_id, blamed)


def open_case(row: Feedback) -> None:
    """Give a feedback that was just received its office, its terms and its inbox item, in this commit.

    What sprang a trap for robots waits apart until somebody says that a person wrote it.
    """
    week = terms.calendar(row.received_at)
    row.office_id = route(row.kind, row.unit_id, row.blamed_office_id)
    row.accept_by = terms.due(row.received_at, terms.ACCEPT, week)
    row.answer_by = terms.due(row.received_at, terms.ANSWER, week)
    with transaction() as session:
        session.flush()
    if not row.is_suspect:
        put(row)


def put(row: Feedback) -> None:
    """Bring its item in the inbox up to date: office, title without a person, the next term."""
    is_new = row.status in (Status.NEW, Status.TRANSFERRED)
    inbox.put(
        KIND,
        row.id,
        title=title(row),
        office_id=row.office_id,
        waiting_since=row.received_at,
        due_at=row.accept_by if is_new else row.answer_by,
    )


def title(row: Feedback) -> str:
    """Its kind and commune: nothing that somebody wrote."""
    place = db.session.scalar(select(Unit.name).filter_by(id=row.unit_id)) if row.unit_id else None
    return " · ".join(part for part in (messages.SHORT[row.kind], place) if part)

"""Changing the rules of where feedback goes, and to which office it climbs."""

import uuid

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.feedback.models import FeedbackRule, Kind
from portal.places import superiors
from portal.staff import operations as staff


def put(kind: Kind | None, unit_id: int | None, office_id: uuid.UUID, by: uuid.UUID) -> None:
    """From now on such feedback goes there; a rule for the same kind and commune is replaced."""
    told = {"office_id": office_id, "changed_at": clock.now(), "changed_by": by}
    with transaction() as session:
        made = insert(FeedbackRule).values(kind=kind, unit_id=unit_id, **told)
        session.execute(made.on_conflict_do_update(index_elements=["kind", "unit_id"], set_=told))
        staff.record_act(
            "feedback.rule", "office", office_id, by, rule=kind.value if kind else "*", unit=unit_id or 0
        )


def drop(rule_id: int, by: uuid.UUID) -> None:
    """Without this rule; a repeat changes nothing."""
    with transaction() as session:
        gone = session.scalars(
            delete(FeedbackRule).where(FeedbackRule.id == rule_id).returning(FeedbackRule.office_id)
        ).all()
        for office_id in gone:
            staff.record_act("feedback.rule_dropped", "office", office_id, by)


def climb_to(office_id: uuid.UUID, superior_id: uuid.UUID | None, by: uuid.UUID) -> None:
    """What is late with this office climbs there; None: to triage. Raises Conflict for a circle."""
    with transaction():
        superiors.put(office_id, superior_id)
        staff.record_act("office.superior", "office", office_id, by, to=str(superior_id or ""))

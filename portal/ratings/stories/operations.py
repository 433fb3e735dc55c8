"""Picking a story and taking it back."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.ratings.stories import queries
from portal.ratings.stories.models import Story
from portal.staff import operations as staff


def pick(feedback_id: uuid.UUID, said: str, did: str, by: uuid.UUID) -> None:
    """Put a settled, published feedback on the page of the month it was settled in; a repeat writes over.

    Raises Missing for one that is not settled, or whose answer was never published.
    """
    with transaction() as session:
        found = queries.settled(feedback_id)
        if found is None:
            raise Missing("not settled, or not public")
        values = {"said": said, "did": did, "picked_at": clock.now(), "picked_by": by}
        month = clock.local(found.settled_at).date().replace(day=1)
        row = insert(Story).values(
            id=uuid.uuid4(), feedback_id=feedback_id, month=month, office_id=found.office_id, **values
        )
        session.execute(row.on_conflict_do_update(index_elements=[Story.feedback_id], set_=values))
        staff.record_act("story.pick", "feedback", str(feedback_id), by)


def drop(story_id: uuid.UUID, by: uuid.UUID) -> None:
    """Take a story off the page; Missing for one that is not there."""
    with transaction() as session:
        row = session.scalar(select(Story).filter_by(id=story_id))
        if row is None:
            raise Missing("no such story")
        session.delete(row)
        staff.record_act("story.drop", "feedback", str(row.feedback_id), by)

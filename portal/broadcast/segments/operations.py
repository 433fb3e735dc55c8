"""Audiences are kept under a name and let go again."""

import uuid

from sqlalchemy import select, update

from portal.broadcast.audience import Audience
from portal.broadcast.segments.models import Segment
from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Conflict


def keep(name: str, audience: Audience, office_id: uuid.UUID | None, by: uuid.UUID) -> uuid.UUID:
    """Keep an audience; its id. Conflict when the name is taken in that office."""
    with transaction() as session:
        same = select(Segment.id).where(
            Segment.name == name,
            Segment.office_id.is_not_distinct_from(office_id),
            Segment.ended_at.is_(None),
        )
        if session.scalar(same.limit(1)):
            raise Conflict("the name is taken")
        made = Segment(
            name=name, audience=audience.told(), office_id=office_id, made_by=by, made_at=clock.now()
        )
        session.add(made)
        session.flush()
        return made.id


def end(segment_id: uuid.UUID) -> None:
    """It is offered no more; broadcasts that were made of it keep what they had. A repeat changes nothing."""
    with transaction() as session:
        session.execute(
            update(Segment)
            .where(Segment.id == segment_id, Segment.ended_at.is_(None))
            .values(ended_at=clock.now())
        )

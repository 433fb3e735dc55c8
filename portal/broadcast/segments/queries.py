"""Kept audiences."""

import uuid

from sqlalchemy import Select, select

from portal.broadcast.audience import Audience
from portal.broadcast.segments.models import Segment
from portal.core.db import db


def lines() -> Select[Segment]:
    """Every open one by name; the caller leaves out other offices'."""
    return select(Segment).where(Segment.ended_at.is_(None)).order_by(Segment.name)


def audience_of(segment_id: uuid.UUID) -> Audience | None:
    """What was kept; None when it is gone."""
    told = db.session.scalar(
        select(Segment.audience).where(Segment.id == segment_id, Segment.ended_at.is_(None))
    )
    return Audience.read(told) if told is not None else None

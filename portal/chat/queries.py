"""How the inbox stands, for operators."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.chat.models import InboxEvent
from portal.core.db import db

MOST_SHOWN = 50


@dataclass(frozen=True)
class Standing:
    """Counts, and the events that were given up."""

    waiting: int
    given_up: int
    set_aside: int
    failed: tuple[tuple[uuid.UUID, str], ...]  # id and name, newest first


def standing() -> Standing:
    """The inbox now."""
    open_ = func.count().filter(InboxEvent.done_at.is_(None))
    failed = func.count().filter(InboxEvent.outcome == "failed")
    aside = func.count().filter(InboxEvent.outcome == "set_aside")
    waiting, given_up, set_aside = db.session.execute(select(open_, failed, aside)).one()
    rows = db.session.execute(
        select(InboxEvent.id, InboxEvent.name)
        .where(InboxEvent.outcome == "failed")
        .order_by(InboxEvent.received_at.desc())
        .limit(MOST_SHOWN)
    )
    return Standing(waiting, given_up, set_aside, tuple((row.id, row.name) for row in rows))

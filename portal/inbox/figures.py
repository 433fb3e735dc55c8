"""How much work everybody has in the inbox: open, late, paused, and done in 30 days."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.inbox.models import InboxItem, ItemState
from portal.inbox.queries import Scope, visible
from portal.staff.models import StaffUser

DONE_WITHIN = dt.timedelta(days=30)


@dataclass(frozen=True)
class Load:
    """One person's work; nobody's is what waits for anybody."""

    user_id: uuid.UUID | None
    name: str | None
    open: int
    late: int
    paused: int
    done: int
    oldest: dt.datetime | None


def workload(scope: Scope) -> list[Load]:
    """Nobody's first, then who has most; people without any are not listed."""
    now = clock.now()
    is_open = InboxItem.state.in_((ItemState.WAITING, ItemState.TAKEN))
    is_done = InboxItem.state == ItemState.CLOSED
    open_ = func.count().filter(is_open)
    rows = db.session.execute(
        select(
            InboxItem.assignee_id,
            StaffUser.name,
            open_,
            func.count().filter(is_open, InboxItem.due_at < now),
            func.count().filter(InboxItem.state == ItemState.PAUSED),
            func.count().filter(is_done),
            func.min(InboxItem.waiting_since).filter(is_open),
        )
        .outerjoin(StaffUser, StaffUser.id == InboxItem.assignee_id)
        .where(visible(scope), or_(~is_done, InboxItem.closed_at > now - DONE_WITHIN))
        .group_by(InboxItem.assignee_id, StaffUser.name)
        .order_by(InboxItem.assignee_id.is_not(None), open_.desc(), StaffUser.name)
    )
    return [Load(*row) for row in rows]

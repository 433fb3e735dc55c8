"""One item as its page shows it: what was done, and who else has it open."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.inbox import queries
from portal.inbox.models import Deed, InboxDeed, InboxPresence
from portal.inbox.queries import Line, Scope
from portal.places.models import Office
from portal.staff.models import StaffUser

HERE = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Done:
    """One line of an item's history."""

    id: int
    deed: Deed
    at: dt.datetime
    by: str | None
    to_user: str | None
    to_office: str | None
    note: str | None


@dataclass(frozen=True)
class Other:
    """Somebody else who has the item open now."""

    name: str
    is_writing: bool


@dataclass(frozen=True)
class One:
    """An item with its history."""

    line: Line
    deeds: Sequence[Done] = field(default=())
    others: Sequence[Other] = field(default=())
    follows: bool = False


def one(item_id: uuid.UUID, scope: Scope, me: uuid.UUID) -> One:
    """An item with its history, and who else has it open; raises Missing."""
    found = queries.line(item_id, scope)
    presence = db.session.get(InboxPresence, (item_id, me))
    return One(found, history(item_id), others(item_id, me), bool(presence and presence.follows))


def history(item_id: uuid.UUID) -> list[Done]:
    """Everything that was done, oldest first."""
    doer, goal = aliased(StaffUser), aliased(StaffUser)
    rows = db.session.execute(
        select(
            InboxDeed.id,
            InboxDeed.deed,
            InboxDeed.at,
            doer.name,
            goal.name,
            Office.name,
            InboxDeed.note,
        )
        .outerjoin(doer, doer.id == InboxDeed.by)
        .outerjoin(goal, goal.id == InboxDeed.to_user)
        .outerjoin(Office, Office.id == InboxDeed.to_office)
        .where(InboxDeed.item_id == item_id)
        .order_by(InboxDeed.id)
    )
    return [Done(*row) for row in rows]


def others(item_id: uuid.UUID, me: uuid.UUID) -> list[Other]:
    """Who else has it open."""
    rows = db.session.execute(
        select(StaffUser.name, InboxPresence.is_writing)
        .join(StaffUser, StaffUser.id == InboxPresence.user_id)
        .where(
            InboxPresence.item_id == item_id,
            InboxPresence.user_id != me,
            InboxPresence.seen_at > clock.now() - HERE,
        )
        .order_by(StaffUser.name)
    )
    return [Other(*row) for row in rows]

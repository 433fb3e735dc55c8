"""Who is away, and what that does with their items: to whoever stands in, or back to the office (OD5)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Missing, Refused
from portal.inbox import kinds, people
from portal.inbox.models import Absence, Deed, InboxItem, ItemState
from portal.inbox.operations import record
from portal.staff import operations as staff
from portal.staff.models import StaffUser

MOST = 500
OPEN = InboxItem.state != ItemState.CLOSED


@dataclass(frozen=True)
class Away:
    """One absence."""

    id: uuid.UUID
    name: str
    since: dt.date
    until: dt.date
    stand_in: str | None
    left: int  # items they still have
    user_id: uuid.UUID


def told() -> list[Away]:
    """Absences of now and to come, the first first."""
    away, other = aliased(StaffUser), aliased(StaffUser)
    rows = db.session.execute(
        select(Absence.id, away.name, Absence.since, Absence.until, other.name, Absence.user_id)
        .join(away, away.id == Absence.user_id)
        .outerjoin(other, other.id == Absence.stand_in_id)
        .where(Absence.ended_at.is_(None), Absence.until >= clock.today())
        .order_by(Absence.since, away.name)
    )
    return [Away(*row[:5], _left(row[5]), row[5]) for row in rows]


def whose(absence_id: uuid.UUID) -> uuid.UUID | None:
    """Who is away by this entry; None for no such entry."""
    return db.session.scalar(select(Absence.user_id).filter_by(id=absence_id))


def _left(user_id: uuid.UUID) -> int:
    return len(db.session.scalars(select(InboxItem.id).filter_by(assignee_id=user_id).where(OPEN)).all())


def enter(
    user_id: uuid.UUID, since: dt.date, until: dt.date, stand_in: uuid.UUID | None, by: uuid.UUID
) -> uuid.UUID:
    """Somebody is away from one day to another, both included; items move on the first."""
    if until < since or stand_in == user_id:
        raise Refused("days or people in the wrong order")
    with transaction() as session:
        row = Absence(
            user_id=user_id,
            since=since,
            until=until,
            stand_in_id=stand_in,
            made_by=by,
            made_at=clock.now(),
        )
        session.add(row)
        session.flush()
        staff.record_act("inbox.absence", "staff_user", user_id, by, days=(until - since).days + 1)
        move()
        return row.id


def end(absence_id: uuid.UUID, by: uuid.UUID) -> None:
    """They are back, or never went; what has moved stays where it is. A repeat changes nothing."""
    with transaction() as session:
        row = session.get(Absence, absence_id, with_for_update=True)
        if row is None:
            raise Missing("no such absence")
        if row.ended_at is None:
            row.ended_at = clock.now()
            staff.record_act("inbox.absence", "staff_user", row.user_id, by, ended=True)
        session.flush()


def _is_away(user_id: uuid.UUID) -> bool:
    today = clock.today()
    asked = select(Absence.id).where(
        Absence.user_id == user_id,
        Absence.ended_at.is_(None),
        Absence.since <= today,
        Absence.until >= today,
    )
    return db.session.scalar(asked.limit(1)) is not None


def move() -> int:
    """Every item whose officer is away, or has no account any more, goes on by rule; how many.

    Safe to repeat. To the stand-in, when they may work on it and are there themselves; else back to
    everybody of the office.
    """
    today, known = clock.today(), [kind.name for kind in kinds.every()]
    away = exists().where(
        Absence.user_id == InboxItem.assignee_id,
        Absence.ended_at.is_(None),
        Absence.since <= today,
        Absence.until >= today,
    )
    closed = exists().where(StaffUser.id == InboxItem.assignee_id, StaffUser.is_active.is_(False))
    with transaction() as session:
        rows = session.scalars(
            select(InboxItem)
            .where(OPEN, InboxItem.kind.in_(known), InboxItem.assignee_id.is_not(None), away | closed)
            .order_by(InboxItem.id)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        ).all()
        for item in rows:
            _move(item)
        session.flush()
    return len(rows)


def _move(item: InboxItem) -> None:
    kind, to = kinds.named(item.kind), None
    if item.assignee_id is not None:
        to = _stand_in(item.assignee_id)
    if to is not None and to not in dict(people.colleagues(kind.permission, item.office_id)):
        to = None
    if kind.take:
        kind.take(item.subject_id, to)
    item.assignee_id = to
    if item.state is not ItemState.PAUSED:
        item.state = ItemState.TAKEN if to else ItemState.WAITING
    item.version, item.changed_at = item.version + 1, clock.now()
    record(item.id, Deed.MOVED, to_user=to)


def _stand_in(user_id: uuid.UUID) -> uuid.UUID | None:
    today = clock.today()
    found = db.session.scalar(
        select(Absence.stand_in_id)
        .where(
            Absence.user_id == user_id,
            Absence.ended_at.is_(None),
            Absence.since <= today,
            Absence.until >= today,
        )
        .order_by(Absence.made_at.desc())
        .limit(1)
    )
    return None if found is None or _is_away(found) else found

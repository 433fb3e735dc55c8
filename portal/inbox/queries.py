"""The inbox as one officer may see it: a page of the list, one line of it."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Missing
from portal.inbox import kinds
from portal.inbox.forms import Asked
from portal.inbox.models import InboxItem, InboxPresence, ItemState
from portal.places.models import Office
from portal.staff.models import StaffUser
from portal.staff.rights import Permission

PAGE = 50
Columns = Select[*tuple[Any, ...]]
Scope = Mapping[Permission, frozenset[uuid.UUID] | None]
"""What somebody may do, and where; None is the whole province."""


@dataclass(frozen=True)
class Line:
    """One item in the list."""

    id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    state: ItemState
    title: str
    office: str | None
    assignee_id: uuid.UUID | None
    assignee: str | None
    waiting_since: dt.datetime
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_why: str | None
    version: int
    office_id: uuid.UUID | None

    @property
    def is_late(self) -> bool:
        """The working-time target has passed, and nobody waits for the citizen."""
        is_running = self.state in (ItemState.WAITING, ItemState.TAKEN)
        return is_running and self.due_at is not None and self.due_at < clock.now()


@dataclass(frozen=True)
class Found:
    """A page of the list."""

    lines: Sequence[Line]
    total: int
    last: int
    until: dt.datetime | None  # when the next of these becomes late: until then nothing changes by itself


def visible(scope: Scope) -> ColumnElement[bool]:
    """Items within somebody's rights: by kind, then by office."""
    clauses: list[ColumnElement[bool]] = []
    for kind in kinds.every():
        if kind.permission not in scope:
            continue
        offices, mine = scope[kind.permission], InboxItem.kind == kind.name
        if offices is None:
            clauses.append(mine)
            continue
        inside: ColumnElement[bool] = InboxItem.office_id.in_(offices)
        clauses.append(and_(mine, or_(inside, InboxItem.office_id.is_(None)) if kind.is_shared else inside))
    return or_(*clauses) if clauses else false()


def _wanted(asked: Asked, scope: Scope, me: uuid.UUID) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [visible(scope)]
    if asked.kind:
        rules.append(InboxItem.kind == asked.kind)
    if asked.office_id:
        rules.append(InboxItem.office_id == asked.office_id)
    is_open = InboxItem.state != ItemState.CLOSED
    running = InboxItem.state.in_((ItemState.WAITING, ItemState.TAKEN))
    states: dict[str, list[ColumnElement[bool]]] = {
        "closed": [InboxItem.state == ItemState.CLOSED],
        "paused": [is_open, InboxItem.state == ItemState.PAUSED],
        "late": [is_open, running, InboxItem.due_at < clock.now()],
    }
    rules += states.get(asked.state, [is_open])
    followed = select(InboxPresence.item_id).where(InboxPresence.user_id == me, InboxPresence.follows)
    people: dict[str, list[ColumnElement[bool]]] = {
        "mine": [InboxItem.assignee_id == me],
        "nobody": [InboxItem.assignee_id.is_(None)],
        "followed": [InboxItem.id.in_(followed)],
    }
    return rules + people.get(asked.who, [])


_LINE: Columns = (
    select(
        InboxItem.id,
        InboxItem.kind,
        InboxItem.subject_id,
        InboxItem.state,
        InboxItem.title,
        Office.name.label("office"),
        InboxItem.assignee_id,
        StaffUser.name.label("assignee"),
        InboxItem.waiting_since,
        InboxItem.due_at,
        InboxItem.closed_at,
        InboxItem.closed_why,
        InboxItem.version,
        InboxItem.office_id,
    )
    .outerjoin(Office, Office.id == InboxItem.office_id)
    .outerjoin(StaffUser, StaffUser.id == InboxItem.assignee_id)
)


def ordered(asked: Asked, scope: Scope, me: uuid.UUID) -> Columns:
    """Every line of a view: what is due first, then who waits longest; closed ones newest first."""
    rows = _LINE.where(*_wanted(asked, scope, me))
    if asked.state == "closed":
        return rows.order_by(InboxItem.closed_at.desc(), InboxItem.id)
    return rows.order_by(InboxItem.due_at.asc().nulls_last(), InboxItem.waiting_since, InboxItem.id)


def listed(asked: Asked, scope: Scope, me: uuid.UUID) -> Found:
    """A page of a view; a page beyond the last is the last."""
    total = count(asked, scope, me)
    last = max(1, -(-total // PAGE))
    page = min(max(asked.page, 1), last)
    rows = db.session.execute(ordered(asked, scope, me).offset((page - 1) * PAGE).limit(PAGE))
    lines = [Line(*row) for row in rows]
    due = [line.due_at for line in lines if line.due_at and line.due_at > clock.now()]
    return Found(lines, total, last, min(due, default=None))


def count(asked: Asked, scope: Scope, me: uuid.UUID) -> int:
    """How many items a view holds."""
    rules = _wanted(asked, scope, me)
    return db.session.scalar(select(func.count()).select_from(InboxItem).where(*rules)) or 0


def line(item_id: uuid.UUID, scope: Scope) -> Line:
    """One item within somebody's rights; raises Missing."""
    row = db.session.execute(_LINE.where(InboxItem.id == item_id, visible(scope))).one_or_none()
    if row is None:
        raise Missing("no such item here")
    return Line(*row)


def item_of(kind: str, subject_id: uuid.UUID) -> uuid.UUID | None:
    """The item of a feature's own matter; None for one that was never in the inbox."""
    return db.session.scalar(select(InboxItem.id).filter_by(kind=kind, subject_id=subject_id))

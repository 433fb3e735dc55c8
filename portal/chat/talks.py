"""Conversations that a person was asked for, as the desk lists them."""

import datetime as dt
import math
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.chat.models import Handover, Talk
from portal.citizens import queries as citizens
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.search import tidy
from portal.staff.models import StaffUser

PAGE = 30
LONGEST_NAME = 60
SHOWN_SIGNS = 6  # of a Zalo id: enough to tell two people apart in Zalo's own tool


@dataclass(frozen=True)
class Talking:
    """One conversation; the person by the name Zalo told us and the end of their Zalo id."""

    id: uuid.UUID
    name: str | None
    user: str
    state: Talk
    asked_at: dt.datetime
    last_said_at: dt.datetime
    said: int
    answered_at: dt.datetime | None
    taken_by: str | None
    is_mine: bool
    closed_at: dt.datetime | None
    closed_by: str | None
    closed_why: str | None


def listed(page: int, me: uuid.UUID, *, is_closed: bool) -> tuple[list[Talking], int]:
    """Open conversations, who waits longest first, or closed ones, newest first; a page and the last page."""
    if is_closed:
        query = _all().where(Handover.state == Talk.CLOSED).order_by(Handover.closed_at.desc())
    else:
        waits_first = (Handover.state == Talk.WAITING).desc()
        query = _all().where(Handover.state != Talk.CLOSED).order_by(waits_first, Handover.asked_at)
    state = Handover.state == Talk.CLOSED if is_closed else Handover.state != Talk.CLOSED
    total = db.session.scalar(select(func.count()).select_from(Handover).where(state)) or 0
    rows = db.session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    return [_shown(*row, me) for row in rows], max(1, math.ceil(total / PAGE))


def one(handover_id: uuid.UUID, me: uuid.UUID) -> Talking:
    """One conversation; raises Missing."""
    row = db.session.execute(_all().where(Handover.id == handover_id)).one_or_none()
    if row is None:
        raise Missing("no such conversation")
    return _shown(*row, me)


def _all() -> "Select[Handover, str | None, str | None]":
    taker, closer = aliased(StaffUser), aliased(StaffUser)
    return (
        select(Handover, taker.name, closer.name)
        .join(taker, taker.id == Handover.taken_by, isouter=True)
        .join(closer, closer.id == Handover.closed_by, isouter=True)
    )


def _shown(row: Handover, taken_by: str | None, closed_by: str | None, me: uuid.UUID) -> Talking:
    address = citizens.address(row.citizen_id, row.oa_id)
    identity = citizens.by_zalo(row.oa_id, address.user_id) if address else None
    return Talking(
        id=row.id,
        name=_short(identity.display_name) if identity else None,
        user=address.user_id[-SHOWN_SIGNS:] if address else "",
        state=row.state,
        asked_at=row.asked_at,
        last_said_at=row.last_said_at,
        said=row.said,
        answered_at=row.answered_at,
        taken_by=taken_by,
        is_mine=row.taken_by == me,
        closed_at=row.closed_at,
        closed_by=closed_by,
        closed_why=row.closed_why,
    )


def _short(name: str | None) -> str | None:
    """A name fit for a heading; people call themselves anything."""
    said = tidy(name or "")
    return (said if len(said) <= LONGEST_NAME else f"{said[: LONGEST_NAME - 1].rstrip()}…") or None

"""Groups with how many are in them, and the groups of one person."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select

from portal.broadcast.officials.models import Group, Invitation, Listed, Official
from portal.citizens.models import Phone, Proof
from portal.core import clock
from portal.core.db import db
from portal.places.models import Office


@dataclass(frozen=True)
class Line:
    """One group of the desk's list."""

    id: uuid.UUID
    name: str
    office_id: uuid.UUID | None
    office: str | None
    joined: int  # by a code
    listed: int  # numbers of its list
    proven: int  # of these numbers, that somebody proved to have
    code_until: dt.datetime | None  # of the code that opens it now
    code_left: int | None


def _count(query: Select[int]) -> ScalarSelect[int]:
    return query.correlate(Group).scalar_subquery()


def lines() -> Select[*tuple[Any, ...]]:
    """Every open group; the caller leaves out other offices'."""
    mine = Official.group_id == Group.id
    joined = _count(select(func.count()).where(mine, Official.ended_at.is_(None)))
    listed = _count(select(func.count()).where(Listed.group_id == Group.id))
    proven = _count(
        select(func.count()).where(
            Listed.group_id == Group.id,
            exists().where(Phone.fingerprint == Listed.fingerprint, Phone.proof == Proof.VERIFIED),
        )
    )
    live = and_(
        Invitation.group_id == Group.id,
        Invitation.ended_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return (
        select(
            Group.id,
            Group.name,
            Group.office_id,
            Office.name.label("office"),
            joined.label("joined"),
            listed.label("listed"),
            proven.label("proven"),
            Invitation.expires_at.label("code_until"),
            (Invitation.most - Invitation.used).label("code_left"),
        )
        .outerjoin(Office, Office.id == Group.office_id)
        .outerjoin(Invitation, live)
        .where(Group.ended_at.is_(None))
        .order_by(Group.name)
    )


def of(citizen_id: uuid.UUID) -> Sequence[Group]:
    """The groups somebody is in: by a code, or by a number they proved to have; not those they left."""
    joined = exists().where(
        Official.citizen_id == citizen_id, Official.group_id == Group.id, Official.ended_at.is_(None)
    )
    left = exists().where(
        Official.citizen_id == citizen_id, Official.group_id == Group.id, Official.ended_at.is_not(None)
    )
    listed = exists().where(
        Phone.citizen_id == citizen_id,
        Phone.proof == Proof.VERIFIED,
        Phone.fingerprint == Listed.fingerprint,
        Listed.group_id == Group.id,
    )
    found = select(Group).where(Group.ended_at.is_(None), or_(joined, and_(listed, ~left)))
    return db.session.scalars(found.order_by(Group.name)).all()


def names() -> Sequence[tuple[uuid.UUID, str]]:
    """Every open group by name, to choose from."""
    return [
        (row.id, row.name)
        for row in db.session.execute(
            select(Group.id, Group.name).where(Group.ended_at.is_(None)).order_by(Group.name)
        )
    ]

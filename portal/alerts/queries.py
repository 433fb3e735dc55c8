"""Reads how a member of staff is reached on Zalo."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.alerts.models import StaffZalo
from portal.alerts.topics import TOPICS
from portal.core.db import db
from portal.staff.models import RoleGrant
from portal.staff.rights import ROLES


@dataclass(frozen=True)
class Joined:
    """Since when, and which topics are on."""

    since: dt.datetime
    on: frozenset[str]


def of(user_id: uuid.UUID) -> Joined | None:
    """How it stands for one; None while no Zalo is joined."""
    row = db.session.get(StaffZalo, user_id)
    return Joined(row.since, frozenset(TOPICS) - set(row.muted)) if row else None


def open_to(user_id: uuid.UUID) -> list[str]:
    """The topics that are this member of staff's work."""
    roles = db.session.scalars(select(RoleGrant.role).filter_by(user_id=user_id)).all()
    held = frozenset[object]().union(*(ROLES[role] for role in roles))
    return [name for name, topic in TOPICS.items() if topic.permission in held]

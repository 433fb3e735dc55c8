"""Joining a member of staff to their Zalo, and telling them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.alerts.models import StaffNotice, StaffZalo, StaffZaloCode
from portal.alerts.topics import TOPICS
from portal.citizens import codes
from portal.core import clock, crypto, limits
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.notifications import operations as notifications
from portal.notifications.messages import Button
from portal.notifications.models import Lane
from portal.notifications.operations import Owed
from portal.staff import operations as staff
from portal.staff.models import RoleGrant, StaffUser
from portal.staff.rights import ROLES

KIND = "staff_alert"
MINUTES, TRIES, TRIES_SECONDS = 15, 10, 3600


@dataclass(frozen=True)
class Told:
    """One thing to tell: once for each key, with the page of the desk it is about."""

    topic: str
    key: str
    text: str
    button: Button | None = None
    province_only: bool = False  # only for who holds the right over every office


def begin(user_id: uuid.UUID) -> str:
    """A fresh code for this member of staff, shown this once; an earlier one ends."""
    code, ends = codes.new(), clock.now() + dt.timedelta(minutes=MINUTES)
    row = insert(StaffZaloCode).values(user_id=user_id, code_hash=_digest(code), expires_at=ends)
    with transaction() as session:
        changed = {"code_hash": _digest(code), "expires_at": ends}
        session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=changed))
    return code


def join(citizen_id: uuid.UUID, typed: str, evidence: str) -> str:
    """Take a code typed in the chat; the name of whose it was. It works once.

    Raises Missing for a code that opens nothing (any more), TooMany after TRIES of them in an hour.
    """
    limits.allow(limits.key("staff-code", str(citizen_id)), TRIES, TRIES_SECONDS)
    with transaction() as session:
        held = delete(StaffZaloCode).where(
            StaffZaloCode.code_hash == _digest(codes.read(typed) or ""),
            StaffZaloCode.expires_at > clock.now(),
        )
        user_id = session.scalar(held.returning(StaffZaloCode.user_id))
        name = (
            session.scalar(select(StaffUser.name).filter_by(id=user_id, is_active=True)) if user_id else None
        )
        if user_id is None or name is None:
            raise Missing("no such code")
        session.execute(
            delete(StaffZalo).where(StaffZalo.citizen_id == citizen_id)
        )  # it was another's before
        row = insert(StaffZalo).values(
            user_id=user_id, citizen_id=citizen_id, since=clock.now(), evidence=evidence, muted=[]
        )
        changed = {"citizen_id": citizen_id, "since": clock.now(), "evidence": evidence}
        session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=changed))
        staff.record_act("staff_zalo.join", "staff_user", user_id, user_id)
    return str(name)


def leave(user_id: uuid.UUID) -> None:
    """No more on Zalo for this member of staff. A repeat changes nothing."""
    with transaction() as session:
        gone = session.execute(
            delete(StaffZalo).filter_by(user_id=user_id).returning(StaffZalo.user_id)
        ).all()
        if gone:
            staff.record_act("staff_zalo.leave", "staff_user", user_id, user_id)


def choose(user_id: uuid.UUID, wanted: Collection[str]) -> None:
    """Only these topics from now on."""
    muted = sorted(name for name in TOPICS if name not in wanted)
    with transaction() as session:
        session.execute(update(StaffZalo).filter_by(user_id=user_id).values(muted=muted))


def tell(told: Told, users: Collection[uuid.UUID] | None = None) -> int:
    """Owe this to everybody joined whose work it is (of `users`, where given); how many are new.

    A repeat of the same key tells nobody again, also when the first was long ago.
    """
    topic = TOPICS[told.topic]
    with transaction() as session:
        people = _people(session, told, users)
        if not people:
            return 0
        rows = [
            {"id": uuid.uuid4(), "user_id": user_id, "topic": told.topic, "key": told.key, "at": clock.now()}
            for user_id in sorted(people)
        ]
        made = insert(StaffNotice).values(rows).on_conflict_do_nothing()
        fresh = session.execute(made.returning(StaffNotice.id, StaffNotice.user_id)).all()
        notifications.notify(
            [
                Owed(
                    citizen_id=people[row.user_id],
                    kind=KIND,
                    subject_kind="staff_notice",
                    subject_id=row.id,
                    subject_version=1,
                    params={"text": told.text},
                    buttons=(told.button,) if told.button else (),
                    lane=Lane.REPLY if topic.is_urgent else Lane.DOSSIER,
                    consent=None,
                )
                for row in fresh
            ]
        )
    return len(fresh)


def _people(session: Session, told: Told, users: Collection[uuid.UUID] | None) -> dict[uuid.UUID, uuid.UUID]:
    """Member of staff -> their citizen row: joined, active, with the right, not muted."""
    permission = TOPICS[told.topic].permission
    roles = [role for role, held in ROLES.items() if permission in held]
    asked = (
        select(StaffZalo.user_id, StaffZalo.citizen_id, StaffZalo.muted)
        .join(StaffUser, StaffUser.id == StaffZalo.user_id)
        .join(RoleGrant, RoleGrant.user_id == StaffUser.id)
        .where(StaffUser.is_active, RoleGrant.role.in_(roles))
    )
    if told.province_only:
        asked = asked.where(RoleGrant.office_id.is_(None))
    if users is not None:
        asked = asked.where(StaffZalo.user_id.in_(users))
    return {row.user_id: row.citizen_id for row in session.execute(asked) if told.topic not in row.muted}


def _digest(code: str) -> str:
    return crypto.digest(f"staff-zalo:{code}")

"""Reads accounts, who is signed in, and the trail."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import crypto
from portal.core.db import db
from portal.core.errors import Missing
from portal.places.models import Office
from portal.staff.models import AuditRow, Role, RoleGrant, StaffSession, StaffUser

AUDIT_PAGE = 50


@dataclass(frozen=True)
class Grant:
    """One role somebody holds, and where; no office means the whole province."""

    role: Role
    office_id: uuid.UUID | None
    office_name: str | None = None


@dataclass(frozen=True)
class Account:
    """Somebody's account, as the desk shows it."""

    id: uuid.UUID
    username: str
    name: str
    is_active: bool
    grants: tuple[Grant, ...]
    has_second: bool = False  # a code is asked for at sign-in
    until: dt.datetime | None = None  # when the session it was found by ends, unless something is done


@dataclass(frozen=True)
class Open:
    """One browser somebody is signed in with."""

    id: uuid.UUID
    browser: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


@dataclass(frozen=True)
class Act:
    """One line of the trail."""

    at: dt.datetime
    who: str | None
    office: str | None
    act: str
    subject_kind: str
    subject_id: str
    detail: dict[str, object]


def by_username(username: str) -> StaffUser | None:
    """The account of this name, active or not."""
    return db.session.scalar(select(StaffUser).where(StaffUser.username == username))


def credentials(username: str) -> tuple[uuid.UUID, str, bool] | None:
    """Id, hashed password, whether it is open: no more, so that known names cost what unknown ones do."""
    wanted = select(StaffUser.id, StaffUser.password_hash, StaffUser.is_active).filter_by(username=username)
    row = db.session.execute(wanted).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def by_id(user_id: uuid.UUID) -> StaffUser:
    """The account of this id; raises Missing."""
    user = db.session.get(StaffUser, user_id)
    if user is None:
        raise Missing("no such account")
    return user


def session_of(token: str) -> StaffSession | None:
    """The row behind a signed-in browser's token, ended or not."""
    return db.session.scalar(select(StaffSession).where(StaffSession.token_hash == crypto.digest(token)))


def grants_of(user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Grant, ...]]:
    """Every role of these accounts."""
    rows = db.session.execute(
        select(RoleGrant.user_id, RoleGrant.role, RoleGrant.office_id, Office.name)
        .outerjoin(Office, Office.id == RoleGrant.office_id)
        .where(RoleGrant.user_id.in_(user_ids))
        .order_by(RoleGrant.id)
    )
    found: dict[uuid.UUID, tuple[Grant, ...]] = {}
    for user_id, role, office_id, office_name in rows:
        found[user_id] = (*found.get(user_id, ()), Grant(role, office_id, office_name))
    return found


def offices() -> list[tuple[uuid.UUID, str]]:
    """Every office somebody may work for, by name."""
    rows = db.session.execute(select(Office.id, Office.name).order_by(Office.folded, Office.id))
    return [(office_id, name) for office_id, name in rows]


def account(user_id: uuid.UUID) -> Account:
    """One account with its roles; raises Missing."""
    user = by_id(user_id)
    return _account(user, grants_of([user.id]).get(user.id, ()))


def accounts() -> list[Account]:
    """Everybody, by name of account."""
    users = db.session.scalars(select(StaffUser).order_by(StaffUser.username)).all()
    grants = grants_of([user.id for user in users])
    return [_account(user, grants.get(user.id, ())) for user in users]


def _account(user: StaffUser, grants: tuple[Grant, ...]) -> Account:
    has_second = user.totp_secret is not None
    return Account(user.id, user.username, user.name, user.is_active, grants, has_second)


def open_sessions(user_id: uuid.UUID, token: str, since: dt.datetime, seen: dt.datetime) -> list[Open]:
    """Where somebody is signed in: begun after `since`, seen after `seen`; the last one first."""
    rows = db.session.scalars(
        select(StaffSession)
        .where(StaffSession.user_id == user_id, StaffSession.ended_at.is_(None))
        .where(StaffSession.created_at > since, StaffSession.last_seen_at > seen)
        .order_by(StaffSession.last_seen_at.desc(), StaffSession.id)
    )
    mine = crypto.digest(token)
    return [Open(r.id, r.browser, r.created_at, r.last_seen_at, r.token_hash == mine) for r in rows]


def acts(page: int) -> tuple[list[Act], int]:
    """A page of the trail, newest first, and the number of the last page."""
    total = db.session.scalar(select(func.count(AuditRow.id))) or 0
    rows = db.session.execute(
        select(AuditRow, StaffUser.username, Office.name)
        .outerjoin(StaffUser, StaffUser.id == AuditRow.user_id)
        .outerjoin(Office, Office.id == AuditRow.office_id)
        .order_by(AuditRow.id.desc())
        .offset((page - 1) * AUDIT_PAGE)
        .limit(AUDIT_PAGE)
    )
    listed = [
        Act(a.at, who, office, a.act, a.subject_kind, a.subject_id, a.detail) for a, who, office in rows
    ]
    return listed, max(1, -(-total // AUDIT_PAGE))

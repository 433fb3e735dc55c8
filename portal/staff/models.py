"""Staff accounts, what each may do where, their sessions, and the trail of what they did."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Sealed
from portal.core.db import Id, Model, Serial


class Role(StrEnum):
    """What somebody does here; permissions hang on these (access.py)."""

    AUTHOR = "author"  # writes
    EDITOR = "editor"  # approves what others wrote
    PUBLISHER = "publisher"  # lets it out: publishing, broadcasts
    OFFICER = "officer"
    SUPPORT = "support"  # answers citizens
    DATA = "data"  # look-up tables and the catalogue
    LEADER = "leader"
    ADMIN = "admin"


class StaffUser(Model):
    """Somebody who may sign in at the desk."""

    __tablename__ = "staff_user"

    id: Mapped[Id]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    password_changed_at: Mapped[dt.datetime]
    totp_secret: Mapped[str | None] = mapped_column(Sealed)  # none: no second step yet
    totp_step: Mapped[int | None] = mapped_column(BigInteger)  # the last step used: no code counts twice


class RecoveryCode(Model):
    """One way in for somebody whose phone is gone; the person keeps the code, the row its digest."""

    __tablename__ = "staff_recovery_code"

    id: Mapped[Serial]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[dt.datetime | None]


class Invitation(Model):
    """A link by which somebody makes their account, or sets a new password: once, and not for long."""

    __tablename__ = "staff_invitation"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    username: Mapped[str]
    name: Mapped[str]
    grants: Mapped[list[Any]]  # pairs of role and office; none when `user_id` has them already
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))  # who gets a new password
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]  # taken back


class RoleGrant(Model):
    """One role at one office; no office means the whole province."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "office_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[Serial]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), index=True)
    role: Mapped[Role]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))


class StaffSession(Model):
    """One signed-in browser; the cookie holds a token, the row its digest (R20)."""

    __tablename__ = "staff_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_user.id"), index=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    ended_why: Mapped[str | None]
    browser: Mapped[str]


class Alarm(Model):
    """Somebody seems to guess passwords: at one account, from one network, or all over (R26)."""

    __tablename__ = "staff_alarm"
    __table_args__ = (
        Index(
            "uq_staff_alarm_open",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("seen_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str]  # account, network, everywhere
    subject: Mapped[str]  # id of the account, or the network without its last part; never a whole address
    tries: Mapped[int]
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None]
    seen_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))


class AuditRow(Model):
    """What somebody did to what. Append only: the database refuses changes (migration 0001)."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject_kind", "subject_id"), Index("ix_audit_at", "at"))

    id: Mapped[Serial]
    at: Mapped[dt.datetime]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_user.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("office.id"))
    act: Mapped[str]  # sign_in, procedure.approve ...
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]]  # ids, states and counts; never names, phones or texts


class AuditLink(Model):
    """One line's place in the chain. Append only as the trail is (migration 0047)."""

    __tablename__ = "audit_link"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)  # 1, 2, 3 without a gap
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), unique=True)
    hash: Mapped[str]  # SHA-256 of the hash before and this line, in hex

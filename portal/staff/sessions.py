"""Signed-in browsers of staff: a row each, opened, kept alive by what somebody does, and ended (R20)."""

import datetime as dt
import secrets
import uuid
from dataclasses import replace

from sqlalchemy import update

from portal.core import clock, crypto
from portal.core.db import transaction
from portal.staff import queries
from portal.staff.models import StaffSession
from portal.staff.queries import Account
from portal.staff.trail import record_act

LONGEST_SESSION = dt.timedelta(hours=8)
LONGEST_IDLE = dt.timedelta(minutes=15)
SEEN_EVERY = dt.timedelta(minutes=1)  # how exactly "last seen" is kept: one write a minute, not one a click


def open_session(user_id: uuid.UUID, *, browser: str) -> str:
    """A session for somebody who has proven who they are; returns its token, which is kept nowhere else."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with transaction() as session:
        row = StaffSession(
            token_hash=crypto.digest(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            browser=browser[:300],
        )
        session.add(row)
        session.flush()
        record_act("sign_in", "staff_session", row.id, user_id)
    return token


def resume(token: str, *, is_act: bool = True) -> Account | None:
    """Whose session this is; None (and ended) when it is over, idle or its account disabled.

    Kept alive by what a person does; what a page asks by itself (`is_act` false) keeps nothing alive, or an
    open page would never be idle.
    """
    row = queries.session_of(token)
    if row is None or row.ended_at is not None:
        return None
    now, account = clock.now(), queries.account(row.user_id)
    over = _why_over(row, account, now)
    if over:
        end_session(token, over)
        return None
    if is_act and now - row.last_seen_at > SEEN_EVERY:
        with transaction() as session:
            alive = (StaffSession.id == row.id) & StaffSession.ended_at.is_(None)
            session.execute(update(StaffSession).where(alive).values(last_seen_at=now))
    seen = now if is_act else row.last_seen_at
    return replace(account, until=min(row.created_at + LONGEST_SESSION, seen + LONGEST_IDLE))


def open_now(user_id: uuid.UUID, token: str = "") -> list[queries.Open]:
    """Where somebody is signed in now; `token` tells which of them is the browser that asks."""
    now = clock.now()
    return queries.open_sessions(user_id, token, now - LONGEST_SESSION, now - LONGEST_IDLE)


def _why_over(row: StaffSession, account: Account, now: dt.datetime) -> str:
    if now - row.created_at > LONGEST_SESSION:
        return "too_long"
    if now - row.last_seen_at > LONGEST_IDLE:
        return "idle"
    return "" if account.is_active else "disabled"


def end_session(token: str, why: str) -> None:
    """Close one session for good; ending it twice changes nothing."""
    row = queries.session_of(token)
    if row is None or row.ended_at is not None:
        return
    with transaction():
        row.ended_at, row.ended_why = clock.now(), why
        record_act("sign_out", "staff_session", row.id, row.user_id, why=why)

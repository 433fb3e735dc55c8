"""Signed-in browsers and Mini Apps: short, rows, revocable (R20)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from portal.citizens.models import CitizenSession, JoinCode, SignIn, Surface
from portal.core import clock, crypto, settings
from portal.core.db import transaction

LONGEST_HOURS = 8  # whatever is done meanwhile, a session ends after that
SEEN_SECONDS = 60  # how often a page may write that somebody is here
KEPT_DAYS = 30  # ended ones, for the question who had signed in
TOKEN = range(16, 65)


@dataclass(frozen=True)
class Session:
    """A live session; `citizen_id` is None while it waits for its code to be typed in the chat."""

    id: uuid.UUID
    citizen_id: uuid.UUID | None
    surface: Surface
    began_by: str
    device: str
    created_at: dt.datetime
    expires_at: dt.datetime


def begin(citizen_id: uuid.UUID | None, surface: Surface, began_by: str, device: str) -> str:
    """A new session; its token, told once and kept as a digest. Without a person it waits for one."""
    token, now = crypto.token(), clock.now()
    with transaction() as session:
        session.add(
            CitizenSession(
                token_hash=crypto.digest(token),
                citizen_id=citizen_id,
                surface=surface,
                began_by=began_by,
                device=device,
                created_at=now,
                last_seen_at=now,
                expires_at=now + _idle(),
            )
        )
        session.flush()
    return token


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=settings.get().citizen_session_minutes)


def resume(token: str, surface: Surface) -> Session | None:
    """The live session of a token on the surface it was given to; each use keeps it alive, up to 8 hours."""
    if len(token) not in TOKEN:
        return None
    now = clock.now()
    with transaction() as session:
        row = session.scalar(
            select(CitizenSession).where(
                CitizenSession.token_hash == crypto.digest(token),
                CitizenSession.surface == surface,
                CitizenSession.ended_at.is_(None),
                CitizenSession.expires_at > now,
            )
        )
        if row is None:
            return None
        if now - row.last_seen_at >= dt.timedelta(seconds=SEEN_SECONDS):
            row.last_seen_at = now
            row.expires_at = min(now + _idle(), row.created_at + dt.timedelta(hours=LONGEST_HOURS))
        return Session(
            row.id, row.citizen_id, row.surface, row.began_by, row.device, row.created_at, row.expires_at
        )


def renew(old: Session, began_by: str) -> str | None:
    """Another token for a session whose person has just become known; None when somebody was faster (R20)."""
    token = crypto.token()
    with transaction() as session:
        changed = session.scalars(
            update(CitizenSession)
            .where(CitizenSession.id == old.id, CitizenSession.began_by == old.began_by)
            .values(token_hash=crypto.digest(token), began_by=began_by)
            .returning(CitizenSession.id)
            .execution_options(synchronize_session=False)
        ).all()
    return token if changed else None


def end(session_id: uuid.UUID, why: str = "sign_out") -> None:
    """This session answers nobody any more. A repeat changes nothing."""
    _end(CitizenSession.id == session_id, why)


def end_all(citizen_id: uuid.UUID, why: str = "sign_out_all") -> None:
    """Every session of a person ends, on whichever phone it is."""
    _end(CitizenSession.citizen_id == citizen_id, why)


def _end(which: object, why: str) -> None:
    with transaction() as session:
        session.execute(
            update(CitizenSession)
            .where(which, CitizenSession.ended_at.is_(None))  # type: ignore[arg-type]
            .values(ended_at=clock.now(), ended_why=why)
        )


def sweep() -> int:
    """Forget ways to Zalo that nobody came back from, used codes, and sessions that ended long ago."""
    now = clock.now()
    old = now - dt.timedelta(days=KEPT_DAYS)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.expires_at < now - dt.timedelta(days=1)))
        session.execute(delete(JoinCode).where(JoinCode.expires_at < now - dt.timedelta(days=1)))
        gone = session.scalars(
            delete(CitizenSession)
            .where(or_(CitizenSession.ended_at < old, CitizenSession.expires_at < old))
            .returning(CitizenSession.id)
        ).all()
    return len(gone)

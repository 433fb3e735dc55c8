"""Joining a browser to a person of the chat: eight signs on the page, typed in the chat, agreed to there.

Typing alone joins nothing: somebody may have been talked into typing a stranger's code, so the chat first
says which browser asks. Once, within ten minutes, with few wrong tries.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session as DbSession

from portal.citizens import codes
from portal.citizens.models import CitizenSession, JoinCode
from portal.citizens.operations.merging import merge
from portal.citizens.operations.sessions import Session
from portal.core import clock, crypto, limits
from portal.core.db import transaction
from portal.core.errors import TooMany

MINUTES = 10
WRONG_TRIES, TRIES_SECONDS = 5, 3600
WAITING = "waiting"  # how a session began that has nobody yet


@dataclass(frozen=True)
class Asking:
    """A browser that waits for its person to agree."""

    device: str
    since: dt.datetime


def issue(session: Session) -> str:
    """A fresh code for a session; the one before ends."""
    code, now = codes.new(), clock.now()
    with transaction() as tx:
        _close(tx, JoinCode.session_id == session.id, "replaced")
        tx.add(
            JoinCode(
                code_hash=_hash(code),
                session_id=session.id,
                made_at=now,
                expires_at=now + dt.timedelta(minutes=MINUTES),
            )
        )
        tx.flush()
    return code


def typed(code: str, citizen_id: uuid.UUID) -> Asking | None:
    """Somebody typed a code in the chat: which browser asks, or None when it opens nothing.

    A code once typed belongs to who typed it first. Beyond five wrong ones an hour: TooMany.
    """
    wrong = limits.key("join-code", str(citizen_id))
    if limits.seen(wrong) >= WRONG_TRIES:
        raise TooMany("too many wrong codes", retry_after=TRIES_SECONDS)
    with transaction() as tx:
        found = _live(tx, code, citizen_id)
        if found is None:
            limits.count(wrong, TRIES_SECONDS)
            return None
        row, asking = found
        row.citizen_id, row.typed_at = citizen_id, row.typed_at or clock.now()
        return Asking(asking.device, asking.created_at)


def agree_to_join(code: str, citizen_id: uuid.UUID) -> bool:
    """Whoever typed the code says it is their browser: it knows them now, and two people become one.

    False when the code is over, used, or was never typed by this person. It counts once.
    """
    with transaction() as tx:
        found = _live(tx, code, citizen_id)
        if found is None or found[0].citizen_id != citizen_id:
            return False
        row, asking = found
        row.ended_at, row.outcome = clock.now(), "joined"
        before = asking.citizen_id
        tx.flush()
        if before and before != citizen_id:
            merge(citizen_id, before, "code")
        else:
            asking.citizen_id = citizen_id
        tx.flush()
        return True


def decline_to_join(code: str, citizen_id: uuid.UUID) -> bool:
    """ "That is not me": the code ends, and the waiting browser with it. False when nothing was waiting."""
    with transaction() as tx:
        found = _live(tx, code, citizen_id)
        if found is None or found[0].citizen_id != citizen_id:
            return False
        row, asking = found
        row.ended_at, row.outcome = clock.now(), "refused"
        asking.ended_at, asking.ended_why = clock.now(), "refused"
        tx.flush()
        return True


def _live(tx: DbSession, code: str, citizen_id: uuid.UUID) -> tuple[JoinCode, CitizenSession] | None:
    """The code's row and its session, held until the end of the transaction."""
    now = clock.now()
    return tx.execute(
        select(JoinCode, CitizenSession)
        .join(CitizenSession, CitizenSession.id == JoinCode.session_id)
        .where(
            JoinCode.code_hash == _hash(code),
            JoinCode.ended_at.is_(None),
            JoinCode.expires_at > now,
            JoinCode.citizen_id.is_(None) | (JoinCode.citizen_id == citizen_id),
            CitizenSession.ended_at.is_(None),
            CitizenSession.expires_at > now,
        )
        .order_by(JoinCode.made_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()


def _close(tx: DbSession, which: object, outcome: str) -> None:
    tx.execute(
        update(JoinCode)
        .where(which, JoinCode.ended_at.is_(None))  # type: ignore[arg-type]
        .values(ended_at=clock.now(), outcome=outcome)
    )


def _hash(code: str) -> str:
    """Keyed: eight signs could be tried out against a plain digest."""
    return crypto.fingerprint(f"join-code|{code}")

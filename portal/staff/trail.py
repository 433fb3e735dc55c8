"""The trail of what staff do, and how sessions end: what other operations of accounts stand on."""

import datetime as dt
import uuid

from sqlalchemy import update

from portal.core import clock
from portal.core.db import transaction
from portal.staff.models import AuditRow, StaffSession


def record_act(
    act: str,
    subject_kind: str,
    subject_id: object,
    user_id: uuid.UUID | None = None,
    office_id: uuid.UUID | None = None,
    **detail: object,
) -> None:
    """Append a line to the trail, inside the open transaction. `detail` holds ids, states and counts only."""
    with transaction() as session:
        session.add(
            AuditRow(
                at=clock.now(),
                user_id=user_id,
                office_id=office_id,
                act=act,
                subject_kind=subject_kind,
                subject_id=str(subject_id),
                detail=detail,
            )
        )


def end_sessions(user_id: uuid.UUID, why: str, *, but: uuid.UUID | None = None) -> None:
    """Close every open session of an account (except one), inside the open transaction."""
    with transaction() as session:
        mine = (StaffSession.user_id == user_id) & StaffSession.ended_at.is_(None)
        if but is not None:
            mine &= StaffSession.id != but
        session.execute(update(StaffSession).where(mine).values(ended_at=clock.now(), ended_why=why))


def end_one(user_id: uuid.UUID, session_id: uuid.UUID, by: uuid.UUID) -> None:
    """Close one session of this account; somebody else's, or one that is over, changes nothing."""
    now: dt.datetime = clock.now()
    it = (StaffSession.id == session_id) & (StaffSession.user_id == user_id) & StaffSession.ended_at.is_(None)
    with transaction() as session:
        closed = update(StaffSession).where(it).values(ended_at=now, ended_why="ended")
        if session.scalars(closed.returning(StaffSession.id)).all():
            record_act("session.end", "staff_session", session_id, by)

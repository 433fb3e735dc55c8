"""Alarms about guessed passwords and codes: at one account, from one network, all over (reliability.md R26).

Guessing itself is slowed down by `turns`; here somebody is told of it.
"""

import datetime as dt
import ipaddress
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Case, Uuid, case, cast, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, limits
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.staff import trail
from portal.staff.models import Alarm, AuditRow, StaffSession, StaffUser

WINDOW = 3600
MOST = {"account": 10, "network": 40, "everywhere": 300}  # refusals in an hour that nobody makes by mistake
NOBODY = "-"  # all names together that nobody has
OWN_SLIPS = 5  # so many wrong tries since the last visit are told to the person
REFUSED = ("sign_in.refused", "sign_in.second_refused")
KEEP = dt.timedelta(days=90)


@dataclass(frozen=True)
class Told:
    """One alarm, with the account's name where it is about one."""

    alarm: Alarm
    username: str | None
    user_id: uuid.UUID | None


def note(user_id: uuid.UUID | None, address: str) -> None:
    """Count one refusal; from `MOST` of an hour on an alarm is open, and grows.

    A name that nobody has costs the same work as a known one, so that time tells nothing.
    """
    account = NOBODY if user_id is None else str(user_id)
    subjects = {"account": account, "network": network(address), "everywhere": ""}
    for kind, subject in subjects.items():
        tries, _left = limits.count(limits.key("refusals", kind, subject), WINDOW)
        if tries >= MOST[kind]:
            _raise(kind, subject, tries)


def _raise(kind: str, subject: str, tries: int) -> None:
    now = clock.now()
    row = {"id": uuid.uuid4(), "kind": kind, "subject": subject, "tries": tries}
    fresh = insert(Alarm).values(**row, first_at=now, last_at=now)
    grown = {"tries": func.greatest(Alarm.tries, fresh.excluded.tries), "last_at": now}
    open_ones = {"index_elements": ["kind", "subject"], "index_where": Alarm.seen_at.is_(None)}
    with transaction() as session:
        session.execute(fresh.on_conflict_do_update(**open_ones, set_=grown))  # type: ignore[arg-type]


def network(address: str) -> str:
    """A caller's network without its last part, so that no single address is kept."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    return str(ipaddress.ip_network(f"{told}/{24 if told.version == 4 else 48}", strict=False))


def open_alarms() -> list[Told]:
    """Alarms nobody has dealt with yet, the last one first."""
    is_account = (Alarm.kind == "account") & (StaffUser.id == _account_id())
    rows = (
        select(Alarm, StaffUser.username, StaffUser.id)
        .outerjoin(StaffUser, is_account)
        .where(Alarm.seen_at.is_(None))
        .order_by(Alarm.last_at.desc(), Alarm.id)
        .limit(200)
    )
    return [Told(alarm, username, user_id) for alarm, username, user_id in db.session.execute(rows)]


def _account_id() -> Case[Any]:
    """The id in an account's alarm; others have none."""
    is_known = (Alarm.kind == "account") & (Alarm.subject != NOBODY)
    return case((is_known, cast(Alarm.subject, Uuid)), else_=null())


def count_open() -> int:
    """How many alarms wait."""
    return db.session.scalar(select(func.count(Alarm.id)).where(Alarm.seen_at.is_(None))) or 0


def seen(alarm_id: uuid.UUID, by: uuid.UUID) -> None:
    """Somebody has dealt with it; one that is closed already is Missing. Further guesses raise a new one."""
    mine = update(Alarm).where(Alarm.id == alarm_id, Alarm.seen_at.is_(None))
    with transaction() as session:
        if not session.scalars(mine.values(seen_at=clock.now(), seen_by=by).returning(Alarm.id)).all():
            raise Missing("no such alarm")
        trail.record_act("alarm.seen", "staff_alarm", alarm_id, by)


def slips_since_last_visit(user_id: uuid.UUID) -> int:
    """Wrong tries at this account since its last session began; asked before the next one is opened."""
    last = select(func.max(StaffSession.created_at)).where(StaffSession.user_id == user_id).scalar_subquery()
    since = func.coalesce(last, clock.now() - KEEP)
    wrong = [AuditRow.subject_kind == "staff_user", AuditRow.subject_id == str(user_id), AuditRow.at > since]
    asked = select(func.count(AuditRow.id)).where(*wrong, AuditRow.act.in_(REFUSED))
    return db.session.scalar(asked) or 0

"""Who holds an intent: handed over to the doorbell, then reserved by one worker for one attempt."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import Session

from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.notifications import hours, quota
from portal.notifications.models import Attempt, Channel, Intent, Lane, State
from portal.sms import client as sms

CHANNEL = "zalo_cs"
HAND_OVER_SECONDS = 8.0  # a lost ring is rung again after this and the next sweep
NOW = func.clock_timestamp()


def is_in(state: State) -> ColumnElement[bool]:
    """The state as a literal, so that the planner may use the partial index."""
    return Intent.state == literal_column(f"'{state.value}'")


def seconds(count: float) -> dt.timedelta:
    """A wait as this home counts it."""
    return dt.timedelta(seconds=settings.get().scaled(count))


@dataclass(frozen=True)
class Reserved:
    """An intent this process holds, with the attempt it is about to make."""

    token: uuid.UUID
    attempt_id: uuid.UUID
    reference: str
    reserved_at: dt.datetime
    id: uuid.UUID
    attempts: int  # made before this one
    kind: str
    template_id: int
    params: dict[str, Any]
    citizen_id: uuid.UUID
    lane: Lane
    subject_kind: str
    subject_id: uuid.UUID
    subject_version: int
    consent_needed: str | None
    is_urgent: bool
    expires_at: dt.datetime | None
    has_room: bool = True  # a place in the account's day; without one it may only go by a number


@dataclass(frozen=True, order=True)
class Handed:
    """A due intent on its way to a worker, in the order of urgency."""

    lane: str
    created_at: dt.datetime
    id: uuid.UUID
    crashes: int


def hand_over(limit: int) -> list[Handed]:
    """Take due intents for the doorbell, most urgent first. Rung again later if nobody comes."""
    # A common table is read once; a sub-select with a limit may be read again for every row.
    due = (
        select(Intent.id)
        .where(is_in(State.QUEUED), Intent.due_at <= NOW, Intent.oa_id == settings.get().zalo_oa_id)
        .order_by(Intent.lane, Intent.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    with transaction() as session:
        taken = session.execute(
            update(Intent)
            .where(Intent.id == due.c.id)
            .values(lease_token=uuid.uuid4(), due_at=NOW + seconds(HAND_OVER_SECONDS))
            .returning(Intent.lane, Intent.created_at, Intent.id, Intent.crashes)
        ).all()
    return sorted(Handed(*row) for row in taken)


def hand_back(ids: Sequence[uuid.UUID]) -> None:
    """The doorbell did not ring, or the worker stops: due at once."""
    with transaction() as session:
        session.execute(
            update(Intent)
            .where(Intent.id.in_(ids), is_in(State.QUEUED), Intent.lease_token.is_not(None))
            .values(lease_token=None, due_at=NOW)
        )


def reserve(ids: Sequence[uuid.UUID]) -> list[Reserved]:
    """Step 1 of R3: of many processes one gets each due intent, an attempt and a place in the day's quota.

    Intents handed over to the doorbell count as due. Those beyond the quota wait for tomorrow, but for news
    of dossiers where there is an SMS gateway: what only a number can carry needs no place in Zalo's day.
    """
    with transaction() as session:
        now = session.scalar(select(NOW)) or clock.now()
        rows = _due(session, ids)
        oa_id = settings.get().zalo_oa_id
        room = quota.take(oa_id, clock.local(now).date(), [row.lane for row in rows]) if rows else []
        goes = [
            has_room or (sms.is_on() and row.lane is Lane.DOSSIER)
            for row, has_room in zip(rows, room, strict=True)
        ]
        beyond = [row.id for row, may_go in zip(rows, goes, strict=True) if not may_go]
        _postpone(session, beyond, hours.spread(hours.tomorrow(now)))
        both = [(row, has_room) for row, has_room, may_go in zip(rows, room, goes, strict=True) if may_go]
        reserved = [_reserved(row, now, has_room) for row, has_room in both]
        _write(session, reserved)
        fault("F1")
    fault("F2")
    return reserved


_FIELDS = (
    Intent.id,
    Intent.attempts,
    Intent.kind,
    Intent.template_id,
    Intent.params,
    Intent.citizen_id,
    Intent.lane,
    Intent.subject_kind,
    Intent.subject_id,
    Intent.subject_version,
    Intent.consent_needed,
    Intent.is_urgent,
    Intent.expires_at,
)


def _due(session: Session, ids: Sequence[uuid.UUID]) -> Sequence[Row[Any]]:
    return session.execute(
        select(*_FIELDS)
        .where(
            Intent.id.in_(ids),
            is_in(State.QUEUED),
            or_(Intent.due_at <= NOW, Intent.lease_token.is_not(None)),
        )
        .order_by(Intent.lane, Intent.subject_version, Intent.created_at)
        .with_for_update(skip_locked=True)
    ).all()


def _reserved(row: Row[Any], now: dt.datetime, has_room: bool) -> Reserved:
    reference = secrets.token_urlsafe(8)
    return Reserved(uuid.uuid4(), uuid.uuid4(), reference, now, **row._mapping, has_room=has_room)


def _postpone(session: Session, ids: Sequence[uuid.UUID], due_at: dt.datetime) -> None:
    if ids:
        session.execute(
            update(Intent).where(Intent.id.in_(ids)).values(lease_token=None, due_at=due_at, reason="quota")
        )


def _write(session: Session, reserved: Sequence[Reserved]) -> None:
    if not reserved:
        return
    lease = seconds(settings.get().lease_seconds)
    held = [
        {
            "id": one.id,
            "state": State.SENDING,
            "lease_token": one.token,
            "due_at": one.reserved_at + lease,
            "is_on_wire": False,
            "attempts": one.attempts + 1,
        }
        for one in reserved
    ]
    made = [
        {
            "id": one.attempt_id,
            "intent_id": one.id,
            "channel": CHANNEL if one.has_room else Channel.SMS.value,  # only CHANNEL's are counted
            "n": one.attempts + 1,
            "reference": one.reference,
            "reserved_at": one.reserved_at,
        }
        for one in reserved
    ]
    session.execute(update(Intent), held)
    session.execute(insert(Attempt), made)

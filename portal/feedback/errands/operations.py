"""Owing the photos of a case, taking one to fetch, and writing down what came of it."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.feedback.cases.opening import KIND
from portal.feedback.errands.models import Origin, PhotoErrand
from portal.feedback.messages import MOST_PHOTOS
from portal.inbox import operations as inbox
from portal.inbox.models import Deed, InboxItem

BELL = "feedback_photos"
LEASE = dt.timedelta(seconds=90)
WAITS = (30.0, 300.0, 1800.0)  # seconds between tries while the other side is away
KEPT = "kept"
LOST = "Một ảnh gửi kèm không lấy về được."


@dataclass(frozen=True)
class Taken:
    """An errand that is ours until its lease ends."""

    id: uuid.UUID
    lease_token: uuid.UUID
    feedback_id: uuid.UUID
    origin: Origin
    address: str
    is_last_try: bool


def owe(feedback_id: uuid.UUID, origin: Origin, addresses: Sequence[str]) -> None:
    """Fetch these photos soon, in the caller's transaction; one that was owed before changes nothing."""
    now = clock.now()
    rows = [
        {
            "id": uuid.uuid4(),
            "feedback_id": feedback_id,
            "origin": origin,
            "digest": hashlib.sha256(address.encode()).hexdigest(),
            "address": address,
            "due_at": now,
        }
        for address in addresses[:MOST_PHOTOS]
    ]
    if rows:
        with transaction() as session:
            session.execute(insert(PhotoErrand).values(rows).on_conflict_do_nothing())
            db.notify(BELL)


def is_due() -> bool:
    """Does a photo wait?"""
    with transaction() as session:
        return session.scalar(select(PhotoErrand.id).where(*_due()).limit(1)) is not None


def take() -> Taken | None:
    """Lease the oldest errand that is due; nobody else gets it until the lease ends."""
    oldest = select(PhotoErrand).where(*_due()).order_by(PhotoErrand.due_at).limit(1)
    with transaction() as session:
        row = session.scalar(oldest.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_token, row.due_at, row.tries = uuid.uuid4(), clock.now() + LEASE, row.tries + 1
        is_last = row.tries > len(WAITS)
        return Taken(row.id, row.lease_token, row.feedback_id, row.origin, row.address or "", is_last)


def _due() -> tuple[ColumnElement[bool], ...]:
    return PhotoErrand.closed_at.is_(None), PhotoErrand.due_at <= func.clock_timestamp()


def put_back(taken: Taken) -> None:
    """The other side was away: again a little later."""
    with transaction() as session:
        tries = session.scalar(select(PhotoErrand.tries).filter_by(id=taken.id)) or 1
        wait = dt.timedelta(seconds=settings.get().scaled(WAITS[min(tries, len(WAITS)) - 1]))
        session.execute(
            update(PhotoErrand)
            .where(PhotoErrand.id == taken.id, PhotoErrand.lease_token == taken.lease_token)
            .values(lease_token=None, due_at=clock.now() + wait)
        )


def finish(taken: Taken, outcome: str) -> None:
    """Close the errand and forget its address; a photo that never came stands in the case's history."""
    with transaction() as session:
        mine = (PhotoErrand.id == taken.id, PhotoErrand.lease_token == taken.lease_token)
        closed = session.scalar(
            update(PhotoErrand)
            .where(*mine, PhotoErrand.closed_at.is_(None))
            .values(closed_at=clock.now(), outcome=outcome, address=None, lease_token=None)
            .returning(PhotoErrand.id)
        )
        item = session.scalar(select(InboxItem.id).filter_by(kind=KIND, subject_id=taken.feedback_id))
        if closed is None or item is None:
            return
        if outcome != KEPT:
            inbox.record(item, Deed.NOTED, note=LOST)
        inbox.touch(KIND, [taken.feedback_id])

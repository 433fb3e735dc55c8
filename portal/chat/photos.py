"""Photos of receipts sent to the chat: addresses wait, are read once, and are forgotten (domain.md 2.2).

Picture bytes are never stored; of what a code says only a dossier's own code is used, and nothing of it is
kept or logged. Reading happens in portal/chat/photo_jobs.py, outside any transaction.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.chat import asides, handovers, lookups, photo_codes
from portal.chat.answers import Asker
from portal.chat.messages import Reply
from portal.chat.models import ChatPhoto
from portal.citizens import queries as citizens
from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.notifications import operations as notifications
from portal.notifications.models import Lane
from portal.notifications.operations import Owed

CHANNEL = "photos"
MOST = 3  # pictures of one message that are looked into
LEASE = dt.timedelta(seconds=60)
MOST_TRIES = 3
WAIT_SECONDS = 20.0
KEPT = dt.timedelta(days=7)  # rows without addresses: they tell whether this was the second failure
AGAIN = dt.timedelta(hours=24)
FAILED = ("unread", "no_picture")
READ = ("codes", "link", "near", "procedure")


@dataclass(frozen=True)
class Taken:
    """Photos that are ours to read until the lease ends."""

    id: uuid.UUID
    lease_token: uuid.UUID
    addresses: tuple[str, ...]
    is_last_try: bool


@dataclass(frozen=True)
class Looked:
    """What came of it: `outcome`, and what the codes say."""

    outcome: str
    texts: tuple[str, ...] = ()


def keep(pictures: Sequence[str], asker: Asker) -> Reply | None:
    """Photos came: read them soon. Counted like a look-up, so that nobody keeps us busy."""
    is_beyond, word = lookups.beyond_limit(asker.user_id, 1)
    if is_beyond:
        return word
    row = insert(ChatPhoto).values(
        id=uuid.uuid4(),
        event_id=asker.event_id,
        citizen_id=asker.citizen_id,
        addresses=json.dumps(list(pictures[:MOST])).encode(),
        asked_at=asker.at,
        due_at=clock.now(),
        tries=0,
    )
    with transaction() as session:
        session.execute(row.on_conflict_do_nothing(index_elements=["event_id"]))  # an event may be replayed
        db.notify(CHANNEL)
    return None


def is_due() -> bool:
    """Does a photo wait?"""
    due = ChatPhoto.closed_at.is_(None) & (ChatPhoto.due_at <= func.clock_timestamp())
    with transaction() as session:
        return session.scalar(select(ChatPhoto.id).where(due).limit(1)) is not None


def take() -> Taken | None:
    """Lease the oldest photos that are due; nobody else gets them until the lease ends."""
    token = uuid.uuid4()
    with transaction() as session:
        row = session.scalar(
            select(ChatPhoto)
            .where(ChatPhoto.closed_at.is_(None), ChatPhoto.due_at <= func.clock_timestamp())
            .order_by(ChatPhoto.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.lease_token, row.due_at, row.tries = token, clock.now() + LEASE, row.tries + 1
        told = json.loads(row.addresses or b"[]")
        return Taken(row.id, token, tuple(map(str, told)), row.tries >= MOST_TRIES)


def put_back(taken: Taken) -> None:
    """Zalo's picture host was away: try again a little later."""
    wait = dt.timedelta(seconds=settings.get().scaled(WAIT_SECONDS))
    with transaction() as session:
        session.execute(
            update(ChatPhoto)
            .where(ChatPhoto.id == taken.id, ChatPhoto.lease_token == taken.lease_token)
            .values(lease_token=None, due_at=clock.now() + wait)
        )


def finish(taken: Taken, looked: Looked) -> str:
    """Owe the answer, close the row and forget the addresses, in one commit; the outcome as it is kept."""
    with transaction() as session:
        row = session.scalar(
            select(ChatPhoto)
            .filter_by(id=taken.id, lease_token=taken.lease_token, closed_at=None)
            .with_for_update()
        )
        if row is None:
            return "lost"
        outcome, reply = _answer(looked, row)
        row.closed_at, row.outcome, row.addresses, row.lease_token = clock.now(), outcome, None, None
        if reply and not (outcome not in READ and handovers.is_with_person(row.citizen_id)):
            _owe(row, reply)
        session.flush()
        return outcome


def _answer(looked: Looked, row: ChatPhoto) -> tuple[str, Reply | None]:
    address = citizens.address(row.citizen_id, settings.get().zalo_oa_id)
    if address is None:  # erased meanwhile
        return "gone", None
    if looked.outcome != "read":
        return looked.outcome, _failed(looked.outcome, row)
    asker = Asker(row.citizen_id, address.user_id, row.event_id, address.is_following, row.asked_at)
    return photo_codes.answer(looked.texts, asker)


def _failed(outcome: str, row: ChatPhoto) -> Reply:
    if outcome not in FAILED:
        return asides.photo(outcome)
    with transaction() as session:
        before = session.scalar(
            select(ChatPhoto.outcome)
            .where(
                ChatPhoto.citizen_id == row.citizen_id,
                ChatPhoto.closed_at > clock.now() - AGAIN,
                ChatPhoto.id != row.id,
            )
            .order_by(ChatPhoto.closed_at.desc())
            .limit(1)
        )
    if before in FAILED:
        return asides.photo_person()
    return asides.photo_tip() if outcome == "unread" else asides.photo(outcome)


def _owe(row: ChatPhoto, reply: Reply) -> None:
    notifications.notify(
        [
            Owed(
                citizen_id=row.citizen_id,
                kind="chat_reply",
                subject_kind="inbox_event",
                subject_id=row.event_id,
                subject_version=1,
                params={"text": reply.text},
                buttons=reply.buttons,
                lane=Lane.REPLY,
                consent=None,
            )
        ]
    )


def sweep() -> int:
    """Forget rows a week old; how many."""
    with transaction() as session:
        gone = session.scalars(
            delete(ChatPhoto).where(ChatPhoto.asked_at < clock.now() - KEPT).returning(ChatPhoto.id)
        )
        return len(gone.all())

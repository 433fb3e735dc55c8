"""Unknown sends are settled by evidence, never by hope: sent, proven absent, or left to a person (R5)."""

import datetime as dt
import logging
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from portal.citizens import queries as citizens
from portal.core import db, settings
from portal.core.db import transaction
from portal.notifications import messages, quota
from portal.notifications.leases import NOW, is_in, seconds
from portal.notifications.models import Attempt, Channel, Intent, Lane, MessageTemplate, Outcome, State

SLACK = dt.timedelta(seconds=60)  # how far Zalo's clock may be behind ours
MOST = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Doubt:
    """A call of which nobody knows how it ended, and what would prove it."""

    intent_id: uuid.UUID
    attempt_id: uuid.UUID
    citizen_id: uuid.UUID
    user_id: str | None
    text: str
    reference: str  # stands in the message's own link
    marked_at: dt.datetime
    age: float  # seconds since the mark, by the database's clock
    lane: Lane
    reason: str | None  # a key of messages.REASONS
    channel: str = Channel.CS.value


@dataclass(frozen=True)
class Sighting:
    """A message of the account that Zalo has told us about."""

    user_id: str
    text: str
    message_id: str
    at: dt.datetime
    source: str  # echo, conversation
    links: str = ""  # whatever else it carried, as text


def how_many() -> int:
    """Unknown sends now."""
    with transaction() as session:
        return session.scalar(select(func.count(Intent.id)).where(is_in(State.UNKNOWN))) or 0


def doubts(limit: int = MOST, offset: int = 0) -> list[Doubt]:
    """Unknown sends, the oldest mark first."""
    with transaction() as session:
        rows = session.execute(
            select(
                Intent.id,
                Attempt.id.label("attempt_id"),
                Intent.citizen_id,
                Intent.params,
                MessageTemplate.body,
                Attempt.reference,
                Attempt.marked_at,
                func.extract("epoch", NOW - Attempt.marked_at).label("age"),
                Intent.lane,
                Intent.reason,
                Attempt.channel,
            )
            .join(Attempt, (Attempt.intent_id == Intent.id) & (Attempt.n == Intent.attempts))
            .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
            .where(is_in(State.UNKNOWN), Attempt.marked_at.is_not(None))
            .order_by(Attempt.marked_at, Intent.id)
            .limit(limit)
            .offset(offset)
        ).all()
        known = citizens.user_ids({row.citizen_id for row in rows}, settings.get().zalo_oa_id)
        return [
            Doubt(
                intent_id=row.id,
                attempt_id=row.attempt_id,
                citizen_id=row.citizen_id,
                user_id=known.get(row.citizen_id),
                text=_text(row.body, row.params),
                reference=row.reference,
                marked_at=row.marked_at,
                age=float(row.age),
                lane=row.lane,
                reason=row.reason,
                channel=row.channel,
            )
            for row in rows
        ]


def _text(body: str, params: dict[str, object]) -> str:
    try:
        return messages.render(body, params)
    except (ValueError, TypeError):
        return ""


def settle_present(open_ones: Sequence[Doubt], seen: Iterable[Sighting]) -> list[Doubt]:
    """Close as sent what was seen; which. A message of Zalo's proves one send only, the oldest that fits."""
    settled, left = [], list(open_ones)
    for one in sorted(seen, key=lambda sighting: sighting.at):
        doubt = next((doubt for doubt in left if _proves(one, doubt)), None)
        if doubt is None or not close_sent(doubt, one):
            continue
        left.remove(doubt)
        settled.append(doubt)
        log.info("unknown send settled intent=%s by=%s", doubt.intent_id, one.source)
    return settled


def _proves(one: Sighting, doubt: Doubt) -> bool:
    if one.user_id != doubt.user_id or one.at < doubt.marked_at - SLACK:
        return False
    return doubt.reference in one.links or (bool(doubt.text) and _plain(one.text) == _plain(doubt.text))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def close_sent(doubt: Doubt, one: Sighting) -> bool:
    """It went out; False when the message is another attempt's, or somebody settled this one meanwhile."""
    with transaction() as session:
        if session.scalar(select(exists(Attempt.id).where(Attempt.message_id == one.message_id))):
            return False
        if not moved(session, doubt.intent_id, state=State.SENT, reason=None, settled_at=NOW):
            return False
        write(session, doubt.attempt_id, Outcome.SENT, one.source, message_id=one.message_id)
    return True


def settle_absent(doubt: Doubt) -> bool:
    """Queue again what is proven not to have arrived, long enough after the mark; never a broadcast's.

    A chat proves the absence of what is said in the chat alone: not of a template message, nor of an SMS.
    """
    if (
        doubt.lane is Lane.BULK
        or doubt.channel != Channel.CS
        or doubt.age < settings.get().scaled(settings.get().settle_seconds)
    ):
        return False
    with transaction() as session:
        if not moved(session, doubt.intent_id, state=State.QUEUED, reason="proved_absent", due_at=NOW):
            return False
        write(session, doubt.attempt_id, Outcome.NOT_SENT, "conversation")
        quota.give_back(settings.get().zalo_oa_id, [doubt.marked_at])
        db.notify("intents")
    log.info("unknown send proven absent intent=%s", doubt.intent_id)
    return True


def moved(session: Session, intent_id: uuid.UUID, **values: object) -> bool:
    """From unknown to somewhere else, by one caller only; a late answer of the old call finds no holder."""
    fresh = {"lease_token": None, "is_on_wire": False, "due_at": None, "settled_at": None, **values}
    moved = session.scalars(
        update(Intent)
        .where(Intent.id == intent_id, is_in(State.UNKNOWN))
        .values(**fresh)
        .returning(Intent.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(moved)


def write(
    session: Session, attempt_id: uuid.UUID, outcome: Outcome, evidence: str, message_id: str | None = None
) -> None:
    """How the call ended after all, and what proved it."""
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(
            outcome=outcome,
            evidence=evidence,
            message_id=func.coalesce(message_id, Attempt.message_id),
            ended_at=func.coalesce(Attempt.ended_at, NOW),
        )
        .execution_options(synchronize_session=False)
    )


def waits_enough(doubt: Doubt, wait: float) -> bool:
    """Whether so many seconds (as settings count them) have gone since the mark."""
    return dt.timedelta(seconds=doubt.age) >= seconds(wait)

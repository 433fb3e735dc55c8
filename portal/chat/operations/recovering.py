"""What one chat holds that the webhook has not told: kept in the inbox once, answered while it is fresh."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.chat import events
from portal.chat.listed import Listed
from portal.chat.models import RECENT_CHATS, InboxEvent
from portal.citizens import queries as citizens
from portal.citizens.models import Consent
from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.core.search import fold, tidy
from portal.notifications.models import Attempt, Intent, Lane

ANSWERED_WITHIN = dt.timedelta(hours=24)
YOUNGEST = dt.timedelta(seconds=60)  # the webhook may still be on its way


@dataclass(frozen=True)
class Found:
    """What one chat held since the moment asked for."""

    messages: int = 0  # of the citizen
    known: int = 0
    kept: int = 0
    answerable: int = 0
    unreadable: int = 0
    lost: tuple[dt.datetime, ...] = ()


def recover(user_id: str, told: Sequence[Listed], *, is_dry: bool = False) -> Found:
    """Keep what is not in the inbox yet, oldest first, in one commit; with `is_dry` only tell.

    The key is the one the webhook's event has, so whichever comes second is a repeat. A message is worked on
    in silence when it is older than a day, when somebody has spoken for the account since, or when the
    same words come again later; what the person has decided since stands, and such a message is only kept.
    """
    now = clock.now()
    said = [one for one in told if one.is_from_user and one.at <= now - YOUNGEST]
    with transaction() as session:
        known = _known(session, user_id, said)
        new = [one for one in said if one.name and one.message_id not in known]
        over = [one for one in new if _has_decided_since(session, one)]
        answerable = [one for one in _waiting(session, new, told, now) if one not in over]
        kept = [
            one
            for one in new
            if is_dry or _keep(session, one, now, may_answer=one in answerable, is_over=one in over)
        ]
        if kept and not is_dry:
            db.notify("inbox")
    return Found(
        messages=len(said),
        known=len(known),
        kept=len(kept),
        answerable=sum(one in answerable for one in kept),
        unreadable=sum(one.name is None and one.message_id not in known for one in said),
        lost=tuple(one.at for one in kept),
    )


def _known(session: Session, user_id: str, said: Sequence[Listed]) -> set[str]:
    """Ids that the inbox has, by whichever of a citizen's events they came; erased people's by their keys."""
    asked = {one.message_id for one in said}
    if not asked:
        return set()
    keys = {_event(one).key: one.message_id for one in said if one.name}
    rows = session.execute(
        select(InboxEvent.message_ids, InboxEvent.event_key).where(
            or_(
                InboxEvent.event_key.in_(keys),
                (InboxEvent.user_id == user_id)
                & (InboxEvent.received_at >= min(one.at for one in said) - YOUNGEST)
                & InboxEvent.name.like("user_send_%"),
            )
        )
    )
    found = {id_ for ids, key in rows for id_ in (*ids, keys.get(key, ""))}
    return found & asked


def _event(one: Listed) -> events.Event:
    return events.read(one.raw, events.value_of(one.raw))


def _waiting(
    session: Session, new: Sequence[Listed], told: Sequence[Listed], now: dt.datetime
) -> list[Listed]:
    """Who still waits: nobody spoke for the account since, and the same was not asked again later."""
    spoken = _last_answer(session, [one for one in told if not one.is_from_user])
    latest = {fold(tidy(_event(one).text)) or one.message_id: one for one in new}
    return [
        one
        for one in latest.values()
        if now - one.at <= ANSWERED_WITHIN and (spoken is None or spoken < one.at)
    ]


def _last_answer(session: Session, ours: Sequence[Listed]) -> dt.datetime | None:
    """When the account last spoke to them; what we push by ourselves is no answer."""
    pushed = set(
        session.scalars(
            select(Attempt.message_id)
            .join(Intent, Intent.id == Attempt.intent_id)
            .where(Attempt.message_id.in_([one.message_id for one in ours]), Intent.lane != Lane.REPLY)
        )
    )
    return max((one.at for one in ours if one.message_id not in pushed), default=None)


def _keep(session: Session, one: Listed, now: dt.datetime, *, may_answer: bool, is_over: bool) -> bool:
    """A row of the inbox as the webhook would have made it; False when it is there already."""
    event = _event(one)
    values = {
        "id": uuid.uuid4(),
        "event_key": event.key,
        "oa_id": settings.get().zalo_oa_id,
        "name": event.name,
        "user_id": event.user_id,
        "raw": one.raw,
        "event_at": one.at,
        "received_at": now,
        "due_at": now,
        "tries": 0,
        "done_at": now if is_over else None,
        "outcome": "stored" if is_over else None,
        "message_ids": [one.message_id],
        "origin": RECENT_CHATS,
        "may_answer": may_answer,
    }
    row = insert(InboxEvent).values(**values).on_conflict_do_nothing().returning(InboxEvent.id)
    return session.scalar(row) is not None


def _has_decided_since(session: Session, one: Listed) -> bool:
    """Has this person agreed to or taken back anything after they wrote this?"""
    known = citizens.by_zalo(settings.get().zalo_oa_id, one.user_id)
    if known is None:
        return False
    later = or_(Consent.given_at > one.at, Consent.withdrawn_at > one.at)
    found = select(Consent.id).where(Consent.citizen_id == known.citizen_id, later).limit(1)
    return session.scalar(found) is not None

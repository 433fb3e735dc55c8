"""Answers that officers type in Zalo's own chat tool come back as echoes: who waits for one has got it."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import func, select

from portal.chat import events, handovers
from portal.chat.events import Kind
from portal.chat.models import Handover, InboxEvent
from portal.citizens.models import ZaloIdentity
from portal.core.db import transaction

_ECHOES = [name for name, kind in events.NAMES.items() if kind is Kind.ECHO]
MOST = 500  # open conversations looked after at once


def look_after() -> int:
    """Note what was typed to people who wait, then give the machine back where all is silent; how many."""
    notice()
    return handovers.take_back()


def notice() -> int:
    """Note the last answer typed to everybody who waits; how many people typed. A repeat changes nothing."""
    waiting, since = _waiting()
    if not waiting:
        return 0
    with transaction() as session:
        rows = session.execute(
            select(InboxEvent.user_id, InboxEvent.raw, InboxEvent.event_at).where(
                InboxEvent.user_id.in_(waiting), InboxEvent.name.in_(_ECHOES), InboxEvent.received_at >= since
            )
        ).all()
        typed = [(user_id, at) for user_id, raw, at in rows if user_id and _is_typed(raw)]
        for user_id, at in typed:
            handovers.answered(waiting[user_id], at)
    return len(typed)


def _waiting() -> tuple[Mapping[str, uuid.UUID], dt.datetime | None]:
    """Zalo id -> citizen of every open conversation, and since when the first of them waits."""
    with transaction() as session:
        rows = session.execute(
            select(ZaloIdentity.user_id, Handover.citizen_id, Handover.asked_at)
            .join(
                Handover,
                (Handover.citizen_id == ZaloIdentity.citizen_id) & (Handover.oa_id == ZaloIdentity.oa_id),
            )
            .where(handovers.OPEN)
            .order_by(func.coalesce(Handover.answered_at, Handover.asked_at))
            .limit(MOST)
        ).all()
    return {user: citizen for user, citizen, _ in rows}, min((at for *_, at in rows), default=None)


def _is_typed(raw: bytes) -> bool:
    """By a person: what our own client sent carries no administrator."""
    detail = events.read(raw, events.value_of(raw)).detail
    return isinstance(detail, events.Echo) and detail.admin_id is not None

"""How many messages a day still takes beside news of dossiers, and the first day with room for so many."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, select

from portal.broadcast.audience import MESSAGE
from portal.broadcast.models import Broadcast, State
from portal.core import clock, settings
from portal.core.db import db
from portal.notifications.models import QuotaDay, SendingState

DAYS = 60  # looked ahead; beyond it a forecast says nothing
_UNDER_WAY = (State.PREPARING, State.SENDING, State.PAUSED, State.HALTED, State.MISSED)


def told(one: Broadcast, wanted: int, day: dt.date) -> dict[str, Any]:
    """What the forecast says of that day: what is left before and after, and when so many fit.

    `possible_on` is None when they fit on that day, or on none: then `most_a_day` is less than `wanted`.
    """
    left = on(one.oa_id, day, apart_from=one.id)
    return {
        "quota_left": left,
        "quota_after": left - wanted,
        "most_a_day": whole(one.oa_id),
        "fits": wanted <= left,
        "possible_on": found.isoformat() if wanted > left and (found := first(one, wanted, day)) else None,
    }


def whole(oa_id: str) -> int:
    """What an empty day takes; the share kept for news of dossiers is no room of a broadcast (R8)."""
    cap = db.session.scalar(select(SendingState.daily_cap).filter_by(oa_id=oa_id))
    cap = settings.get().daily_quota if cap is None else cap
    return cap - cap * settings.get().quota_kept_percent // 100


def on(oa_id: str, day: dt.date, *, apart_from: uuid.UUID | None = None) -> int:
    """What is left of a day once everything already agreed to or under way has gone out."""
    used = db.session.scalar(select(QuotaDay.used).filter_by(oa_id=oa_id, day=day)) or 0
    return max(0, whole(oa_id) - used - _planned(day, apart_from))


def first(one: Broadcast, wanted: int, day: dt.date) -> dt.date | None:
    """The first day after that one with room for so many; None where no day has it."""
    if wanted > whole(one.oa_id):
        return None
    days = (day + dt.timedelta(days=n) for n in range(1, DAYS))
    return next((each for each in days if on(one.oa_id, each, apart_from=one.id) >= wanted), None)


def _planned(day: dt.date, apart_from: uuid.UUID | None) -> int:
    """Messages that other broadcasts will send on that day: as rehearsed, or what is left of their rows."""
    begin, end = clock.midnight(day), clock.midnight(day + dt.timedelta(days=1))
    rehearsed = select(func.coalesce(func.sum(Broadcast.dry_run["sent"].as_integer()), 0)).where(
        Broadcast.state == State.APPROVED, Broadcast.planned_at >= begin, Broadcast.planned_at < end
    )
    ended = Broadcast.sent + Broadcast.unknown + Broadcast.refused + Broadcast.failed + Broadcast.cancelled
    left = select(func.coalesce(func.sum(Broadcast.people - Broadcast.excluded - ended), 0)).where(
        Broadcast.state.in_(_UNDER_WAY)
    )
    questions = [rehearsed, left] if day == clock.today() else [rehearsed]
    apart = [Broadcast.way == MESSAGE, *([Broadcast.id != apart_from] if apart_from else [])]
    return sum(int(db.session.scalar(each.where(*apart)) or 0) for each in questions)

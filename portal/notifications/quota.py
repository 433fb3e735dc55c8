"""How many messages a day may still take, counted when they are reserved (R8)."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock, settings
from portal.core.db import transaction
from portal.notifications import channel
from portal.notifications.models import Lane, QuotaDay, SendingState


def take(oa_id: str, day: dt.date, lanes: Sequence[Lane]) -> list[bool]:
    """Count one message for each lane asked while there is room; which of them have it.

    A share is kept for news of dossiers: neither a broadcast nor a flood of questions in the chat takes it.
    The day's row is locked until the caller commits, so two workers never share the last place.
    """
    with transaction() as session:
        session.execute(
            insert(QuotaDay)
            .values(oa_id=oa_id, day=day, used=0, cap=_cap(session, oa_id))
            .on_conflict_do_nothing()
        )
        row = session.execute(
            select(QuotaDay.used, QuotaDay.cap).filter_by(oa_id=oa_id, day=day).with_for_update()
        ).one()
        used, granted = row.used, []
        kept = row.cap * settings.get().quota_kept_percent // 100
        for lane in lanes:
            most = row.cap if lane is Lane.DOSSIER else row.cap - kept
            granted.append(used < most)
            used += granted[-1]
        if used != row.used:
            session.execute(update(QuotaDay).filter_by(oa_id=oa_id, day=day).values(used=used))
    return granted


def _cap(session: Session, oa_id: str) -> int:
    """What Zalo told last, else what the settings say."""
    told = session.scalar(select(SendingState.daily_cap).filter_by(oa_id=oa_id))
    return settings.get().daily_quota if told is None else told


def learn(oa_id: str, cap: int) -> None:
    """Zalo told how many messages a day it takes: from now on, today included. Safe to repeat."""
    channel.state()
    with transaction() as session:
        session.execute(update(SendingState).filter_by(oa_id=oa_id).values(daily_cap=max(0, cap)))
        session.execute(update(QuotaDay).filter_by(oa_id=oa_id, day=clock.today()).values(cap=max(0, cap)))


def give_back(oa_id: str, moments: Sequence[dt.datetime]) -> None:
    """Uncount messages that were reserved at these moments and proven not to have gone out."""
    with transaction() as session:
        for day in sorted({clock.local(moment).date() for moment in moments}):
            count = sum(clock.local(moment).date() == day for moment in moments)
            session.execute(
                update(QuotaDay).filter_by(oa_id=oa_id, day=day).values(used=QuotaDay.used - count)
            )

"""The dry run: what a broadcast would do if it went out now, without a call to anybody."""

import hashlib
import json
import uuid
from typing import Any

from sqlalchemy import select

from portal.broadcast import audience, room, wording
from portal.broadcast.models import Broadcast, State
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.notifications import hours, prices
from portal.notifications.messages import MOST_SIGNS
from portal.notifications.models import Channel

SAMPLES = 20


def digest(one: Broadcast) -> str:
    """The same as long as nothing that the dry run looked at has changed."""
    parts = [one.title, one.body, one.link, one.way, one.is_urgent, one.audience_hash, one.revision]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def run(broadcast_id: uuid.UUID) -> dict[str, Any]:
    """Count, reckon and draw samples; kept beside the broadcast. Conflict when it is not a draft any more."""
    with transaction() as session:
        one = session.scalar(select(Broadcast).filter_by(id=broadcast_id).with_for_update())
        if one is None or one.state not in {State.DRAFT, State.WAITING}:
            raise Conflict("not a draft")
        told = forecast(one)
        one.dry_run, one.dry_run_at, one.dry_run_of = told, clock.now(), digest(one)
        return told


def forecast(one: Broadcast) -> dict[str, Any]:
    """People, exclusions, quota, cost, minutes, quiet hours, samples; all as JSON holds it."""
    counted = audience.count(one.audience, is_urgent=one.is_urgent, way=one.way)
    now = max(one.planned_at or clock.now(), clock.now())
    sent = counted.sent if one.way == audience.MESSAGE else 1
    quiet = hours.quiet_until(now) if not one.is_urgent else None
    seconds = sent * 60 / settings.get().zalo_calls_per_minute
    return {
        "sent": counted.sent,
        "excluded": dict(counted.excluded),
        "over_cap": counted.excluded.get(audience.CAP, 0),
        **room.told(one, sent, clock.local(now).date()),
        "price": (price := prices.on(clock.local(now).date())[Channel.CS]),
        "cost": price * counted.sent if one.way == audience.MESSAGE else 0,
        "minutes": max(1, -(-int(seconds) // 60)) if sent else 0,
        "quiet_until": quiet.isoformat() if quiet else None,
        "signs": len(wording.text(one)),
        "is_too_long": len(wording.text(one)) > MOST_SIGNS,
        "samples": _samples(one),
    }


def _samples(one: Broadcast) -> list[dict[str, str]]:
    """What up to twenty of them would read; names are left out, so that none lies in a forecast."""
    rows = audience.chosen(one.audience, is_urgent=one.is_urgent, way=one.way).subquery()
    some = select(rows.c.user_id).where(rows.c.excluded.is_(None)).limit(SAMPLES)
    text = wording.text(one)
    return [{"to": f"…{user[-4:]}", "text": text} for user in db.session.scalars(some)]

"""What becomes of an intent after a call: written only by whoever holds it (R4)."""

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.notifications import costs, endings, hours, quota, standing, steps
from portal.notifications.endings import Ended
from portal.notifications.leases import NOW
from portal.notifications.models import Attempt, Channel, Intent, Outcome, State
from portal.zalo.oa import abilities

NOT_COUNTED = frozenset({Outcome.NOT_SENT, Outcome.NOT_NOW, Outcome.WRONG_DOOR, Outcome.REFUSED})

log = logging.getLogger(__name__)


def record(ended: Sequence[Ended]) -> int:
    """Step 5 of R3: write down how calls ended, in one commit; how many were still ours to write.

    An intent given up as unknown while its worker was slow takes the late answer as evidence.
    """
    with transaction() as session:
        ours = _ours(session, ended)
        now = session.scalar(select(NOW)) or clock.now()
        for one in ours:
            _write_attempt(session, one)
        for one in ours:
            session.execute(
                update(Intent)
                .where(Intent.id == one.ready.reserved.id)
                .values(is_on_wire=False, lease_token=None, **endings.after(session, one, now))
                .execution_options(synchronize_session=False)
            )
        _confirm(ours, now)
        uncounted = [
            one.ready.reserved.reserved_at
            for one in ours
            if one.outcome in NOT_COUNTED and one.ready.channel is Channel.CS
        ]
        quota.give_back(settings.get().zalo_oa_id, uncounted)
    fault("F6")
    for one in [one for one in ended if one not in ours]:
        log.warning("answer came too late intent=%s outcome=%s", one.ready.reserved.id, one.outcome)
    return len(ours)


def _confirm(ours: Sequence[Ended], now: dt.datetime) -> None:
    """What went well can be done; a channel that took its last message of the day rests."""
    sent = [one for one in ours if one.error is None]
    for version in {one.ready.version for one in sent if one.ready.channel is Channel.CS}:
        abilities.confirm(abilities.BY_VERSION[version])
    for way in {one.ready.channel for one in sent}:
        if way in standing.ABILITIES:
            abilities.confirm(standing.ABILITIES[way])
    for way in {one.ready.channel for one in sent if one.is_last}:
        steps.rest(way, hours.tomorrow(now), "quota")


def _ours(session: Session, ended: Sequence[Ended]) -> list[Ended]:
    held = [(one.ready.reserved.id, one.ready.reserved.token) for one in ended]
    ids = set(
        session.scalars(
            select(Intent.id)
            .where(
                tuple_(Intent.id, Intent.lease_token).in_(held),
                Intent.state.in_((State.SENDING, State.UNKNOWN)),
                Intent.is_on_wire.is_(True),
            )
            .with_for_update()
        )
    )
    return [one for one in ended if one.ready.reserved.id in ids]


def _write_attempt(session: Session, one: Ended) -> None:
    session.execute(
        update(Attempt)
        .where(Attempt.id == one.ready.reserved.attempt_id)
        .values(
            ended_at=NOW,
            outcome=one.outcome,
            message_id=one.message_id,
            error_code=one.error.code if one.error else None,
            http_status=one.error.http_status if one.error else 200,
            detail=one.error.detail if one.error else None,
            cost=one.ready.cost if one.outcome in costs.CHARGED else 0,
        )
        .execution_options(synchronize_session=False)
    )

"""The last questions before a call, and the mark that says: from here on the message may arrive (R3)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core import settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.notifications import quota, steps
from portal.notifications.asking import Asked
from portal.notifications.asking import Closed as Closed
from portal.notifications.asking import Ready as Ready
from portal.notifications.leases import NOW, Reserved, is_in, seconds
from portal.notifications.models import Attempt, Channel, Intent, State
from portal.zalo.oa import pace


def pass_through(batch: Sequence[Reserved]) -> list[Ready]:
    """Steps 2 and 3 of R3 in one commit: ask every gate, mark those that pass. Unmarked ones are not sent."""
    # Taken for all of them before anything is locked: nobody waits for the count while holding messages.
    granted, wait = pace.take(len(batch))
    with transaction() as session:
        mine = _still_mine(session, batch)
        asked = Asked(session, mine)
        verdicts = {one.id: asked.about(one) for one in mine}
        _keep_pace(verdicts, granted, asked.now + dt.timedelta(seconds=wait))
        steps.write(session, asked.steps)
        marked = _mark(session, [said for said in verdicts.values() if isinstance(said, Ready)])
        for id_, said in verdicts.items():
            if isinstance(said, Closed):
                _put_back(session, id_, said)
        gone = {ready.reserved.id for ready in marked}
        _forget(session, [one for one in batch if one.id not in gone])
    fault("F3")
    return marked


def _keep_pace(verdicts: dict[uuid.UUID, Ready | Closed], granted: int, until: dt.datetime) -> None:
    """No more calls than the account may make in this minute; the rest wait for the next one."""
    ready = [id_ for id_, said in verdicts.items() if isinstance(said, Ready)]
    for id_ in ready[granted:]:
        verdicts[id_] = Closed("pace", due_at=until)


def _still_mine(session: Session, batch: Sequence[Reserved]) -> list[Reserved]:
    """The first gate: cancelled, superseded or taken back since? The token tells."""
    held = session.execute(
        select(Intent.id, Intent.lease_token).where(
            Intent.id.in_([one.id for one in batch]), is_in(State.SENDING)
        )
    ).all()
    tokens = {row.id: row.lease_token for row in held}
    return [one for one in batch if tokens.get(one.id) == one.token]


def _mark(session: Session, ready: Sequence[Ready]) -> list[Ready]:
    """Where the token is mine and the lease outlives any call; the database's clock decides.

    From the mark on the lease is as long as a call with its writing down, not longer: a message whose worker
    died stands on the officers' list within a minute (T1b). An answer that comes still later is evidence.
    """
    margin = seconds(settings.get().lease_margin_seconds)
    held = [(one.reserved.id, one.reserved.token) for one in ready]
    marked = set(
        session.scalars(
            update(Intent)
            .where(
                tuple_(Intent.id, Intent.lease_token).in_(held),
                is_in(State.SENDING),
                Intent.due_at >= NOW + margin,
            )
            .values(is_on_wire=True, due_at=NOW + margin)
            .returning(Intent.id)
            .execution_options(synchronize_session=False)
        )
    )
    gone = [one for one in ready if one.reserved.id in marked]
    free = [one.reserved.attempt_id for one in gone if one.channel is Channel.CS]
    session.execute(
        update(Attempt)
        .where(Attempt.id.in_(free))
        .values(marked_at=NOW, cost=0)
        .execution_options(synchronize_session=False)
    )
    _mark_paid(session, [one for one in gone if one.channel is not Channel.CS])
    return gone


def _mark_paid(session: Session, gone: Sequence[Ready]) -> None:
    """Channel, wording and price stand in the attempt before the call; the account's own day is spared."""
    for one in gone:
        session.execute(
            update(Attempt)
            .where(Attempt.id == one.reserved.attempt_id)
            .values(marked_at=NOW, channel=one.channel.value, cost=one.cost, template_id=one.words_id)
            .execution_options(synchronize_session=False)
        )
    counted = [one.reserved.reserved_at for one in gone if one.reserved.has_room]
    quota.give_back(settings.get().zalo_oa_id, counted)


def _put_back(session: Session, id_: uuid.UUID, closed: Closed) -> None:
    is_final = closed.state is not State.QUEUED
    session.execute(
        update(Intent)
        .where(Intent.id == id_)
        .values(
            state=closed.state,
            reason=closed.reason,
            due_at=closed.due_at,
            lease_token=None,
            attempts=Intent.attempts - 1,
            settled_at=NOW if is_final else None,
        )
        .execution_options(synchronize_session=False)
    )


def _forget(session: Session, batch: Sequence[Reserved]) -> None:
    """Attempts that never became a call leave no row, and their places in the quota are free again."""
    gone = session.scalars(
        delete(Attempt)
        .where(
            Attempt.id.in_([one.attempt_id for one in batch]),
            Attempt.marked_at.is_(None),
            Attempt.outcome.is_(None),
        )
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).all()
    left = set(gone)
    counted = [one.reserved_at for one in batch if one.attempt_id in left and one.has_room]
    quota.give_back(settings.get().zalo_oa_id, counted)

"""Ending what waits of a broadcast that was called off: some at once, a million of them piece by piece."""

import uuid
from collections import Counter

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.broadcast.sending import counts
from portal.core.db import transaction

AT_ONCE = 5_000  # rows of one commit: a tenth of a second, so nobody at the desk waits for a million
A_TURN = 20  # commits of one look of the relay


def some(session: Session, broadcast_id: uuid.UUID) -> int:
    """End the next ones, and count them; how many. Nobody takes them meanwhile: it is cancelled already."""
    waiting = (
        select(Recipient.id)
        .where(
            Recipient.broadcast_id == broadcast_id,
            Recipient.state.in_((Progress.WAITING, Progress.TAKEN)),
        )
        .order_by(Recipient.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    left = session.scalars(
        update(Recipient)
        .where(Recipient.id.in_(waiting))
        .values(state=Progress.CANCELLED, reason="cancelled", lease_token=None, lease_until=None)
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    ).all()
    counts.add(session, broadcast_id, Counter({Progress.CANCELLED.value: len(left)}))
    return len(left)


def go_on(over: ColumnElement[int]) -> int:
    """The relay's part: whatever waits of cancelled ones, `over` being how many of their rows are ended."""
    done = 0
    left = Broadcast.people - over
    with transaction() as session:
        open_ = select(Broadcast.id).where(Broadcast.state == State.CANCELLED, left > 0)
        waiting = list(session.scalars(open_))
    for broadcast_id in waiting:
        for _ in range(A_TURN):
            with transaction() as session:
                # As everywhere the broadcast goes before its rows: two that lock them cannot meet head on.
                session.execute(
                    select(Broadcast.id).filter_by(id=broadcast_id).with_for_update(key_share=True)
                )
                ended = some(session, broadcast_id)
            done += ended
            if ended < AT_ONCE:
                break
    return done

"""Everybody that fits becomes a row before the first send: one statement, one commit (R9)."""

import logging
import uuid

from sqlalchemy import String, case, func, insert, literal, select
from sqlalchemy.orm import Session

from portal.broadcast import audience
from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.core import clock, db
from portal.core.db import transaction

log = logging.getLogger(__name__)


def prepare(broadcast_id: uuid.UUID) -> bool:
    """Write the rows and let it be sent; False when somebody else is at it, or it is not due to be.

    Whoever is killed here leaves nothing behind, and the next one begins anew.
    """
    with transaction() as session:
        one = session.scalar(
            select(Broadcast)
            .where(Broadcast.id == broadcast_id, Broadcast.state == State.PREPARING)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if one is None or one.prepared_at is not None:
            return False
        if one.way == audience.MESSAGE:
            _write(session, one)
        now = clock.now()
        one.state, one.prepared_at, one.started_at, one.changed_at = State.SENDING, now, now, now
        db.notify("broadcasts")
    return True


def _write(session: Session, one: Broadcast) -> None:
    fits = audience.chosen(one.audience, is_urgent=one.is_urgent, way=one.way).subquery()
    progress = case((fits.c.excluded.is_(None), Progress.WAITING.value), else_=Progress.EXCLUDED.value)
    session.execute(
        insert(Recipient).from_select(
            ["broadcast_id", "citizen_id", "user_id", "state", "reason", "tries"],
            select(
                literal(one.id),
                fits.c.citizen_id,
                fits.c.user_id,
                progress.cast(String),
                fits.c.excluded,
                literal(0),
            ),
            include_defaults=False,
        )
    )
    written = session.execute(
        select(func.count(), func.count().filter(Recipient.state == Progress.EXCLUDED)).where(
            Recipient.broadcast_id == one.id
        )
    ).one()
    one.people, one.excluded = written[0], written[1]

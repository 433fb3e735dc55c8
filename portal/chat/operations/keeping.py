"""Old events are forgotten; those that were given up get another chance."""

import datetime as dt

from sqlalchemy import CursorResult, delete, func, select, update

from portal.chat.models import CatchUp, CatchUpReason, CatchUpState, InboxEvent, WebhookFailure
from portal.core import clock, db
from portal.core.db import transaction

KEPT_DAYS = 90
PRUNED_AT_ONCE = 1000


def try_again() -> int:
    """Make every event that was given up due once more, once its reason is mended; how many."""
    with transaction() as session:
        opened = session.execute(
            update(InboxEvent)
            .where(InboxEvent.outcome == "failed")
            .values(done_at=None, outcome=None, tries=0, due_at=func.now())
        )
        db.notify("inbox")
    return opened.rowcount if isinstance(opened, CursorResult) else 0


def prune() -> int:
    """Forget raw events older than 90 days, a bounded number a commit; how many."""
    old = (
        select(InboxEvent.id)
        .where(InboxEvent.received_at < clock.now() - dt.timedelta(days=KEPT_DAYS))
        .limit(PRUNED_AT_ONCE)
    )
    _prune_readings()
    total, gone = 0, PRUNED_AT_ONCE
    while gone == PRUNED_AT_ONCE:
        with transaction() as session:
            ended = session.execute(delete(InboxEvent).where(InboxEvent.id.in_(old.scalar_subquery())))
            gone = ended.rowcount if isinstance(ended, CursorResult) else 0
        total += gone
    return total


def _prune_readings() -> None:
    """Failures and readings of 90 days; what the machine read by itself and found empty, for a day."""
    now = clock.now()
    is_old = CatchUp.asked_at < now - dt.timedelta(days=KEPT_DAYS)
    is_empty = (
        (CatchUp.asked_at < now - dt.timedelta(days=1))
        & (CatchUp.kept == 0)
        & (CatchUp.reason == CatchUpReason.GAP)
    )
    with transaction() as session:
        session.execute(delete(CatchUp).where(CatchUp.state != CatchUpState.OPEN, is_old | is_empty))
        session.execute(
            delete(WebhookFailure).where(WebhookFailure.minute < now - dt.timedelta(days=KEPT_DAYS))
        )

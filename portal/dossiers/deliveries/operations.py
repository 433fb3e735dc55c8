"""Who calls back what, and how each call went: taken, tried again up a ladder, given up, called once more."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, or_, select, update

from portal.core import db, settings
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.core.fetch import Answer
from portal.dossiers.deliveries.gathering import BELL
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.models import ApiClient

NOW = func.clock_timestamp()
JITTER = 0.2
GONE = 410  # the other side asks never to be called again with this
LONGEST_PATIENCE = 86_400.0


@dataclass(frozen=True)
class Call:
    """One call this process holds."""

    id: uuid.UUID
    client: str
    tries: int  # this one included


def take(limit: int) -> list[uuid.UUID]:
    """Due calls for the doorbell; rung again after a while if nobody comes."""
    due = (
        select(Delivery.seq)
        .join(ApiClient, ApiClient.name == Delivery.client)
        .where(
            Delivery.calling == Calling.WAITING,
            Delivery.due_at <= NOW,
            or_(ApiClient.callback_rests_until.is_(None), ApiClient.callback_rests_until <= NOW),
        )
        .order_by(Delivery.due_at, Delivery.seq)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
        .cte("due")
    )
    with transaction() as session:
        taken = session.execute(
            update(Delivery)
            .where(Delivery.seq == due.c.seq)
            .values(due_at=NOW + _wait(settings.get().callback_lease))
            .returning(Delivery.seq, Delivery.id)
        ).all()
    return [row.id for row in sorted(taken, key=lambda row: row.seq)]


def claim(ids: Sequence[uuid.UUID]) -> list[Call]:
    """Hold these for a while, in the feed's order; those somebody else holds or has done are left out."""
    with transaction() as session:
        held = session.execute(
            update(Delivery)
            .where(
                Delivery.id.in_(ids),
                Delivery.calling == Calling.WAITING,
                or_(Delivery.lease_until.is_(None), Delivery.lease_until <= NOW),
            )
            .values(lease_until=NOW + _wait(settings.get().callback_lease), tries=Delivery.tries + 1)
            .returning(Delivery.seq, Delivery.id, Delivery.client, Delivery.tries)
            .execution_options(synchronize_session=False)
        ).all()
    return [Call(row.id, row.client, row.tries) for row in sorted(held, key=lambda row: row.seq)]


def record(call: Call, answer: Answer | None, error: str | None = None, *, is_final: bool = False) -> Calling:
    """How a call went: taken, to be tried again up the ladder, or given up. The call's new state."""
    ladder = [float(step) for step in settings.get().callback_ladder.split(",")]
    values: dict[str, Any] = {"tried_at": NOW, "lease_until": None, "due_at": None, "last_error": error}
    values["last_status"] = answer.status if answer else None
    if answer and answer.is_good:
        values |= {"calling": Calling.DONE, "called_at": NOW}
    elif is_final or (answer and answer.status == GONE) or call.tries > len(ladder):
        values["calling"] = Calling.FAILED
    else:
        step = ladder[call.tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
        asked = min(answer.retry_after or 0.0, LONGEST_PATIENCE) if answer else 0.0
        values |= {"calling": Calling.WAITING, "due_at": NOW + _wait(max(step, asked))}
    _set([call], **values)
    return Calling(values["calling"])


def put_back(calls: Sequence[Call], seconds: float) -> None:
    """These were not tried: their client does not answer, so all of its calls rest."""
    _set(calls, lease_until=None, tries=Delivery.tries - 1, due_at=NOW)
    with transaction() as session:
        session.execute(
            update(ApiClient)
            .where(ApiClient.name.in_({call.client for call in calls}))
            .values(callback_rests_until=NOW + _wait(seconds))
        )


def _set(calls: Sequence[Call], **values: Any) -> None:
    with transaction() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.id.in_([call.id for call in calls]), Delivery.calling == Calling.WAITING)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _wait(seconds: float) -> dt.timedelta:
    return dt.timedelta(seconds=settings.get().scaled(seconds))


def replay(which: Any) -> int:
    """Call back once more what the condition on deliveries names, from the first step; how many.

    A call keeps its webhook-id, so who took it already knows it again. Clients without an address are left
    out; what is waiting anyway is only made due.
    """
    has_address = exists().where(ApiClient.name == Delivery.client, ApiClient.callback_url.is_not(None))
    with transaction() as session:
        due = session.execute(
            update(Delivery)
            .where(which, has_address)
            .values(calling=Calling.WAITING, due_at=NOW, lease_until=None, tries=0)
            .returning(Delivery.seq)
            .execution_options(synchronize_session=False)
        ).all()
        if due:
            rested = update(ApiClient).values(callback_rests_until=None)
            session.execute(rested.where(ApiClient.callback_rests_until.is_not(None)))
            db.notify(BELL)
    return len(due)


def set_address(client: str, address: str | None) -> None:
    """Where a client takes its calls; None ends them. Raises Missing for a client there is none of.

    What ended before there was an address is not called back by itself: see `replay`.
    """
    with transaction() as session:
        row = session.scalars(select(ApiClient).filter_by(name=client).with_for_update()).one_or_none()
        if row is None:
            raise Missing(f"there is no client {client}")
        row.callback_url, row.callback_rests_until = address, None
        if address is None:
            stopped = update(Delivery).where(Delivery.client == client, Delivery.calling == Calling.WAITING)
            session.execute(stopped.values(calling=Calling.NONE, due_at=None, lease_until=None))

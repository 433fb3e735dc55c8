"""Whose turn it is: imports that wait for a worker, leased for a while: a killed one is gone on with."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.newsroom.arriving.models import MOVING, Import, Stage

BELL = "arrivals"
LEASE = dt.timedelta(seconds=120)  # a picture may take half of it
MOST_TRIES = 5


class Lost(Exception):
    """Somebody else has it now, or a person gave it up."""


@dataclass(frozen=True)
class Turn:
    """An import that is ours to work on until the lease ends."""

    id: uuid.UUID
    token: uuid.UUID
    stage: Stage
    tries: int
    office_id: uuid.UUID | None
    made_by: uuid.UUID


def is_due() -> bool:
    """Does an import wait for a worker?"""
    with transaction() as session:
        return session.scalar(select(Import.id).where(_due()).limit(1)) is not None


def _due() -> Any:
    return Import.stage.in_(MOVING) & (Import.due_at <= func.clock_timestamp())


def take() -> Turn | None:
    """Lease the oldest import that is due."""
    token = uuid.uuid4()
    with transaction() as session:
        wanted = select(Import).where(_due()).order_by(Import.due_at).limit(1)
        row = session.scalar(wanted.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_token, row.due_at, row.tries = token, clock.now() + LEASE, row.tries + 1
        return Turn(row.id, token, row.stage, row.tries, row.office_id, row.made_by)


def moved(session: Session, turn: Turn, **values: Any) -> None:
    """Write how far it has come, inside the step's transaction; raises Lost.

    The lease is kept, unless `lease_token=None` hands it to whoever comes next.
    """
    mine = update(Import).where(Import.id == turn.id, Import.lease_token == turn.token)
    lease = LEASE if "lease_token" not in values else dt.timedelta()
    told = {"due_at": clock.now() + lease, "tries": 0} | values
    if not session.scalars(mine.values(**told).returning(Import.id)).all():
        raise Lost


def rest(turn: Turn, seconds: float = 0) -> None:
    """Give it back to whoever comes next, at once or after a while; one that was lost meanwhile is left."""
    with transaction() as session:
        mine = update(Import).where(Import.id == turn.id, Import.lease_token == turn.token)
        session.execute(mine.values(due_at=clock.now() + dt.timedelta(seconds=seconds), lease_token=None))


def refuse(turn: Turn, word: str, **facts: Any) -> None:
    """The whole file cannot be taken; raises Lost."""
    with transaction() as session:
        problem = {"word": word, **facts}
        moved(session, turn, stage=Stage.REFUSED, problem=problem, lease_token=None, file_ref=None)

"""What was decided about codes, and what waits for somebody to decide."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.dossiers.mapping.meanings import Meaning, Meanings
from portal.dossiers.mapping.models import EVERYBODY, StatusCode, Telling
from portal.dossiers.models import Status, StatusEvent


@dataclass(frozen=True)
class Task:
    """A code nobody has explained, and how much waits for it."""

    id: int
    client: str
    raw_status: str
    first_seen_at: dt.datetime
    dossiers: int


def meanings(client: str) -> Meanings:
    """What this system's codes mean now."""
    rows = db.session.execute(
        select(StatusCode.client, StatusCode.raw_status, StatusCode.status, StatusCode.telling).where(
            StatusCode.client.in_((client, EVERYBODY)), StatusCode.status.is_not(None)
        )
    ).all()
    own, shared = (
        {
            row.raw_status: Meaning(Status(row.status), row.telling or Telling.NEVER)
            for row in rows
            if row.client == owner
        }
        for owner in (client, EVERYBODY)
    )
    return Meanings(own, shared if client != EVERYBODY else {})


def tasks() -> list[Task]:
    """Codes nobody has explained, the longest waiting first."""
    waiting = (
        select(func.count(func.distinct(StatusEvent.dossier_id)))
        .where(
            StatusEvent.client == StatusCode.client,
            StatusEvent.raw_status == StatusCode.raw_status,
            StatusEvent.status.is_(None),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            StatusCode.id,
            StatusCode.client,
            StatusCode.raw_status,
            StatusCode.first_seen_at,
            waiting.label("dossiers"),
        )
        .where(StatusCode.status.is_(None))
        .order_by(StatusCode.first_seen_at, StatusCode.id)
    )
    return [Task(*row) for row in rows]


def open_tasks() -> tuple[int, dt.datetime | None]:
    """How many codes wait for an explanation, and since when."""
    asked = select(func.count(), func.min(StatusCode.first_seen_at)).where(StatusCode.status.is_(None))
    count, since = db.session.execute(asked).one()
    return count, since


def decided() -> list[StatusCode]:
    """Codes of single systems that were explained."""
    return list(
        db.session.scalars(
            select(StatusCode)
            .where(StatusCode.status.is_not(None), StatusCode.client != EVERYBODY)
            .order_by(StatusCode.client, StatusCode.raw_status)
        )
    )


def code(code_id: int) -> StatusCode:
    """One code of one system; raises Missing."""
    found = db.session.get(StatusCode, code_id)
    if found is None or found.client == EVERYBODY:
        raise Missing("no such code")
    return found

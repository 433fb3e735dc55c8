"""The feed of what became of messages, and how calling back stands."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, true

from portal.core.db import db
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.models import ApiClient, Dossier
from portal.notifications.models import Attempt

Offices = Collection[uuid.UUID] | None


@dataclass(frozen=True)
class Told:
    """One message and what became of it, as the one-stop system may know it: nothing about people."""

    seq: int
    id: uuid.UUID
    client: str
    code: str
    kind: str
    version: int
    state: str
    reason: str | None
    at: dt.datetime
    received_at: dt.datetime | None
    seen_at: dt.datetime | None


def _rows() -> Select[Any]:
    """Deliveries with what receipts told since."""
    receipts = (
        select(func.min(Attempt.received_at).label("received_at"), func.min(Attempt.seen_at).label("seen_at"))
        .where(Attempt.intent_id == Delivery.intent_id)
        .lateral("receipts")
    )
    return (
        select(
            Delivery.seq,
            Delivery.id,
            Delivery.client,
            Dossier.code,
            Delivery.kind,
            Delivery.version,
            Delivery.state,
            Delivery.reason,
            Delivery.at,
            receipts.c.received_at,
            receipts.c.seen_at,
        )
        .join(Dossier, Dossier.id == Delivery.dossier_id)
        .join(receipts, true())
    )


def after(client: str, seq: int, limit: int) -> list[Told]:
    """A page of a client's feed behind a cursor, oldest first."""
    rows = db.session.execute(
        _rows().where(Delivery.client == client, Delivery.seq > seq).order_by(Delivery.seq).limit(limit)
    )
    return [Told(*row) for row in rows]


def seq_before(client: str, moment: dt.datetime) -> int:
    """The cursor behind which a client's feed holds all that was learned from a moment on."""
    found = db.session.scalar(
        select(func.min(Delivery.seq)).where(Delivery.client == client, Delivery.gathered_at >= moment)
    )
    if found is not None:
        return found - 1
    return db.session.scalar(select(func.max(Delivery.seq)).where(Delivery.client == client)) or 0


def by_ids(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Told]:
    """These, for calling back."""
    return {row.id: Told(*row) for row in db.session.execute(_rows().where(Delivery.id.in_(ids)))}


@dataclass(frozen=True)
class Standing:
    """How calling one client back stands."""

    client: str
    address: str | None
    waiting: int
    failed: int
    done: int  # of the last 7 days
    oldest: dt.datetime | None  # the oldest that waits
    rests_until: dt.datetime | None


def standings() -> list[Standing]:
    """Every client that has an address or calls in any state, by name."""
    lately = Delivery.called_at > func.now() - dt.timedelta(days=7)
    rows = db.session.execute(
        select(
            ApiClient.name,
            ApiClient.callback_url,
            func.count(Delivery.seq).filter(Delivery.calling == Calling.WAITING),
            func.count(Delivery.seq).filter(Delivery.calling == Calling.FAILED),
            func.count(Delivery.seq).filter(Delivery.calling == Calling.DONE, lately),
            func.min(Delivery.at).filter(Delivery.calling == Calling.WAITING),
            ApiClient.callback_rests_until,
        )
        .outerjoin(Delivery, Delivery.client == ApiClient.name)
        .group_by(ApiClient.id)
        .order_by(ApiClient.name)
    )
    return [Standing(*row) for row in rows]


@dataclass(frozen=True)
class Failed:
    """A call that was given up, or waits after a failure."""

    id: uuid.UUID
    client: str
    code: str
    kind: str
    state: str
    at: dt.datetime
    tries: int
    tried_at: dt.datetime | None
    status: int | None
    error: str | None
    is_over: bool


def troubled(offices: Offices, limit: int = 100) -> list[Failed]:
    """Calls that failed so far, the given up first, within offices."""
    query = (
        select(
            Delivery.id,
            Delivery.client,
            Dossier.code,
            Delivery.kind,
            Delivery.state,
            Delivery.at,
            Delivery.tries,
            Delivery.tried_at,
            Delivery.last_status,
            Delivery.last_error,
            Delivery.calling == Calling.FAILED,
        )
        .join(Dossier, Dossier.id == Delivery.dossier_id)
        .where(
            (Delivery.calling == Calling.FAILED)
            | ((Delivery.calling == Calling.WAITING) & Delivery.tried_at.is_not(None))
        )
        .order_by((Delivery.calling == Calling.FAILED).desc(), Delivery.at)
        .limit(limit)
    )
    if offices is not None:
        query = query.where(Dossier.office_id.in_(offices))
    return [Failed(*row) for row in db.session.execute(query)]


def secrets_of(client: str) -> tuple[str, tuple[str, ...]] | None:
    """A client's address and its live secrets, newest first; None when it takes no calls."""
    row = db.session.execute(
        select(ApiClient.callback_url, ApiClient.secrets).filter_by(name=client, is_active=True)
    ).one_or_none()
    if row is None or row.callback_url is None:
        return None
    return row.callback_url, tuple(row.secrets["live"])

"""Messages about dossiers of a time, row by row or counted; and what one push led to."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text, true

from portal.core.db import db
from portal.core.errors import Missing
from portal.dossiers.models import Dossier, Push, StatusEvent
from portal.dossiers.operations.many import among
from portal.notifications.models import Attempt, Intent, Lane, State
from portal.notifications.untold import Untold

ROWS_AT_ONCE = 2_000
SECONDS = 60  # a report may take that long; pages of citizens may not
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class Scope:
    """Which messages: of a time, of a client's dossiers or of some offices (None is all)."""

    first: dt.datetime
    before: dt.datetime
    client: str | None = None
    offices: Collection[uuid.UUID] | None = None


@dataclass(frozen=True)
class Line:
    """One message; nothing about people."""

    code: str
    unit: str | None
    status: int | None  # of the dossier now
    kind: str
    version: int
    state: State
    reason: str | None
    caused_at: dt.datetime
    settled_at: dt.datetime | None
    attempts: int
    received_at: dt.datetime | None
    seen_at: dt.datetime | None


def _within(query: Any, scope: Scope) -> Any:
    query = query.join(Dossier, Dossier.id == Intent.subject_id).where(
        Intent.subject_kind == "dossier",
        Intent.lane == Lane.DOSSIER,
        Intent.caused_at >= scope.first,
        Intent.caused_at < scope.before,
    )
    if scope.client is not None:
        query = query.where(Dossier.client == scope.client)
    if scope.offices is not None:
        query = query.where(Dossier.office_id.in_(scope.offices))
    return query


def lines(scope: Scope) -> Iterator[Line]:
    """Every message of the scope, oldest first, read some thousand rows at a time from one cursor."""
    receipts = (
        select(func.min(Attempt.received_at).label("received_at"), func.min(Attempt.seen_at).label("seen_at"))
        .where(Attempt.intent_id == Intent.id)
        .lateral("receipts")
    )
    query = _within(
        select(
            Dossier.code,
            Dossier.unit_name,
            Dossier.status,
            Intent.kind,
            Intent.subject_version,
            Intent.state,
            Intent.reason,
            Intent.caused_at,
            Intent.settled_at,
            Intent.attempts,
            receipts.c.received_at,
            receipts.c.seen_at,
        ).select_from(Intent),
        scope,
    )
    query = query.join(receipts, true()).order_by(Intent.caused_at, Intent.id)
    db.session.execute(text(f"SET LOCAL statement_timeout = {SECONDS * 1000}"))
    rows = db.session.execute(query.execution_options(yield_per=ROWS_AT_ONCE))
    for row in rows:
        yield Line(*row)


def counts(scope: Scope) -> dict[str, Counter[State]]:
    """Kind -> how many messages stand in which state."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {SECONDS * 1000}"))
    query = _within(select(Intent.kind, Intent.state, func.count()).select_from(Intent), scope)
    found: dict[str, Counter[State]] = {}
    for kind, state, count in db.session.execute(query.group_by(Intent.kind, Intent.state)):
        found.setdefault(kind, Counter())[state] = count
    return found


@dataclass(frozen=True)
class OfPush:
    """What became of one push: its records, and the messages they led to."""

    at: dt.datetime
    outcomes: Counter[str]
    states: Counter[str]
    records: tuple[tuple[str | None, str, tuple[str, ...]], ...]  # code, outcome, states of its messages


def of_push(client: str, webhook_id: str) -> OfPush:
    """The state of every record of a push and of the messages it owed; Missing for a push we never had."""
    push = db.session.get(Push, (client, webhook_id))
    if push is None or push.path != "/api/v1/dossiers":
        raise Missing("no such push")
    results = [(one["MaHoSo"], one["outcome"]) for one in push.answer.get("results", ())]
    codes = {code for code, _ in results if code}
    rows = db.session.execute(
        select(Dossier.code, StatusEvent.dossier_id, StatusEvent.version)
        .join(StatusEvent, StatusEvent.dossier_id == Dossier.id)
        .where(among(Dossier.code, codes), StatusEvent.client == client, StatusEvent.webhook_id == webhook_id)
    ).all()
    told = {(row.dossier_id, row.version): row.code for row in rows if row.version}
    states: dict[str, list[str]] = {}
    for dossier_id, version, state in _states({key[0] for key in told}):
        if code := told.get((dossier_id, version)):
            states.setdefault(code, []).append(state)
    return OfPush(
        at=push.at,
        outcomes=Counter(outcome for _, outcome in results),
        states=Counter(state for some in states.values() for state in some),
        records=tuple((code, outcome, tuple(states.get(code or "", ()))) for code, outcome in results),
    )


NOBODY = "not_on_zalo"


def _states(dossiers: Collection[uuid.UUID]) -> Iterator[tuple[uuid.UUID, int, str]]:
    messages = select(Intent.subject_id, Intent.subject_version, Intent.state).where(
        among(Intent.subject_id, dossiers), Intent.subject_kind == "dossier", Intent.lane == Lane.DOSSIER
    )
    for row in db.session.execute(messages):
        yield row.subject_id, row.subject_version, row.state.value
    numbers = select(Untold.subject_id, Untold.subject_version).where(
        among(Untold.subject_id, dossiers), Untold.first_intent_id.is_(None)
    )
    for number in db.session.execute(numbers):
        yield number.subject_id, number.subject_version, NOBODY

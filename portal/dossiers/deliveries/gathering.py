"""Gathering what became of messages, in an order that never changes: one gatherer writes, in turn."""

import datetime as dt
from typing import Any

from sqlalchemy import case, exists, func, insert, literal, or_, select, text

from portal.core import clock, db
from portal.core.db import transaction
from portal.dossiers.deliveries.models import Calling, Delivery
from portal.dossiers.models import ApiClient, Dossier
from portal.notifications.models import FINAL, Intent, Lane
from portal.notifications.untold import Closed, Untold

NOW = func.clock_timestamp()
BELL = "deliveries"
FIRST_LOOK = dt.timedelta(days=30)  # how far back the first run looks
OVERLAP = dt.timedelta(minutes=2)  # a commit may come that much after the moment it tells
DEEP_LOOK = dt.timedelta(days=2)  # now and then all of that is looked through, whatever came late
MOST = 5_000
_LOCK = 7_130_001  # of the one gatherer
_NAMES = ("client", "dossier_id", "intent_id", "untold_id", "kind", "version", "state", "reason", "at")


def gather_deep() -> int:
    """The same over two days: what a commit later than the overlap left out. A duty of the relay, too."""
    return gather(DEEP_LOOK)


def gather(look_back: dt.timedelta | None = None) -> int:
    """Write down every message that ended since; how many. Safe to repeat, and beside itself.

    One gatherer writes at a time, so numbers are given in the order of commits: a reader's cursor misses
    nothing. A duty of the relay; nothing that sends messages waits for it.
    """
    added = 0
    with transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        last = session.scalar(
            select(Delivery.at).where(Delivery.intent_id.is_not(None)).order_by(Delivery.seq.desc()).limit(1)
        )
        since = (last - OVERLAP) if last else clock.now() - FIRST_LOOK
        since = clock.now() - look_back if look_back and last else since
        for ended in (_of_messages(since), _of_numbers(since)):
            added += len(session.scalars(_written(ended)).all())
        if added:
            db.notify(BELL)
    return added


def _written(ended: Any) -> Any:
    """The insert of these, called back where the client has named an address."""
    told = ended.subquery()
    has_address = exists().where(ApiClient.name == told.c.client, ApiClient.callback_url.is_not(None))
    fresh = select(
        *(told.c[name] for name in _NAMES),
        NOW,
        case((has_address, Calling.WAITING.value), else_=Calling.NONE.value),
        case((has_address, NOW)),
    ).order_by(told.c.at, told.c.dossier_id)
    names = [*_NAMES, "gathered_at", "calling", "due_at"]
    return insert(Delivery).from_select(names, fresh, include_defaults=False).returning(Delivery.seq)


def _of_messages(since: dt.datetime) -> Any:
    known = exists().where(Delivery.intent_id == Intent.id, Delivery.state == Intent.state)
    return (
        select(
            Dossier.client,
            Dossier.id.label("dossier_id"),
            Intent.id.label("intent_id"),
            literal(None, Untold.id.type).label("untold_id"),
            Intent.kind,
            Intent.subject_version.label("version"),
            Intent.state,
            Intent.reason,
            Intent.settled_at.label("at"),
        )
        .join(Dossier, Dossier.id == Intent.subject_id)
        .where(
            Intent.settled_at >= since,
            Intent.state.in_(FINAL),
            Intent.subject_kind == "dossier",
            Intent.lane == Lane.DOSSIER,
            ~known,
        )
        .order_by(Intent.settled_at)
        .limit(MOST)
    )


_STATES = {None: "not_on_zalo", Closed.CALLED: "called", Closed.GIVEN_UP: "given_up"}


def _of_numbers(since: dt.datetime) -> Any:
    """Numbers nobody has on Zalo, and people whom an officer called or gave up."""
    state = case(
        (Untold.closed_how == Closed.CALLED, _STATES[Closed.CALLED]),
        (Untold.closed_how == Closed.GIVEN_UP, _STATES[Closed.GIVEN_UP]),
        else_=_STATES[None],
    )
    is_closed = Untold.closed_how.in_((Closed.CALLED, Closed.GIVEN_UP))
    is_nobody = Untold.first_intent_id.is_(None) & Untold.fingerprint.is_not(None)
    at = case((is_closed, Untold.closed_at), else_=Untold.at)
    return (
        select(
            Dossier.client,
            Dossier.id.label("dossier_id"),
            literal(None, Intent.id.type).label("intent_id"),
            Untold.id.label("untold_id"),
            Untold.kind,
            Untold.subject_version.label("version"),
            state.label("state"),
            literal(None, Intent.reason.type).label("reason"),
            at.label("at"),
        )
        .join(Dossier, Dossier.id == Untold.subject_id)
        .where(
            at >= since,
            or_(is_closed, is_nobody),
            ~exists().where(Delivery.untold_id == Untold.id, Delivery.state == state),
        )
        .limit(MOST)
    )

"""How fast one account may call Zalo: our own limit a minute, lowered by itself when Zalo objects."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock, settings
from portal.core.db import transaction
from portal.zalo.oa.models import Pace

WINDOW_SECONDS = 60.0
LEAST = 60  # calls a minute that are always left
LONGEST_REST = 600.0
BULK_SHARE = 0.993  # of the limit for broadcasts, evenly spread: calls bunch up on their way
CATCH_UP_SECONDS = 0.4  # of places that were not used in time: with the share, never beyond the limit
CALM_SECONDS = 600.0  # after so long without a refusal the limit doubles again


def take(wanted: int = 1, share: float = 1.0) -> tuple[int, float]:
    """How many of these calls may be made now, and in how many seconds the next window begins.

    `share` is the part of the limit for this kind of call: long work leaves room for messages.

    The row is locked until the caller commits, so that processes never share the last place.
    """
    if wanted < 1:
        return 0, 0.0
    length = settings.get().scaled(WINDOW_SECONDS)
    with transaction() as session:
        row, now = _locked(session)
        window = int(now.timestamp() // length)
        if row.minute != window:
            row.minute, row.used = window, 0
            _recover(row, now)
        granted = max(0, min(wanted, int(_most(row) * share) - row.used))
        row.used += granted
        if row.bulk_at is not None:  # a broadcast makes room for what is sent beside it
            row.bulk_at += granted * _gap(row)
        session.flush()
    return granted, (window + 1) * length - now.timestamp()


def stream(wanted: int) -> tuple[int, float]:
    """How many calls of a broadcast may be made now, and in how many seconds the next one.

    The limit's places lie evenly in time, so that whatever is urgent always finds one. One row hands them
    out to the workers of every host; places that nobody took in time are gone.
    """
    length = settings.get().scaled(WINDOW_SECONDS)
    with transaction() as session:
        row, now = _locked(session)
        window = int(now.timestamp() // length)
        if row.minute != window:
            row.minute, row.used = window, 0
            _recover(row, now)
        gap, oldest = _gap(row), now - dt.timedelta(seconds=settings.get().scaled(CATCH_UP_SECONDS))
        first = max(row.bulk_at or now, oldest)
        due = int((now - first) / gap) + 1 if first <= now else 0
        granted = max(0, min(wanted, due, _most(row) - row.used))
        row.used += granted
        row.bulk_at = first + granted * gap
        session.flush()
        return granted, max(0.0, (row.bulk_at - now).total_seconds())


def _gap(row: Pace) -> dt.timedelta:
    """Between two places of a broadcast."""
    return dt.timedelta(seconds=settings.get().scaled(WINDOW_SECONDS) / (_most(row) * BULK_SHARE))


def slow_down(told: int | None = None) -> float:
    """Zalo refused a call as too many: halve the limit, and rest; for how many seconds (before scaling).

    `told` is the limit its header named. Refusals within a running rest count as one; each further one rests
    twice as long, up to ten minutes.
    """
    chosen = settings.get()
    with transaction() as session:
        row, now = _locked(session)
        rest = _rest(row.refusals)
        ends_at = row.refused_at + dt.timedelta(seconds=chosen.scaled(rest)) if row.refused_at else now
        if row.refusals and now < ends_at:
            return rest
        row.most = max(LEAST, min(_most(row) // 2, told or chosen.zalo_calls_per_minute))
        row.refusals, row.refused_at = row.refusals + 1, now
        session.flush()
        return _rest(row.refusals)


def _rest(refusals: int) -> float:
    base = settings.get().pause_seconds
    return float(min(max(LONGEST_REST, base), base * 2 ** max(0, min(refusals, 10) - 1)))


def _most(row: Pace) -> int:
    most = settings.get().zalo_calls_per_minute
    return most if row.most is None else min(row.most, most)


def _recover(row: Pace, now: dt.datetime) -> None:
    calm = dt.timedelta(seconds=settings.get().scaled(CALM_SECONDS))
    if row.refused_at is None or row.most is None or now - row.refused_at < calm:
        return
    row.refusals, row.refused_at = 0, now
    row.most = row.most * 2 if row.most * 2 < settings.get().zalo_calls_per_minute else None


def _locked(session: Session) -> tuple[Pace, dt.datetime]:
    oa_id = settings.get().zalo_oa_id
    blank = insert(Pace).values(oa_id=oa_id, minute=0, used=0, refusals=0)
    session.execute(blank.on_conflict_do_nothing())
    row = session.execute(
        select(Pace).filter_by(oa_id=oa_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    return row, session.scalar(select(func.clock_timestamp())) or clock.now()

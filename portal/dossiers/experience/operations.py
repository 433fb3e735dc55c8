"""Reckoning what finished dossiers took, and the ranges that follow: a duty of the relay."""

import datetime as dt
import time
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Date, cast, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.deadlines import due, queries
from portal.dossiers.deadlines.due import DAY_LENGTH, Told
from portal.dossiers.experience.models import HandlingTime, UsualTime
from portal.dossiers.experience.usual import DAYS, FEWEST
from portal.dossiers.models import Dossier, Status, StatusEvent
from portal.dossiers.operations.many import among
from portal.dossiers.queries.catalogue import national
from portal.places.worktime import Calendar

AT_ONCE = 500
BUDGET = 2.0  # seconds a run may take from the relay
UNKNOWN = -1.0  # days of a dossier whose history does not tell; counts nowhere
FINISHED = (Status.RESOLVED, Status.RETURNED)
NOW = func.clock_timestamp()


def reckon(budget: float = BUDGET) -> int:
    """Reckon dossiers that finished since, then the ranges; how many dossiers. Safe to repeat."""
    end, count = time.monotonic() + budget, 0
    first = clock.today() - dt.timedelta(days=DAYS)
    days = queries.calendar(first - dt.timedelta(days=400))
    while time.monotonic() < end:
        with transaction() as session:
            done = _reckon_some(session, first, days)
        count += done
        if done < AT_ONCE:
            break
    with transaction() as session:
        _draw(session, first)
    return count


def _reckon_some(session: Session, first: dt.date, days: Calendar) -> int:
    known = exists().where(HandlingTime.dossier_id == Dossier.id, HandlingTime.version == Dossier.version)
    found = session.execute(
        select(
            Dossier.id,
            Dossier.version,
            Dossier.procedure_code,
            Dossier.office_id,
            Dossier.received_at,
            Dossier.event_time,
        )
        .where(
            Dossier.status.in_([int(status) for status in FINISHED]),
            Dossier.event_time >= clock.midnight(first),
            Dossier.procedure_code.is_not(None),
            Dossier.office_id.is_not(None),
            ~known,
        )
        .limit(AT_ONCE)
    ).all()
    stories = _stories(session, {row.id for row in found})
    rows = [_row(row, stories.get(row.id, []), days) for row in found]
    if rows:
        made = insert(HandlingTime).values(rows)
        names = ("version", "procedure_code", "office_id", "finished_on", "days")
        newer = {name: made.excluded[name] for name in names}
        session.execute(made.on_conflict_do_update(index_elements=["dossier_id"], set_=newer))
    return len(rows)


def _stories(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Told]]:
    rows = session.execute(
        select(StatusEvent.dossier_id, StatusEvent.status, StatusEvent.event_time)
        .where(among(StatusEvent.dossier_id, ids), StatusEvent.version > 0)
        .order_by(StatusEvent.event_time, StatusEvent.received_seq)
    )
    found: dict[uuid.UUID, list[Told]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(Told(row.status, row.event_time, None))
    return found


def _row(dossier: Any, story: Iterable[Told], days: Calendar) -> dict[str, Any]:
    kept = list(story)
    end = _end(kept) or dossier.event_time
    start = dossier.received_at or next((one.at for one in kept if one.status == Status.ACCEPTED), None)
    return {
        "dossier_id": dossier.id,
        "version": dossier.version,
        "procedure_code": national(dossier.procedure_code),
        "office_id": dossier.office_id,
        "finished_on": clock.local(end).date(),
        "days": taken(start, end, kept, days) if start and start <= end else UNKNOWN,
    }


def _end(story: list[Told]) -> dt.datetime | None:
    """When it was resolved for the last time: what was taken up again had not ended."""
    end = None
    for one in reversed(story):
        if one.status not in FINISHED:
            break
        end = one.at
    return end


def taken(start: dt.datetime, end: dt.datetime, story: Iterable[Told], days: Calendar) -> float:
    """Working days between two moments, without the time the dossier waited for the citizen."""
    waits = due.pauses(list(story), since=start, until=end)
    waited = sum((days.worked(a, b) for a, b in waits), dt.timedelta())
    return (days.worked(start, end) - waited) / DAY_LENGTH


def _draw(session: Session, first: dt.date) -> None:
    """The ranges as of now; one with too few cases goes away."""
    session.execute(delete(HandlingTime).where(HandlingTime.finished_on < first))
    days = HandlingTime.days
    counted = (
        select(
            HandlingTime.procedure_code,
            HandlingTime.office_id,
            func.count(),
            func.percentile_disc(0.5).within_group(days),
            func.percentile_disc(0.9).within_group(days),
            NOW,
        )
        .where(HandlingTime.finished_on >= cast(first, Date), days >= 0)
        .group_by(HandlingTime.procedure_code, HandlingTime.office_id)
        .having(func.count() >= FEWEST)
    )
    names = ["procedure_code", "office_id", "cases", "half", "most", "reckoned_at"]
    made = insert(UsualTime).from_select(names, counted)
    newer = {name: made.excluded[name] for name in names[2:]}
    begun = session.scalar(select(NOW))
    session.execute(made.on_conflict_do_update(index_elements=["procedure_code", "office_id"], set_=newer))
    session.execute(delete(UsualTime).where(UsualTime.reckoned_at < begun))

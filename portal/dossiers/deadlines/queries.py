"""Reading deadlines: one dossier's day, and who is due or overdue where."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers.deadlines import due
from portal.dossiers.deadlines.due import RUNNING, Due, Extension, Told
from portal.dossiers.deadlines.models import Apology, ApologyHold
from portal.dossiers.forms import DossierRecord
from portal.dossiers.models import Dossier, StatusEvent
from portal.places import queries as places
from portal.places.worktime import Calendar

AHEAD = dt.timedelta(days=200)


def calendar(first: dt.date | None = None) -> Calendar:
    """The province's working days, from a day on (default: two years back) to half a year ahead."""
    today = clock.today()
    begin = min(first or today, today - dt.timedelta(days=2 * 366))
    return Calendar(places.overrides(begin, today + AHEAD))


def told(events: Iterable[StatusEvent]) -> list[Told]:
    """The statuses that were applied, in order, with the NgayHenTra each came with."""
    applied = sorted((e for e in events if e.version), key=lambda e: (e.event_time, e.received_seq))
    return [Told(e.status, e.event_time, DossierRecord.model_validate(e.record).told_due) for e in applied]


def extensions(dossier_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Extension]]:
    """Dossier -> the apologies that were made for it, oldest first."""
    rows = db.session.execute(
        select(Apology.dossier_id, Apology.due_on, Apology.told_due_on, Apology.new_due_on)
        .where(Apology.dossier_id.in_(list(dossier_ids)))
        .order_by(Apology.made_at)
    )
    found: dict[uuid.UUID, list[Extension]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(Extension(row.due_on, row.told_due_on, row.new_due_on))
    return found


def stand(dossier: Dossier, events: Iterable[StatusEvent]) -> Due | None:
    """How one dossier stands now."""
    if dossier.due_at is None:
        return None
    made = extensions([dossier.id]).get(dossier.id, [])
    first = dossier.due_on and min(dossier.due_on, clock.today())
    return due.reckon(dossier.status, dossier.due_at, told(events), made, calendar(first), clock.now())


def stands(dossiers: Sequence[Dossier], days: Calendar) -> dict[uuid.UUID, Due]:
    """How many dossiers stand now, in two questions."""
    ids = [one.id for one in dossiers]
    made, events = extensions(ids), _events(ids)
    now = clock.now()
    reckoned = {
        one.id: due.reckon(
            one.status, one.due_at, told(events.get(one.id, ())), made.get(one.id, []), days, now
        )
        for one in dossiers
    }
    return {id_: found for id_, found in reckoned.items() if found is not None}


def _events(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[StatusEvent]]:
    found: dict[uuid.UUID, list[StatusEvent]] = {}
    for event in db.session.scalars(select(StatusEvent).where(StatusEvent.dossier_id.in_(list(ids)))):
        found.setdefault(event.dossier_id, []).append(event)
    return found


def counting_day() -> Any:
    """In SQL: the day that counts, pauses left out: they only ever make it later."""
    newest = (
        select(func.max(Apology.new_due_on))
        .where(Apology.dossier_id == Dossier.id, Apology.told_due_on == Dossier.due_on)
        .scalar_subquery()
    )
    return func.coalesce(newest, Dossier.due_on)


def running(first: dt.date, last: dt.date) -> Select[Dossier]:
    """Running dossiers whose day that counts may lie in a span of days, both ends included."""
    day = counting_day()
    oldest = first - dt.timedelta(days=366)
    return (
        select(Dossier)
        .where(Dossier.status.in_(sorted(int(s) for s in RUNNING)), Dossier.due_on.between(oldest, last))
        .where(day.between(first, last))
        .order_by(day, Dossier.id)
    )


def oldest() -> dt.date:
    """The oldest missed day that the rule still looks at."""
    return clock.today() - dt.timedelta(days=settings.get().apology_oldest_days)


def open_holds(dossier_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, dt.date], ApologyHold]:
    """(dossier, day) -> the hold that stands."""
    rows = db.session.scalars(
        select(ApologyHold).where(
            ApologyHold.dossier_id.in_(list(dossier_ids)), ApologyHold.released_at.is_(None)
        )
    )
    return {(row.dossier_id, row.due_on): row for row in rows}


def apologies(dossier_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Apology]]:
    """Dossier -> its apologies, oldest first."""
    rows = db.session.scalars(
        select(Apology).where(Apology.dossier_id.in_(list(dossier_ids))).order_by(Apology.made_at)
    )
    found: dict[uuid.UUID, list[Apology]] = {}
    for row in rows:
        found.setdefault(row.dossier_id, []).append(row)
    return found

"""Reading deadlines: one dossier's day, and who is due or overdue where."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.orm import aliased, defer

from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers.deadlines import due
from portal.dossiers.deadlines.due import RUNNING, Due, Extension, Told
from portal.dossiers.deadlines.models import Apology, ApologyHold, DueDigest
from portal.dossiers.forms import DossierRecord
from portal.dossiers.models import PAUSED, Dossier, StatusEvent
from portal.places import queries as places
from portal.places.worktime import Calendar

AHEAD = dt.timedelta(days=200)
LONG_AGO = dt.date(2000, 1, 1)
MOST = 5000  # dossiers of one list; a unit has dozens
MORNINGS = 10
Narrowed = Callable[[Select[Dossier]], Select[Dossier]]


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


def stand(dossier: Dossier, *, has_waited: bool) -> Due | None:
    """How one dossier stands now; its history is read only where somebody was waited for."""
    if dossier.due_at is None:
        return None
    first = dossier.due_on and min(dossier.due_on, clock.today())
    is_past = first is None or first < clock.today()  # no apology comes before its day has passed
    made = extensions([dossier.id]).get(dossier.id, []) if is_past else []
    story = told(_history(dossier.id)) if has_waited else []
    return due.reckon(dossier.status, dossier.due_at, story, made, calendar(first), clock.now())


def stands(dossiers: Sequence[Dossier], days: Calendar) -> dict[uuid.UUID, Due]:
    """How many dossiers stand now; histories are read only where somebody was waited for."""
    ids = [one.id for one in dossiers]
    made, events, now = extensions(ids), _events_with_waits(ids), clock.now()
    found = {}
    for one in dossiers:
        story = told(events.get(one.id, ()))
        stand = due.reckon(one.status, one.due_at, story, made.get(one.id, []), days, now)
        if stand is not None:
            found[one.id] = stand
    return found


def _history(dossier_id: uuid.UUID) -> Iterable[StatusEvent]:
    return db.session.scalars(select(StatusEvent).where(StatusEvent.dossier_id == dossier_id))


def _events_with_waits(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[StatusEvent]]:
    waited = aliased(StatusEvent)
    has_waited = exists(waited.received_seq).where(
        waited.dossier_id == StatusEvent.dossier_id, waited.status.in_([int(s) for s in PAUSED])
    )
    found: dict[uuid.UUID, list[StatusEvent]] = {}
    mine = select(StatusEvent).where(StatusEvent.dossier_id.in_(list(ids)), has_waited)
    for event in db.session.scalars(mine):
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
    return (
        select(Dossier)
        .where(text("dossier.status IN (2, 4)"), Dossier.due_on <= last)  # as ix_dossier_running spells it
        .where(day.between(first, last))
        .options(defer(Dossier.applicant), defer(Dossier.summary), defer(Dossier.note))
        .order_by(Dossier.due_on, Dossier.id)
    )


def oldest() -> dt.date:
    """The oldest missed day that the rule still looks at."""
    return clock.today() - dt.timedelta(days=settings.get().apology_oldest_days)


@dataclass(frozen=True)
class Item:
    """A dossier with how it stands."""

    dossier: Dossier
    due: Due


def _items(asked: Select[Dossier], days: Calendar, first: dt.date, last: dt.date) -> list[Item]:
    """Those whose day that counts, waits reckoned in, lies in the span; in the order of that day."""
    dossiers = list(db.session.scalars(asked.limit(MOST)))
    reckoned = stands(dossiers, days)
    items = [Item(one, reckoned[one.id]) for one in dossiers if one.id in reckoned]
    inside = [item for item in items if first <= item.due.counts_on <= last]
    return sorted(inside, key=lambda item: (item.due.counts_on, item.dossier.code))


def due_soon(days: Calendar, narrowed: Narrowed = lambda asked: asked) -> list[Item]:
    """Due today or within the working days of warning; `narrowed` keeps it to some offices."""
    today = clock.today()
    last = days.plus_days(today, settings.get().warn_days)
    return _items(narrowed(running(today, last)), days, today, last)


def overdue(days: Calendar, narrowed: Narrowed = lambda asked: asked) -> list[Item]:
    """Past the day that counts and still running, oldest first."""
    yesterday = clock.today() - dt.timedelta(days=1)
    return _items(narrowed(running(LONG_AGO, yesterday)), days, LONG_AGO, yesterday)


def missed(days: Calendar) -> list[uuid.UUID]:
    """Dossiers for which an apology is to be made now, oldest day first."""
    yesterday = clock.today() - dt.timedelta(days=1)
    asked = running(oldest(), yesterday).where(_made() < settings.get().max_extensions)
    items = _items(asked, days, oldest(), yesterday)
    wanted = to_apologise([item.dossier for item in items], {item.dossier.id: item.due for item in items})
    return [item.dossier.id for item in items if item.dossier.id in wanted]


def to_apologise(dossiers: Sequence[Dossier], reckoned: Mapping[uuid.UUID, Due]) -> set[uuid.UUID]:
    """Those that run, whose day passed not too long ago, that nobody holds and that may still be extended."""
    ids, today, first = [one.id for one in dossiers], clock.today(), oldest()
    held, made = open_holds(ids), extensions(ids)
    return {
        one.id
        for one in dossiers
        if one.status in RUNNING
        and first <= reckoned[one.id].counts_on < today
        and (one.id, reckoned[one.id].counts_on) not in held
        and len(made.get(one.id, ())) < settings.get().max_extensions
    }


def _made() -> Any:
    """In SQL: how many apologies were made for a dossier."""
    return select(func.count()).select_from(Apology).where(Apology.dossier_id == Dossier.id).scalar_subquery()


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


@dataclass(frozen=True)
class Morning:
    """What units were told on one morning, summed over offices."""

    day: dt.date
    soon: int
    overdue: int
    made_at: dt.datetime


def digests(offices: Collection[uuid.UUID] | None) -> list[Morning]:
    """The last mornings' digests of some offices, newest first; None means of the whole province."""
    asked = select(
        DueDigest.day, func.sum(DueDigest.soon), func.sum(DueDigest.overdue), func.max(DueDigest.made_at)
    )
    if offices is not None:
        asked = asked.where(DueDigest.office_id.in_(list(offices)))
    rows = db.session.execute(asked.group_by(DueDigest.day).order_by(DueDigest.day.desc()).limit(MORNINGS))
    return [Morning(*row) for row in rows]

"""What the operations desk shows beside the watched lines: failing work, the forecast, what is held back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock, queue, settings
from portal.core.db import db
from portal.notifications import stops
from portal.notifications.models import Intent, Periodic, QuotaDay, State
from portal.notifications.wording import queries as wording
from portal.notifications.wording.messages import TITLES
from portal.staff.models import StaffUser

DAYS = 7  # whole days behind us that a forecast stands on


@dataclass(frozen=True)
class Duty:
    """Work that comes again and failed the last time: the kind of error, when, and when it is tried again."""

    name: str
    error: str
    at: dt.datetime | None
    due_at: dt.datetime


@dataclass(frozen=True)
class Forecast:
    """Messages of today: gone, the day's cap, what waits, and what the day needs at last week's pace."""

    used: int
    cap: int
    waiting: int
    expected: int | None  # None while there is no whole day to reckon from

    @property
    def left(self) -> int:
        """What may still go today."""
        return max(self.cap - self.used, 0)

    @property
    def is_enough(self) -> bool:
        """Will the day do?"""
        return self.expected is None or self.expected <= self.cap


@dataclass(frozen=True)
class Held:
    """A kind somebody stopped, with how many messages wait for it."""

    kind: str
    title: str
    why: str
    since: dt.datetime
    by: str | None
    waiting: int


def duties() -> list[Duty]:
    """Work of the relay that failed the last time it ran."""
    rows = db.session.scalars(
        select(Periodic).where(Periodic.last_error.is_not(None)).order_by(Periodic.name)
    )
    return [Duty(row.name, row.last_error or "", row.last_ran_at, row.due_at) for row in rows]


def forecast(now: dt.datetime | None = None) -> Forecast:
    """Today's need: what is gone, plus last week's daily mean for the waking hours that are left."""
    now, chosen = now or clock.now(), settings.get()
    today = clock.local(now).date()
    mine = QuotaDay.oa_id == chosen.zalo_oa_id
    row = db.session.execute(
        select(QuotaDay.used, QuotaDay.cap).where(mine, QuotaDay.day == today)
    ).one_or_none()
    used, cap = (row.used, row.cap) if row else (0, chosen.daily_quota)
    past = select(func.count(), func.sum(QuotaDay.used)).where(
        mine, QuotaDay.day < today, QuotaDay.day >= today - dt.timedelta(days=DAYS)
    )
    days, sent = db.session.execute(past).one()
    waiting = _count(
        Intent.state == State.QUEUED, Intent.due_at < clock.midnight(today + dt.timedelta(days=1))
    )
    mean = int(sent or 0) / days if days else 0.0
    expected = used + max(waiting, round(mean * _share_left(now))) if days else None
    return Forecast(used, cap, waiting, expected)


def _share_left(now: dt.datetime) -> float:
    """Which part of the hours in which messages go is still to come, 0 to 1."""
    chosen, here = settings.get(), clock.local(now)
    first, last = chosen.quiet_until, chosen.quiet_from if chosen.quiet_from > chosen.quiet_until else 24
    hour = here.hour + here.minute / 60
    return min(max((last - hour) / max(last - first, 1), 0.0), 1.0)


def _names() -> dict[str, str]:
    """Notices by their titles, then answers of the chat by how they begin."""
    return {one.kind: TITLES.get(one.kind) or f"{one.kind}: {one.lead}" for one in wording.kinds()}


def held_back() -> list[Held]:
    """What is stopped now, the switch for all of them first."""
    if db.session.scalar(select(stops.KindStop.kind).limit(1)) is None:
        return []
    names = _names()
    rows = db.session.execute(
        select(stops.KindStop, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == stops.KindStop.by_id)
        .order_by(stops.KindStop.kind)
    )
    return [
        Held(row.kind, names.get(row.kind, row.kind), row.why, row.since, name, _waiting(row.kind))
        for row, name in rows
    ]


def _waiting(kind: str) -> int:
    reason = stops.IN_TROUBLE if kind == stops.TROUBLE else stops.KIND_OFF
    more = () if kind == stops.TROUBLE else (Intent.kind == kind,)
    return _count(Intent.state == State.QUEUED, Intent.reason == reason, *more)


def kinds() -> dict[str, str]:
    """Every kind that may be stopped, with its name."""
    stopped = {one.kind for one in held_back()}
    return {kind: name for kind, name in _names().items() if kind not in stopped}


def processes() -> list[queue.Living]:
    """Every process that lives."""
    return queue.living()


def _count(*where: object) -> int:
    return db.session.scalar(select(func.count(Intent.id)).where(*where)) or 0  # type: ignore[arg-type]

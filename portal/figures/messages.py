"""Messages and what they saved, out of closed days and the days still open."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.figures.counted import of_day
from portal.figures.models import NOWHERE, ClosedDay, MessageDay
from portal.figures.period import Period
from portal.notifications import prices
from portal.notifications.models import Channel, State

_DAY = MessageDay
UNCOUNTED = dt.timedelta(days=3)  # an installation whose first days the relay has not closed yet


@dataclass(frozen=True)
class Row:
    """One line of the ledger: a day, an office, a kind, a channel, an outcome."""

    month: str
    office_id: uuid.UUID
    kind: str
    channel: str
    state: str
    n: int
    awake: int
    quick: int
    cost: int
    replaced: int
    spared: int  # đồng that the SMS would have cost


@dataclass
class Savings:
    """What messages through Zalo saved against SMS (NT24)."""

    name: str
    replaced: int = 0
    spared: int = 0
    cost: int = 0

    @property
    def saved(self) -> int:
        """Đồng in all; below nothing when Zalo's fees were higher than the SMS."""
        return self.spared - self.cost


def ledger(period: Period) -> list[Row]:
    """Every line, summed by month."""
    return [*_closed(period), *_open(period)]


def _closed(period: Period) -> Iterable[Row]:
    month = func.to_char(_DAY.day, "YYYY-MM").label("month")
    names = (month, _DAY.office_id, _DAY.kind, _DAY.channel, _DAY.state)
    sums = [func.sum(column) for column in (_DAY.n, _DAY.awake, _DAY.quick, _DAY.cost, _DAY.replaced)]
    asked = (
        select(*names, *sums, func.sum(_DAY.replaced * _DAY.sms_dong))
        .where(_DAY.day >= period.first, _DAY.day <= period.last)
        .group_by("month", _DAY.office_id, _DAY.kind, _DAY.channel, _DAY.state)
    )
    return (Row(*row) for row in db.session.execute(_of_offices(asked, _DAY.office_id, period)))


def _open(period: Period) -> Iterable[Row]:
    """Days that are not closed yet: today, and yesterday for an hour."""
    today = clock.today()
    newest = db.session.scalar(select(func.max(ClosedDay.day))) or today - UNCOUNTED
    for day in period.days():
        if not newest < day <= today:
            continue
        found = of_day(day, prices.on(day)[Channel.SMS])
        for row in db.session.execute(found):
            if period.offices is None or row.office_id in period.offices:
                spared = row.replaced * row.sms_dong
                counts = (row.n, row.awake, row.quick, row.cost, row.replaced, spared)
                yield Row(f"{day:%Y-%m}", row.office_id, row.kind, row.channel, row.state, *counts)


def _of_offices(asked: Any, column: Any, period: Period) -> Any:
    return asked if period.offices is None else asked.where(column.in_(period.offices))


def savings(rows: Iterable[Row], by: str) -> dict[Any, Savings]:
    """By `month`, `office_id` or `kind`; only what went by Zalo instead of an SMS counts."""
    found: dict[Any, Savings] = {}
    for row in rows:
        if row.replaced:
            key = getattr(row, by)
            one = found.setdefault(key, Savings(str(key)))
            one.replaced, one.spared = one.replaced + row.replaced, one.spared + row.spared
            one.cost += row.cost
    return found


@dataclass
class Kind:
    """One kind of message: how many ended how."""

    kind: str
    n: int = 0
    sent: int = 0
    awake: int = 0
    quick: int = 0
    cost: int = 0

    @property
    def promptness(self) -> float | None:
        """Percent handed over within 10 s, of those that could go at once; None without any."""
        return round(100 * self.quick / self.awake, 1) if self.awake else None


def kinds(rows: Iterable[Row]) -> list[Kind]:
    """Each kind, the most frequent first."""
    found: dict[str, Kind] = {}
    for row in rows:
        one = found.setdefault(row.kind, Kind(row.kind))
        one.n, one.cost = one.n + row.n, one.cost + row.cost
        one.awake, one.quick = one.awake + row.awake, one.quick + row.quick
        one.sent += row.n if row.state == State.SENT else 0
    return sorted(found.values(), key=lambda one: -one.n)


def outcomes(rows: Iterable[Row]) -> dict[str, int]:
    """How many messages ended in each state."""
    found: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        found[row.state] += row.n
    return dict(found)


def is_of_no_office(office_id: uuid.UUID) -> bool:
    """Messages that concern no office: answers in the chat, news."""
    return office_id == NOWHERE

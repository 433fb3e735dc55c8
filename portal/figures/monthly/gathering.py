"""What a report of one month is made of: its figures, those of the months before, and each office's own."""

import calendar
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.dossiers.deadlines.models import Apology
from portal.dossiers.models import Dossier
from portal.figures import messages, report
from portal.figures.models import NOWHERE, ClosedDay
from portal.figures.period import Period
from portal.notifications.models import Intent, State
from portal.ratings import lines, results
from portal.ratings.models import About

MONTHS = 6  # in the plot of what was saved, the month itself the last
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class NoMonth(ValueError):
    """There is nothing to report about; says why."""


@dataclass
class Unit:
    """The figures of one office."""

    name: str
    replaced: int = 0
    saved: int = 0
    overdue: int = 0
    apologies: int = 0
    rated: int = 0
    content: int | None = None


@dataclass(frozen=True)
class Month:
    """All of it; not `is_whole` while days of the month are open: it then ends at the last closed one."""

    period: Period
    is_whole: bool
    found: report.Report
    saved: Sequence[tuple[str, int]]  # months up to this one
    units: Sequence[Unit]
    unknown: int  # messages whose outcome nobody knows, as it stands now


def gather(month: str) -> Month:
    """Read a month told as YYYY-MM; raises NoMonth for one that is none, not begun or not counted yet."""
    period, is_whole = _period(month)
    found = report.read(period)
    open_ = select(func.count()).where(Intent.state == State.UNKNOWN)
    return Month(period, is_whole, found, _saved(period), _units(found), db.session.scalar(open_) or 0)


def _period(month: str) -> tuple[Period, bool]:
    told = _MONTH.fullmatch(month)
    if not told:
        raise NoMonth("Tháng viết theo dạng năm-tháng, ví dụ 2026-10.")
    year, number = int(told[1]), int(told[2])
    first, last = dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])
    closed = db.session.scalar(
        select(func.max(ClosedDay.day)).where(ClosedDay.day >= first, ClosedDay.day <= last)
    )
    if first > clock.today():
        raise NoMonth("Tháng này chưa đến.")
    if closed is None and last >= clock.today():
        raise NoMonth(
            "Tháng này chưa có ngày nào được chốt số liệu; mỗi ngày được chốt sau 1 giờ sáng hôm sau."
        )
    end = min(last, closed) if closed and last >= clock.today() else last
    return Period(first, end), end == last


def _saved(period: Period) -> list[tuple[str, int]]:
    first = period.first
    for _ in range(MONTHS - 1):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    by_month = messages.savings(messages.ledger(Period(first, period.last)), "month")
    return [
        (f"{month[5:]}/{month[2:4]}", by_month[month].saved if month in by_month else 0)
        for month in Period(first, period.last).months()
    ]


def _units(found: report.Report) -> list[Unit]:
    """Every office that has anything to tell, most messages first; what belongs to none comes last."""
    units: dict[uuid.UUID, Unit] = {}

    def of(office_id: uuid.UUID | None) -> Unit:
        key = office_id or NOWHERE
        return units.setdefault(key, Unit(found.office(key) or "Chưa rõ cơ quan"))

    for key, saving in found.by_office.items():
        of(key).replaced, of(key).saved = saving.replaced, saving.saved
    for row in found.overdue:
        of(row.office_id).overdue += row.n
    for office_id, n in _apologies(found.period).items():
        of(office_id).apologies = n
    for line in _rated(found.period):
        unit = of(uuid.UUID(line.key) if line.key else None)
        unit.rated, unit.content = line.n, line.content
    return sorted(units.values(), key=lambda one: (one is units.get(NOWHERE), -one.replaced, one.name))


def _apologies(period: Period) -> Mapping[uuid.UUID | None, int]:
    asked = (
        select(Dossier.office_id, func.count())
        .join(Apology, Apology.dossier_id == Dossier.id)
        .where(Apology.made_on >= period.first, Apology.made_on <= period.last)
        .group_by(Dossier.office_id)
    )
    return {office_id: n for office_id, n in db.session.execute(asked)}


def _rated(period: Period) -> list[lines.Line]:
    scope = lines.Scope(period.first, period.moments()[1].date(), About.DOSSIER)
    return [line for line in results.lines(scope, lines.By.OFFICE) if line.n]

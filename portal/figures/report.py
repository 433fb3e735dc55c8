"""Everything the page, the file and the API tell of a time, read once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text

from portal.core.db import db
from portal.figures import cases, messages, people, visits
from portal.figures.period import Period
from portal.notifications.models import State
from portal.places.models import Office
from portal.ratings import lines, results
from portal.ratings.models import About

SECONDS = 20


@dataclass(frozen=True)
class Report:
    """The figures of a time; what nobody's office owns is left out where offices were asked for."""

    period: Period
    kinds: Sequence[messages.Kind]
    outcomes: Mapping[str, int]
    by_month: Mapping[str, messages.Savings]
    by_office: Mapping[uuid.UUID, messages.Savings]
    overdue: Sequence[cases.Overdue]
    apologies: Mapping[str, int]
    heard: cases.Heard
    rated: lines.Line
    followers: Sequence[people.Followers]
    searches: people.Searches
    visits: Mapping[visits.Place, int]  # of the whole province
    offices: Mapping[uuid.UUID, str]

    @property
    def total(self) -> messages.Savings:
        """All months together."""
        found = messages.Savings("")
        for one in self.by_month.values():
            found.replaced, found.spared = found.replaced + one.replaced, found.spared + one.spared
            found.cost += one.cost
        return found

    @property
    def sent(self) -> int:
        """Messages that reached their channel."""
        return self.outcomes.get(State.SENT, 0)

    @property
    def promptness(self) -> float | None:
        """Percent handed over within 10 s of those that could go at once."""
        awake, quick = sum(one.awake for one in self.kinds), sum(one.quick for one in self.kinds)
        return round(100 * quick / awake, 1) if awake else None

    @property
    def overdue_now(self) -> int:
        """Dossiers past their day."""
        return sum(row.n for row in self.overdue)

    def office(self, office_id: uuid.UUID | None) -> str | None:
        """Its name; None for what concerns none."""
        return self.offices.get(office_id) if office_id else None


def read(period: Period) -> Report:
    """All figures of a time, each exact to what happened until now."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {SECONDS * 1000}"))
    rows = messages.ledger(period)
    by_month = messages.savings(rows, "month")
    scope = lines.Scope(period.first, period.moments()[1].date(), About.DOSSIER, period.offices)
    return Report(
        period=period,
        kinds=messages.kinds(rows),
        outcomes=messages.outcomes(rows),
        by_month={month: by_month.get(month) or messages.Savings(month) for month in period.months()},
        by_office=messages.savings(rows, "office_id"),
        overdue=cases.overdue(period),
        apologies=cases.apologies(period),
        heard=cases.heard(period),
        rated=lines.total(results.lines(scope, lines.By.MONTH)),
        followers=people.followers(period),
        searches=people.searches(period),
        visits=visits.counted(period),
        offices=_names(),
    )


def _names() -> dict[uuid.UUID, str]:
    return {row.id: row.name for row in db.session.execute(select(Office.id, Office.name))}

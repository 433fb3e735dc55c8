"""Figures are exact to a plain count over what happened, before and after their days are closed."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.dossiers.models import Dossier
from portal.figures import cases, messages, operations
from portal.figures.messages import Row
from portal.figures.models import ClosedDay, FollowerDay, MessageDay
from portal.figures.period import Period
from portal.notifications import prices
from portal.notifications.models import Channel, MessageTemplate
from portal.notifications.prices import Price
from portal.staff.models import Role
from tests.factories import make_dossier, make_office, make_person, make_staff

LONG_AN = 4694  # messages of one month, as the province reported in 2019: 1,642,900 đồng of SMS
MADE = sa.text(
    """INSERT INTO intent (id, kind, lane, subject_kind, subject_id, subject_version, citizen_id, oa_id,
         template_id, params, state, attempts, crashes, not_sent, is_on_wire, created_at, caused_at,
         settled_at)
       SELECT gen_random_uuid(), :kind, '2_dossier', 'dossier', :dossier, g + :base, :citizen, 'oa',
         :template, 'x', :state, 1, 0, 0, false, :at, :at, CAST(:at AS timestamptz) + interval '4 s'
       FROM generate_series(1, :n) g"""
)
CALLED = sa.text(
    """INSERT INTO attempt
         (id, intent_id, channel, cost, n, reference, reserved_at, marked_at, ended_at, outcome)
       SELECT gen_random_uuid(), id, :channel, :cost, 1, gen_random_uuid()::text, caused_at, caused_at,
         caused_at + CAST(:seconds AS float) * interval '1 s', 'sent'
       FROM intent
       WHERE state = 'sent' AND NOT EXISTS (SELECT FROM attempt a WHERE a.intent_id = intent.id)"""
)


class Sending:
    """A dossier of one office, and messages about it as they ended."""

    def __init__(self) -> None:
        self.office = make_office()
        self.dossier, self.citizen, self.base = self._dossier(), make_person(), 0
        template = MessageTemplate(kind="k", channel="zalo_cs", version=1, body="-", created_at=clock.now())
        with transaction() as session:
            session.add(template)
            session.flush()
            self.template = template.id

    def _dossier(self) -> uuid.UUID:
        made = make_dossier()
        with transaction() as session:
            session.execute(sa.update(Dossier).where(Dossier.id == made.id).values(office_id=self.office))
        return made.id

    def ended(
        self,
        at: dt.datetime,
        n: int,
        kind: str = "dossier_accepted",
        channel: Channel = Channel.CS,
        *,
        state: str = "sent",
        cost: int = 0,
        seconds: float = 2.0,
    ) -> None:
        told = {"kind": kind, "dossier": self.dossier, "citizen": self.citizen, "template": self.template}
        with transaction() as session:
            session.execute(MADE, {**told, "state": state, "at": at, "n": n, "base": self.base})
            session.execute(CALLED, {"channel": channel.value, "cost": cost, "seconds": seconds})
        self.base += n


def _noon(days_ago: int) -> dt.datetime:
    day = clock.today() - dt.timedelta(days=days_ago)
    return dt.datetime.combine(day, dt.time(12), clock.VIETNAM)


def _saved(rows: list[Row]) -> int:
    return sum(one.saved for one in messages.savings(rows, "month").values())


def test_the_ledger_gives_the_figure_of_the_report(ctx: Flask) -> None:
    sending = Sending()
    sending.ended(_noon(2), LONG_AN)
    sending.ended(_noon(2), 7, "chat_reply")  # no SMS would have gone out
    sending.ended(_noon(2), 5, channel=Channel.SMS, cost=350)  # this one did go out
    sending.ended(_noon(2), 3, state="dropped")
    day = clock.today() - dt.timedelta(days=2)
    period = Period(day, day)
    before = messages.ledger(period)
    assert _saved(before) == 1_642_900
    assert operations.close_days() == 2
    after = messages.ledger(period)
    assert sorted(map(repr, after)) == sorted(map(repr, before))
    assert operations.close_days() == 0
    assert messages.outcomes(after) == {"sent": LONG_AN + 12, "dropped": 3}
    assert {one.kind: one.n for one in messages.kinds(after)} == {
        "dossier_accepted": LONG_AN + 8,
        "chat_reply": 7,
    }


def test_fees_are_taken_off_and_each_day_has_its_own_price(ctx: Flask) -> None:
    sending, yesterday = Sending(), clock.today() - dt.timedelta(days=1)
    prices.enter(Price(Channel.SMS, yesterday, 400, "hợp đồng mới"), _somebody())
    sending.ended(_noon(2), 10, channel=Channel.ZNS, cost=200)
    sending.ended(_noon(1), 10, channel=Channel.ZNS, cost=200)
    rows = messages.ledger(Period(yesterday - dt.timedelta(days=1), clock.today()))
    assert _saved(rows) == 10 * (350 - 200) + 10 * (400 - 200)
    assert [one.office_id for one in rows] == [sending.office] * len(rows)


def _somebody() -> uuid.UUID:
    make_staff(Role.ADMIN)
    found = db.session.execute(sa.text("SELECT id FROM staff_user")).scalar_one()
    return uuid.UUID(str(found))


def test_only_what_could_go_at_once_must_be_prompt(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    nightly = settings.get().model_copy(update={"quiet_from": 22, "quiet_until": 6})
    monkeypatch.setattr(settings, "get", lambda: nightly)
    sending = Sending()
    sending.ended(_noon(1), 3, seconds=2.0)
    sending.ended(_noon(1), 1, seconds=11.0)
    sending.ended(_noon(1) - dt.timedelta(hours=8), 6, seconds=7200.0)  # at four in the morning
    day = clock.today() - dt.timedelta(days=1)
    (kind,) = messages.kinds(messages.ledger(Period(day, day)))
    assert (kind.n, kind.awake, kind.quick, kind.promptness) == (10, 4, 3, 75.0)


def test_another_office_sees_nothing_of_it_and_an_empty_month_is_told_as_empty(ctx: Flask) -> None:
    Sending().ended(_noon(1), 4)
    last = clock.today()
    first = last.replace(day=1)
    assert messages.ledger(Period(first - dt.timedelta(days=40), last, {uuid.uuid4()})) == []
    assert Period(dt.date(2026, 1, 31), dt.date(2026, 3, 1)).months() == ["2026-01", "2026-02", "2026-03"]
    assert cases.heard(Period(first, last)).median_hours is None


@pytest.mark.parametrize(("days", "late"), [(1, 0), (-1, 1)])
def test_a_dossier_is_overdue_from_the_day_after(ctx: Flask, days: int, late: int) -> None:
    due = clock.today() + dt.timedelta(days=days)
    made = make_dossier().id
    with transaction() as session:
        session.execute(sa.update(Dossier).where(Dossier.id == made).values(status=4, due_on=due))
    found = cases.overdue(Period(clock.today(), clock.today()))
    assert sum(row.n for row in found) == late


def test_a_day_counted_late_knows_no_followers_of_its_evening(ctx: Flask) -> None:
    Sending().ended(_noon(5), 1)
    operations.close_days()
    rows = db.session.scalars(sa.select(FollowerDay).order_by(FollowerDay.day)).all()
    assert [row.following is None for row in rows] == [True] * (len(rows) - 1) + [False]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ClosedDay)) == len(rows) == 5
    assert db.session.scalar(sa.select(sa.func.sum(MessageDay.n))) == 1

"""Hours, quotas and reasons that hold whatever the moment and however many ask at once."""

import datetime as dt
import re
import threading
import uuid
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from portal.core import clock, settings
from portal.core.db import db
from portal.notifications import hours, leases, messages
from portal.notifications.models import QuotaDay
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import owe, person

MOMENTS = some.integers(1_700_000_000, 2_200_000_000).map(
    lambda second: dt.datetime.fromtimestamp(second, dt.UTC)
)


@pytest.fixture
def usual(choose: Set) -> None:
    choose(quiet_from=22, quiet_until=6)


@pytest.mark.usefixtures("usual")
def test_quiet_is_from_22_to_6_on_vietnams_clock() -> None:
    @given(MOMENTS)
    def holds(moment: dt.datetime) -> None:
        until = hours.quiet_until(moment)
        is_quiet = not 6 <= clock.local(moment).hour < 22
        assert (until is not None) == is_quiet
        if until is not None:
            assert dt.timedelta(0) < until - moment <= dt.timedelta(hours=8)
            assert (clock.local(until).hour, until.minute) == (6, 0)

    holds()


@given(MOMENTS)
def test_tomorrow_and_morning_lie_ahead(moment: dt.datetime) -> None:
    assert clock.local(hours.tomorrow(moment)).date() == clock.local(moment).date() + dt.timedelta(days=1)
    assert dt.timedelta(0) < hours.morning(moment) - moment <= dt.timedelta(days=1)
    assert dt.timedelta(0) <= hours.spread(moment) - moment <= dt.timedelta(seconds=hours.SPREAD_SECONDS)


def test_ten_that_reserve_at_once_never_pass_the_quota(ctx: Flask, choose: Set) -> None:
    choose(daily_quota=20)
    intents = [owe(person()) for _ in range(40)]
    held: list[uuid.UUID] = []
    start = threading.Barrier(10)

    def reserve(share: list[uuid.UUID]) -> None:
        with ctx.app_context():
            start.wait()
            held.extend(one.id for one in leases.reserve(share))
            db.session.remove()

    threads = [threading.Thread(target=reserve, args=(intents[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held) == len(set(held)) == 20
    assert db.session.scalars(select(QuotaDay.used)).one() == 20


def test_every_reason_has_words_for_staff() -> None:
    source = "".join(path.read_text() for path in Path(leases.__file__).parent.glob("*.py"))
    named = re.findall(r'(?:reason"?[=:] ?|Closed\(|_again\(|_final\(State\.\w+, )"(\w+)"', source)
    assert {"no_consent", "quota", "lost_worker", "refused"} <= set(named)
    assert set(named) <= messages.REASONS.keys()


def test_the_ladder_of_the_settings_is_the_rules() -> None:
    assert settings.get().retry_ladder == "0,60,300,900,3600,21600"

"""What the clock does: to the minute, once, whatever it jumps and whoever was disabled meanwhile."""

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import clock, current, stamps
from portal.core.db import db, transaction
from portal.news import queries as news
from portal.newsroom import clockwork, deciding
from portal.newsroom.models import State, Step
from portal.staff.models import Role, StaffUser
from tests.newsroom import item, make_item, person, shown

MINUTE = dt.timedelta(minutes=1)
START = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def at(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The clock: its only entry is now."""
    told = [START]
    monkeypatch.setattr(clock, "now", lambda: told[0])
    return told


def published(item_id: object) -> int:
    """How often it was put up."""
    return (
        db.session.scalar(select(func.count()).where(Step.item_id == item_id, Step.act == "published")) or 0
    )


def test_a_planned_text_goes_up_and_ends_to_the_minute(at: list[dt.datetime]) -> None:
    made = make_item(State.SCHEDULED, publish_at=START + 5 * MINUTE, expire_at=START + 9 * MINUTE)
    for minutes, state, seen in (
        (4.99, State.SCHEDULED, 0),
        (5, State.PUBLISHED, 1),
        (8.99, State.PUBLISHED, 1),
    ):
        at[0] = START + minutes * MINUTE
        clockwork.run()
        clockwork.run()
        assert (item(made).state, len(news.newest())) == (state, seen)
    at[0] = START + 9 * MINUTE
    assert news.newest() == []  # before the relay has even looked
    clockwork.run()
    assert item(made).state is State.EXPIRED
    assert published(made) == 1


def test_a_clock_that_jumps_neither_repeats_nor_loses(at: list[dt.datetime]) -> None:
    made = make_item(State.SCHEDULED, publish_at=START + 60 * MINUTE)
    for minutes, seen in ((90, 1), (-600, 0), (59, 0), (60, 1), (100, 1)):
        at[0] = START + minutes * MINUTE
        clockwork.run()
        assert len(news.newest()) == seen
    assert published(made) == 1
    late = make_item(State.SCHEDULED, publish_at=at[0] + MINUTE, expire_at=at[0] + 2 * MINUTE)
    at[0] += 600 * MINUTE  # nobody was awake between its beginning and its end
    clockwork.run()
    assert (item(late).state, shown(late)) == (State.EXPIRED, None)


def test_what_a_disabled_author_planned_waits_for_somebody_else(at: list[dt.datetime]) -> None:
    author, chief = person(), person(Role.PUBLISHER)
    made = make_item(State.SCHEDULED, author=author, publish_at=START + MINUTE)
    with transaction() as session:
        row = session.get(StaffUser, author)
        assert row
        row.is_active = False
    at[0] += 2 * MINUTE
    clockwork.run()
    assert (item(made).state, shown(made)) == (State.REVIEW, None)
    deciding.approve(made, chief, 1)
    assert deciding.schedule(made, chief) is State.PUBLISHED


def test_kept_pages_are_told_of_every_change(at: list[dt.datetime]) -> None:
    made = make_item(State.SCHEDULED, publish_at=START + MINUTE, expire_at=START + 5 * MINUTE)
    told = [stamps.read(current.NAME)]
    at[0] += MINUTE
    clockwork.run()
    told.append(stamps.read(current.NAME))
    deciding.undo(make_item(State.PUBLISHED), None, "Nhầm")
    told.append(stamps.read(current.NAME))
    at[0] += 4 * MINUTE
    clockwork.run()
    told.append(stamps.read(current.NAME))
    assert len(set(told)) == len(told)
    assert item(made).state is State.EXPIRED


def test_two_relays_publish_once(app: Flask, at: list[dt.datetime]) -> None:
    made = make_item(State.SCHEDULED, publish_at=START + MINUTE)
    at[0] += MINUTE

    def relay() -> None:
        with app.app_context():
            clockwork.run()

    both = [threading.Thread(target=relay) for _ in range(3)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (published(made), item(made).state) == (1, State.PUBLISHED)


def test_what_nobody_looked_at_is_called_to_mind_three_times(at: list[dt.datetime]) -> None:
    made = make_item(State.PUBLISHED, review_by=clock.today())
    for days, told in ((0, 1), (1, 1), (7, 2), (14, 3), (40, 3)):
        at[0] = START + dt.timedelta(days=days)
        clockwork.remind()
        assert item(made).reminded == told
    deciding.reviewed(made, None, clock.today() + dt.timedelta(days=90))
    clockwork.remind()
    assert (item(made).reminded, item(made).reviewed_at) == (0, at[0])
    gone = person()
    left = make_item(State.PUBLISHED, author=gone, review_by=clock.today())
    with transaction() as session:
        row = session.get(StaffUser, gone)
        assert row
        row.is_active = False
    clockwork.remind()
    assert item(left).reminded == 3  # nobody is there to be told twice

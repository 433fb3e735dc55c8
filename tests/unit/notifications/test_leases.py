"""Leases, rings, late answers and the quota: of many workers one gets a message, none gets it twice."""

import uuid

from flask import Flask
from sqlalchemy import select, text, update

from portal.core import clock
from portal.core.db import db
from portal.notifications import channel, expiry, gates, jobs, leases, outcomes, queries
from portal.notifications.endings import Ended
from portal.notifications.models import Attempt, Intent, Lane, Outcome, QuotaDay, SendingState, State
from tests.fault.stub import Stub
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person
from tests.unit.notifications.passing import later, pass_through


def test_of_two_workers_one_gets_it(zalo: Stub) -> None:
    intent = owe(person())
    assert len(leases.reserve([intent])) == 1
    assert leases.reserve([intent]) == []


def test_handed_over_once_until_the_ring_is_lost(ctx: Flask) -> None:
    intent = owe(person())
    assert [one.id for one in leases.hand_over(10)] == [intent]
    assert leases.hand_over(10) == []
    later(leases.HAND_OVER_SECONDS + 1)
    assert [one.id for one in leases.hand_over(10)] == [intent]
    leases.hand_back([intent])
    assert [one.id for one in leases.hand_over(10)] == [intent]


def test_an_early_ring_finds_nothing(zalo: Stub) -> None:
    intent = owe(person())
    later(-60)
    assert leases.reserve([intent]) == []


def test_a_lease_that_is_nearly_over_is_not_enough_for_a_call(zalo: Stub) -> None:
    intent = owe(person())
    held = leases.reserve([intent])
    later(31)
    assert gates.pass_through(held) == []
    assert look(intent).state is State.SENDING
    assert not look(intent).is_on_wire


def test_before_the_mark_a_dead_worker_costs_nothing_twice(zalo: Stub) -> None:
    intent = owe(person())
    for crashes in (1, 2):
        leases.reserve([intent])
        assert expiry.expire() == 0
        later(61)
        assert expiry.expire() == 1
        assert (look(intent).state, look(intent).crashes) == (State.QUEUED, crashes)
    leases.reserve([intent])
    later(61)
    expiry.expire()
    assert (look(intent).state, look(intent).reason) == (State.QUARANTINED, "crashed")
    assert [one.id for one in queries.open_ones()] == [intent]
    outcomes_ = db.session.scalars(select(Attempt.outcome)).all()
    assert outcomes_ == [Outcome.NOT_SENT] * 3


def test_after_the_mark_a_dead_workers_message_is_unknown(zalo: Stub) -> None:
    intent = owe(person())
    pass_through(intent)
    later(61)
    expiry.expire()
    assert (look(intent).state, look(intent).reason) == (State.UNKNOWN, "lost_worker")
    assert leases.reserve([intent]) == []
    assert leases.hand_over(10) == []


def test_a_late_answer_is_evidence(zalo: Stub) -> None:
    intent = owe(person())
    (ready,) = pass_through(intent)
    later(61)
    expiry.expire()
    assert outcomes.record([Ended(ready, message_id="m1")]) == 1
    assert look(intent).state is State.SENT


def test_an_answer_from_a_lost_lease_changes_nothing(zalo: Stub) -> None:
    intent = owe(person())
    (ready,) = pass_through(intent)
    db.session.execute(update(Intent).values(lease_token=uuid.uuid4()))
    db.session.commit()
    assert outcomes.record([Ended(ready, message_id="m1")]) == 0
    assert look(intent).state is State.SENDING


def test_one_that_cannot_be_read_spares_the_rest_of_its_batch(zalo: Stub) -> None:
    good, bad = owe(person()), owe(person())
    db.session.execute(text("UPDATE intent SET params = 'x'::bytea WHERE id = :id"), {"id": bad})
    db.session.commit()
    for _ in range(3):
        jobs.deliver([str(bad), str(good)])
        later(61)
    assert look(good).state is State.SENT
    db.session.rollback()
    assert db.session.scalar(text("SELECT state FROM intent WHERE id = :id"), {"id": bad}) == "quarantined"


# Quota


def test_the_quota_is_never_passed_and_a_fifth_is_for_dossiers(zalo: Stub, choose: Set) -> None:
    choose(daily_quota=10)
    bulk = [owe(person(), lane=Lane.BULK) for _ in range(12)]
    assert jobs.deliver([str(id_) for id_ in bulk]) == 8
    dossiers = [owe(person()) for _ in range(5)]
    assert jobs.deliver([str(id_) for id_ in dossiers]) == 2
    assert db.session.scalars(select(QuotaDay.used)).one() == 10
    waiting = [look(id_) for id_ in (*bulk, *dossiers) if look(id_).state is State.QUEUED]
    assert len(waiting) == 7
    for one in waiting:
        assert one.reason == "quota"
        assert one.due_at is not None
        assert clock.local(one.due_at).date() > clock.today()
    assert len(zalo.taken) == 10


def test_a_state_agencys_account_starts_at_its_own_door(ctx: Flask, choose: Set) -> None:
    choose(zalo_oa_type=4)
    assert channel.state().send_version == 2
    assert db.session.scalars(select(SendingState.oa_id)).one()

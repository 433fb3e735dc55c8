"""Gates before the call, the fence of tokens around it, and who may take what back (R3, R6, R7, R8)."""

import datetime as dt
import uuid

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from portal.citizens.models import ZaloIdentity
from portal.core import clock
from portal.core.db import db
from portal.notifications import channel, expiry, gates, hours, jobs, leases, operations, outcomes, queries
from portal.notifications.models import Attempt, Intent, Lane, Outcome, QuotaDay, SendingState, State
from portal.notifications.outcomes import Ended
from tests.fault.stub import Stub
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person


def pass_through(*ids: uuid.UUID) -> list[gates.Ready]:
    return gates.pass_through(leases.reserve(ids))


def later(seconds: float) -> None:
    """Let every due time and lease be that much nearer."""
    db.session.execute(text("UPDATE intent SET due_at = due_at - make_interval(secs => :s)"), {"s": seconds})
    db.session.commit()


def attempts() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Attempt.id)).all())


# Gates


def test_a_cancelled_message_is_not_sent(zalo: Stub) -> None:
    queued, reserved = owe(person()), owe(person())
    held = leases.reserve([reserved])
    assert operations.cancel(queued)
    assert operations.cancel(reserved)
    assert gates.pass_through(held) == []
    assert jobs.deliver([str(queued), str(reserved)]) == 0
    assert {look(queued).state, look(reserved).state} == {State.CANCELLED}
    assert attempts() == 0


def test_what_is_on_the_wire_cannot_be_cancelled(zalo: Stub) -> None:
    intent = owe(person())
    pass_through(intent)
    assert not operations.cancel(intent)


@pytest.mark.parametrize(
    ("follows", "agrees", "reason"), [(True, False, "no_consent"), (False, True, "not_following")]
)
def test_nobody_is_told_who_does_not_want_it(zalo: Stub, follows: bool, agrees: bool, reason: str) -> None:
    intent = owe(person(follows=follows, agrees=agrees))
    assert pass_through(intent) == []
    assert (look(intent).state, look(intent).reason) == (State.DROPPED, reason)
    assert attempts() == 0
    assert db.session.scalars(select(QuotaDay.used)).one() == 0


def test_who_has_just_written_gets_an_answer_without_following(zalo: Stub, choose: Set) -> None:
    choose(quiet_from=0, quiet_until=23)
    writer = person(follows=False, agrees=False)
    answer = owe(writer, kind="chat_reply", params={"text": "Chào"}, lane=Lane.REPLY, consent=None)
    assert len(pass_through(answer)) == 1


def test_an_address_unknown_to_this_account_is_the_end(zalo: Stub) -> None:
    somebody = person()
    intent = owe(somebody)
    db.session.execute(update(ZaloIdentity).values(oa_id="another"))
    db.session.commit()
    assert pass_through(intent) == []
    assert look(intent).reason == "no_address"


def test_the_kill_switch_holds_and_lets_go(zalo: Stub) -> None:
    intent = owe(person())
    channel.turn(off=True, why="drill")
    assert jobs.relay_once(10) == 0
    assert jobs.deliver([str(intent)]) == 0
    assert (look(intent).state, look(intent).reason) == (State.QUEUED, "sending_off")
    channel.turn(off=False, why="")
    later(61)
    assert jobs.relay_once(10) == 1
    assert jobs.deliver([str(intent)]) == 1


def test_a_push_waits_for_the_morning(zalo: Stub, choose: Set) -> None:
    hour = clock.local(clock.now()).hour
    choose(quiet_from=hour, quiet_until=(hour + 2) % 24)
    intent = owe(person())
    assert pass_through(intent) == []
    found = look(intent)
    assert (found.state, found.reason) == (State.QUEUED, "quiet_hours")
    assert found.due_at is not None
    end = hours.quiet_until(clock.now())
    assert end is not None
    assert dt.timedelta(0) <= found.due_at - end <= dt.timedelta(minutes=10)


LOCAL = clock.VIETNAM


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-03-01 21:59:59", None),
        ("2026-03-01 22:00:00", "2026-03-02 06:00:00"),
        ("2026-03-01 23:59:59", "2026-03-02 06:00:00"),
        ("2026-03-02 00:00:00", "2026-03-02 06:00:00"),
        ("2026-03-02 05:59:59", "2026-03-02 06:00:00"),
        ("2026-03-02 06:00:00", None),
    ],
)
def test_quiet_hours_to_the_second(at: str, until: str | None, choose: Set) -> None:
    choose(quiet_from=22, quiet_until=6)
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=LOCAL).astimezone(dt.UTC)
    wanted = dt.datetime.fromisoformat(until).replace(tzinfo=LOCAL) if until else None
    assert hours.quiet_until(moment) == wanted


# One subject in order


def test_only_the_newest_version_goes_out(zalo: Stub) -> None:
    citizen, subject = person(), uuid.uuid4()
    first = owe(citizen, subject_id=subject)
    second = owe(citizen, subject_id=subject, subject_version=2)
    assert look(first).state is State.SUPERSEDED
    third = owe(citizen, subject_id=subject, subject_version=3)
    jobs.deliver([str(first), str(second), str(third)])
    assert [look(id_).state for id_ in (first, second, third)] == [
        State.SUPERSEDED,
        State.SUPERSEDED,
        State.SENT,
    ]


def test_an_older_version_that_comes_late_is_superseded(zalo: Stub) -> None:
    citizen, subject = person(), uuid.uuid4()
    owe(citizen, subject_id=subject, subject_version=2)
    late = owe(citizen, subject_id=subject, subject_version=1)
    assert pass_through(late) == []
    assert look(late).state is State.SUPERSEDED


def test_a_newer_version_waits_while_the_older_is_on_the_wire(zalo: Stub) -> None:
    citizen, subject = person(), uuid.uuid4()
    first = owe(citizen, subject_id=subject)
    (ready,) = pass_through(first)
    second = owe(citizen, subject_id=subject, subject_version=2)
    assert pass_through(second) == []
    assert (look(second).state, look(second).reason) == (State.QUEUED, "older_on_wire")
    outcomes.record([Ended(ready, message_id="m1")])
    later(3)
    assert len(pass_through(second)) == 1


def test_a_newer_version_takes_the_place_of_a_reserved_one(zalo: Stub) -> None:
    citizen, subject = person(), uuid.uuid4()
    first = owe(citizen, subject_id=subject)
    held = leases.reserve([first])
    second = owe(citizen, subject_id=subject, subject_version=2)
    assert gates.pass_through(held) == []
    assert len(pass_through(second)) == 1
    assert attempts() == 1


def test_a_newer_version_closes_an_unknown_one(zalo: Stub) -> None:
    citizen, subject = person(), uuid.uuid4()
    zalo.choose = lambda _: "502"
    first = owe(citizen, subject_id=subject)
    jobs.deliver([str(first)])
    assert queries.unknown()
    owe(citizen, subject_id=subject, subject_version=2)
    assert look(first).state is State.SUPERSEDED
    assert not queries.unknown()


def test_somebody_elses_version_is_no_concern_of_mine(zalo: Stub) -> None:
    subject = uuid.uuid4()
    mine = owe(person(), subject_id=subject)
    owe(person(), subject_id=subject, subject_version=2)
    assert len(pass_through(mine)) == 1


# Leases


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

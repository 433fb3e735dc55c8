"""Gates before the call, the fence of tokens around it, and who may take what back (R3, R6, R7, R8)."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, update

from portal.citizens.models import ZaloIdentity
from portal.core import clock
from portal.core.db import db
from portal.notifications import channel, gates, hours, jobs, leases, operations, outcomes, queries
from portal.notifications.endings import Ended
from portal.notifications.models import Lane, QuotaDay, State
from tests.fault.stub import Stub
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person
from tests.unit.notifications.passing import attempts, later, pass_through


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
    second = owe(citizen, subject_id=subject, subject_version=2, is_urgent=True)
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

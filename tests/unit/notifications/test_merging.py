"""Quick changes leave as one message, stale ones not at all, and the share of dossiers stays theirs."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text

from portal.core import clock
from portal.core.db import db
from portal.notifications import jobs, messages
from portal.notifications.models import Attempt, Lane, State
from tests.fault.stub import Stub
from tests.unit.notifications.conftest import Set
from tests.unit.notifications.owing import look, owe, person
from tests.unit.notifications.passing import later, pass_through

VALUES = dict.fromkeys(messages.PLACEHOLDERS, "x")


def change(who: uuid.UUID, subject: uuid.UUID, version: int, **over: object) -> uuid.UUID:
    """A change of the dossier, rung for at once."""
    intent = owe(who, subject_id=subject, subject_version=version, **over)
    jobs.deliver([str(intent)])
    return intent


def minutes(count: float) -> None:
    """So much time goes by: marks and due times lie that much further back."""
    later(count * 60)
    db.session.execute(
        text("UPDATE attempt SET marked_at = marked_at - make_interval(mins => :m)"), {"m": count}
    )
    db.session.commit()


def test_four_changes_are_two_messages_the_second_with_the_last_state(zalo: Stub) -> None:
    who, subject = person(), uuid.uuid4()
    intents = []
    for version in range(1, 5):
        intents.append(change(who, subject, version))
        minutes(2)
    assert [look(one).state for one in intents] == [State.SENT, *[State.SUPERSEDED] * 2, State.QUEUED]
    assert [look(one).reason for one in intents[1:]] == ["merged", "merged", "merging"]
    last = look(intents[3])
    (first,) = db.session.scalars(select(Attempt).filter_by(intent_id=intents[0])).all()
    assert last.due_at is not None
    assert first.marked_at is not None
    assert abs((last.due_at - first.marked_at).total_seconds() - 600) < 1  # the window's end
    minutes(2)
    assert jobs.deliver([str(intents[3])]) == 1
    assert look(intents[3]).state is State.SENT
    assert len(zalo.taken) == 2
    assert look(intents[3]).params["code"] in zalo.taken[1].text


def test_what_people_must_act_on_and_other_peoples_news_never_wait(zalo: Stub) -> None:
    who, subject = person(), uuid.uuid4()
    change(who, subject, 1)
    waiting = change(who, subject, 2)
    urgent = change(who, subject, 3, is_urgent=True)
    other = change(person(), subject, 3)
    another = change(who, uuid.uuid4(), 1)
    assert look(waiting).state is State.SUPERSEDED
    assert {look(one).state for one in (urgent, other, another)} == {State.SENT}
    for kind in ("dossier_supplement", "dossier_payment", "dossier_resolved"):
        assert look(owe(person(), kind=kind, params=VALUES)).is_urgent


def test_a_refused_one_opens_no_window_and_zero_merges_nothing(zalo: Stub, choose: Set) -> None:
    who, subject = person(), uuid.uuid4()
    zalo.choose = lambda _: "-213"
    change(who, subject, 1)
    zalo.choose = lambda _: "ok"
    assert look(change(who, subject, 2)).state is State.SENT
    choose(merge_seconds=0)
    assert look(change(who, subject, 3)).state is State.SENT


@pytest.mark.parametrize(("hours_left", "state"), [(1, State.DROPPED), (30, State.QUEUED)])
def test_what_is_stale_by_the_morning_is_dropped_with_its_reason(
    zalo: Stub, choose: Set, hours_left: int, state: State
) -> None:
    hour = clock.local(clock.now()).hour
    choose(quiet_from=hour, quiet_until=(hour + 8) % 24)
    ends = clock.now() + dt.timedelta(hours=hours_left)
    intent = owe(person(), expires_at=ends)
    assert pass_through(intent) == []
    assert look(intent).state is state
    assert look(intent).reason == ("expired" if state is State.DROPPED else "quiet_hours")


def test_a_notice_kept_too_long_is_dropped_and_an_answer_never(zalo: Stub, choose: Set) -> None:
    choose(notice_hours=1)
    kept = owe(person(), kind="dossier_returned", params=VALUES)
    step = owe(person())
    answer = owe(person(), kind="chat_reply", params={"text": "Chào"}, lane=Lane.REPLY, consent=None)
    db.session.execute(text("UPDATE intent SET expires_at = expires_at - interval '2 hours'"))
    db.session.commit()
    assert len(pass_through(kept, step, answer)) == 2
    assert (look(kept).state, look(kept).reason) == (State.DROPPED, "expired")


def test_a_flood_of_answers_leaves_the_dossiers_share(zalo: Stub, choose: Set) -> None:
    choose(daily_quota=5)
    answers = [
        owe(person(), kind="chat_reply", params={"text": "Chào"}, lane=Lane.REPLY, consent=None)
        for _ in range(5)
    ]
    assert jobs.deliver([str(one) for one in answers]) == 4
    assert jobs.deliver([str(owe(person()))]) == 1

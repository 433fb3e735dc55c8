"""Reading the followers: pages, slices, what changes meanwhile, pauses, kills, refusals."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import func, select, text

from portal.account import jobs, queries
from portal.account.models import Follower, FollowerRun, FollowerSlice, RunState
from portal.account.operations import following, listing, reading
from portal.citizens.models import ZaloIdentity
from portal.citizens.operations import unfollow
from portal.core import clock, queue, settings
from portal.core.db import db
from portal.core.errors import Conflict
from portal.zalo.calls import users
from zalosim.server import Sim


def finished(run_id: uuid.UUID, steps: int = 40) -> FollowerRun:
    for _ in range(steps):
        if not following.step(run_id, seconds=60):
            break
    return look(run_id)


def look(run_id: uuid.UUID) -> FollowerRun:
    db.session.rollback()
    found = db.session.get(FollowerRun, run_id, populate_existing=True)
    assert found is not None
    return found


def known() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(ZaloIdentity.id)).filter_by(is_following=True)) or 0


def test_everybody_is_met_and_asked_about_once(sim: Sim) -> None:
    people = sim.followers(55)  # more than a page
    run = finished(following.start(None))
    assert (run.state, run.listed, run.fresh, run.details) == (RunState.DONE, 55, 55, 55)
    assert known() == 55
    joined = db.session.scalars(
        select(ZaloIdentity.user_id_by_app).filter_by(user_id=people[0].user_id)
    ).one()
    assert joined == people[0].user_id_by_app
    again = finished(following.start(None))
    assert (again.fresh, again.details) == (0, 0)


def test_the_old_generation_of_calls(sim: Sim) -> None:
    sim.configure(oa_type=4)
    sim.followers(51)
    assert finished(following.start(None)).state is RunState.DONE
    assert known() == 51
    assert sim.world.calls["/v3.0/oa/user/getlist"] == 1  # asked once, remembered


def test_a_long_list_is_read_in_days(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "REACHABLE", 60)
    monkeypatch.setattr(listing, "LAST_OFFSET", 50)
    now = sim.world.clock.now_ms()
    for day in range(3):
        sim.followers(30, last_interaction=now - day * 86_400_000)
    run = finished(following.start(None), 200)
    assert run.state is RunState.DONE
    assert known() == 90
    cut = db.session.scalars(select(FollowerSlice).filter_by(is_cut=True)).all()
    assert [part.first for part in cut] == [None]  # the whole list alone


def test_a_day_that_is_too_long_is_said_to_be_cut(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "REACHABLE", 60)
    monkeypatch.setattr(listing, "LAST_OFFSET", 50)
    sim.followers(70)
    sim.followers(10, tags=["đất đai"], last_interaction=sim.world.clock.now_ms() - 40 * 86_400_000)
    sim.world.tags.add("đất đai")
    run = finished(following.start(None), 200)
    shown = queries.run_of(run.id)
    assert (shown.state, shown.is_cut) == (RunState.DONE, True)
    assert known() == 80
    assert queries.reach().known == 80
    parts = {part.tag for part in db.session.scalars(select(FollowerSlice))}
    assert "đất đai" in parts


def test_somebody_who_left_between_list_and_detail(sim: Sim) -> None:
    first, second = sim.followers(2)
    run_id = following.start(None)
    assert listing.read_page(run_id)
    first.is_following = False
    del sim.world.people[second.user_id]
    run = finished(run_id)
    assert (run.state, run.gone) == (RunState.DONE, 2)
    assert known() == 0


def test_a_newer_word_stands_above_the_list(sim: Sim) -> None:
    (person,) = sim.followers(1)
    unfollow(settings.get().zalo_oa_id, person.user_id, clock.now() + dt.timedelta(minutes=1))
    run_id = following.start(None)
    listing.read_page(run_id)
    assert known() == 0


def test_one_reading_at_a_time(sim: Sim) -> None:
    run_id = following.start(None)
    with pytest.raises(Conflict):
        following.start(None)
    assert following.pause(run_id, None)
    assert not following.pause(run_id, None)
    with pytest.raises(Conflict):
        following.start(None)


def test_a_pause_holds_and_going_on_starts_where_it_stopped(sim: Sim) -> None:
    sim.followers(55)
    run_id = following.start(None)
    assert listing.read_page(run_id)
    following.pause(run_id, None)
    assert not following.step(run_id)
    assert following.due() == []
    assert look(run_id).listed == 50
    following.resume(run_id, None)
    assert following.due() == [run_id]
    run = finished(run_id)
    assert (run.state, run.listed, run.pages) == (RunState.DONE, 55, 2)


def test_after_a_kill_the_lease_ends_and_it_goes_on(sim: Sim) -> None:
    sim.followers(51)
    run_id = following.start(None)
    assert following._claim(run_id)  # whoever held it died here
    assert listing.read_page(run_id)
    assert not following.step(run_id)
    assert following.due() == []
    db.session.execute(text("UPDATE follower_run SET due_at = now() - interval '1 s'"))
    db.session.commit()
    jobs.ring_following()
    assert queue.depth() == 1
    assert finished(run_id).state is RunState.DONE
    assert (known(), look(run_id).listed) == (51, 51)


@pytest.mark.parametrize(
    ("fault", "low", "high"),
    [
        ({"what": "status", "status": 503}, 0.1, 1.1),
        ({"what": "reset"}, 0.1, 1.1),
        ({"what": "truncated"}, 0.1, 1.1),
        ({"what": "rate-limit"}, 50, 61),
        ({"what": "error", "error": -216}, 50, 61),
        ({"what": "error", "error": -224}, 890, 901),
    ],
)
def test_it_waits_as_the_table_says(sim: Sim, fault: dict[str, object], low: float, high: float) -> None:
    sim.followers(3)
    sim.faults([{**fault, "endpoint": "/v3.0/oa/user/getlist", "times": 1}])
    run_id = following.start(None)
    assert not following.step(run_id)
    run = look(run_id)
    assert (run.state, run.tries) == (RunState.RUNNING, 1)
    assert low < (run.due_at - clock.now()).total_seconds() < high
    db.session.execute(text("UPDATE follower_run SET due_at = now()"))
    db.session.execute(text("UPDATE oa_capability SET error_at = now() - interval '1 h'"))
    db.session.commit()
    assert finished(run_id).state is RunState.DONE
    assert known() == 3


def test_what_waiting_does_not_mend_ends_it_and_says_why(sim: Sim) -> None:
    sim.faults([{"what": "error", "error": -210, "endpoint": "/v3.0/oa/user/getlist"}])
    run = finished(following.start(None))
    assert (run.state, run.error_code) == (RunState.FAILED, -210)


def test_it_leaves_half_of_the_minute_to_messages(sim: Sim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_CALLS_PER_MINUTE", "60")
    settings.get.cache_clear()
    sim.followers(100)
    run_id = following.start(None)
    following.step(run_id, seconds=60)
    assert sum(sim.world.calls.values()) <= 2 * 30  # two minutes may have been touched
    assert look(run_id).error == "our own limit"


def test_the_page_says_how_many_are_not_known(sim: Sim) -> None:
    sim.followers(10)
    reading.read_profile()
    assert queries.reach() == queries.Reach(10, 0)
    assert queries.reach().missing == 10
    finished(following.start(None))
    assert queries.reach().missing == 0
    assert db.session.scalar(select(func.count()).select_from(Follower)) == 10
    assert users.REACHABLE == 10_000

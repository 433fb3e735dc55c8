"""T2 and T3, short: the queue and the database go away under load and come back."""

import signal
import time
from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError

from portal.notifications.models import State
from tests.fault.house import House


def until(holds: Callable[[], bool], seconds: float) -> float:
    """How long it took; fails when it took longer."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < seconds, "too late"
        time.sleep(0.02)
    return time.monotonic() - begun


def next_message(home: House, seconds: float) -> float:
    """Until the stub takes one more message than it has now."""
    before = len(home.stub.taken)
    return until(lambda: len(home.stub.taken) > before, seconds)


@pytest.mark.fault
def test_an_emptied_or_killed_queue_loses_nothing(home: House) -> None:
    home.stub.choose = lambda _: "slow"
    home.open(workers=2)
    for _ in range(3):
        home.owe(15)
        next_message(home, 20)
        with home.redis() as queue:
            queue.flushall()
        home.owe(5)
        assert next_message(home, 20) < 20
    for _ in range(2):
        home.owe(15)
        next_message(home, 20)
        home.pair.valkey.send(signal.SIGKILL)
        home.pair.valkey.wait(5)
        home.owe(5)  # owing needs no queue
        home.pair.valkey.kill()
        home.pair.valkey.start()
        assert next_message(home, 20) < 20
    assert home.settle(20)
    assert home.verdict().is_clean, home.verdict()
    assert set(home.states().values()) == {State.SENT}
    assert len(home.stub.taken) == len(home.owed) == 100


@pytest.mark.fault
def test_a_database_that_stops_at_once_loses_no_committed_row(home: House) -> None:
    home.stub.choose = lambda _: "slow"
    home.open(workers=2)
    for _ in range(3):
        home.owe(20)
        next_message(home, 20)
        home.pair.postgres.stop_now()
        with pytest.raises(DBAPIError):
            home.owe(1)
        home.pair.postgres.start()
        until(lambda: home.owes(5), 5)
        assert next_message(home, 10) < 10
    assert home.settle(30)
    verdict = home.verdict()
    assert verdict.is_clean, verdict
    states = list(home.states().values())
    assert states.count(State.SENT) + states.count(State.UNKNOWN) == len(home.owed) == 75
    assert states.count(State.UNKNOWN) <= 3 * 2 * 4  # what was being marked when it stopped

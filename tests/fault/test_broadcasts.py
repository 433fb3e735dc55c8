"""T8, short: approved twice at once, workers killed, paused and gone on with; each person at most once."""

import pytest

from portal.broadcast.sending import bursts
from tests.fault import house
from tests.fault.broadcasting import Game
from tests.fault.house import House

PEOPLE, KILLS, PAUSES = 160, 5, 1
THREADS = 8


@pytest.mark.fault
def test_kills_and_pauses_send_to_nobody_twice_and_lose_nobody(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCAST_UNDO_SECONDS", "0")
    monkeypatch.setenv("BROADCAST_THREADS", str(THREADS))
    house.forget()
    found = Game(home, PEOPLE, 8).play(KILLS, PAUSES)
    print(found)  # noqa: T201
    assert found.is_clean, found
    assert found.kills.total() > 2
    assert found.states["waiting"] == found.states["on_wire"] == 0
    assert found.states["sent"] > PEOPLE // 2
    # A kill after the mark leaves at most what was marked together; so does each doubtful answer.
    doubtful = sum(how in {"502", "502_taken", "close", "garbage"} for how in home.stub.asked)
    assert found.states["unknown"] <= doubtful + found.kills.total() * (THREADS + THREADS // bursts.AT_HAND)

"""T1 and T1b, short: sixty kills at every point and at random; nothing lost, nothing twice."""

import random

import pytest

from portal.notifications.models import State
from tests.fault.echoes import Echoes
from tests.fault.house import House
from tests.fault.killing import AT_ONCE, POINTS, RANDOM, Game, plan
from tests.fault.oracle import AMBIGUOUS

EACH, SOME = 3, 9


@pytest.mark.fault
def test_thirty_kills_lose_nothing_send_nothing_twice_and_show_every_unknown(home: House) -> None:
    game = played(home, seed=20, settles=False)
    states = home.states()
    unknown = sum(state is State.UNKNOWN for state in states.values())
    ambiguous = sum(how in AMBIGUOUS for how in home.stub.asked)
    assert 0 < unknown <= ambiguous + game.told.kills.total() * AT_ONCE
    assert sum(state is State.SENT for state in states.values()) > 50


@pytest.mark.fault
def test_thirty_kills_leave_nothing_unknown_when_zalo_tells(home: House) -> None:
    home.stub.keeps_chats = True
    with Echoes(home, 0.7, random.Random(20)):
        played(home, seed=21, settles=True)
    assert set(home.states().values()) <= {State.SENT, State.REFUSED}
    assert {"echo", "conversation"} <= home.evidence().keys()


def played(home: House, *, seed: int, settles: bool) -> Game:
    """Three kills at each point, some at random times; clean."""
    game = Game(home, seed)
    verdict = game.play(plan(EACH, SOME, random.Random(seed)), settles=settles)
    print(figures := game.figures(verdict))  # noqa: T201
    assert not game.told.missed, game.told.missed
    assert verdict.is_clean, verdict
    assert game.told.kills == {point: EACH for point in POINTS} | {RANDOM: SOME}
    assert figures["intents"] == 150
    return game

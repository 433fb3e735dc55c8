"""T1, short: workers killed at every point of the protocol and at random; nothing lost, nothing twice."""

import random
import time
from collections import Counter

import pytest

from portal.notifications.models import State
from tests.fault.house import House

POINTS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7")
WHOM = ("child", "parent", "both")
MIX = {
    "ok": 60,
    "-213": 8,
    "502": 5,
    "502_taken": 5,
    "close": 5,
    "garbage": 4,
    "slow": 7,
    "drip": 3,
    "late": 3,
}
AMBIGUOUS = frozenset({"502", "502_taken", "close", "garbage", "drip", "late"})
AT_ONCE = 4  # calls under way in one job: so many one kill may leave unknown
MESSAGES_A_KILL = 5


@pytest.mark.fault
def test_sixty_kills_lose_nothing_and_send_nothing_twice(home: House) -> None:
    chance = random.Random(20)
    home.stub.choose = lambda _: chance.choices([*MIX], [*MIX.values()])[0]
    home.open(workers=2)
    plan: list[tuple[str, str]] = [(point, whom) for point in POINTS for whom in WHOM]
    plan += [("at random", chance.choice(WHOM)) for _ in range(60 - len(plan))]
    chance.shuffle(plan)
    kills = 0
    for point, whom in plan:
        home.owe(MESSAGES_A_KILL)
        kills += at_random(home, whom, chance) if point == "at random" else at(home, point, whom)
    assert home.settle(30), Counter(home.states().values())
    verdict, states = home.verdict(), Counter(home.states().values())
    print(f"kills={kills} states={states} asked={Counter(home.stub.asked)}")  # noqa: T201
    assert verdict.is_clean, verdict
    assert kills == 60
    assert len(home.owed) == 300
    assert states[State.SENT] > 100
    ambiguous = sum(how in AMBIGUOUS for how in home.stub.asked)
    assert states[State.UNKNOWN] <= ambiguous + kills * AT_ONCE


def at(home: House, point: str, whom: str) -> bool:
    """Leave an order; the next job that comes to the point dies there."""
    order = home.orders / f"{point}.{whom}"
    order.touch()
    deadline = time.monotonic() + 20
    while order.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not order.exists()


def at_random(home: House, whom: str, chance: random.Random) -> bool:
    """Wait until somebody works, and a little longer; then strike."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(0.0, 0.08))
        name = chance.choice(["work-0", "work-1"])
        if (whom == "parent" or home.is_busy(name)) and home.strike(name, whom):
            return True
    return False

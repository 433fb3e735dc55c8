"""T1 and T1b: a game of kills against a home while Zalo misbehaves; for the short form and the full one."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from portal.notifications.models import State
from tests.fault.house import House
from tests.fault.oracle import AMBIGUOUS, Verdict
from tests.fault.owing import OPEN, WAITING

POINTS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7")
WHOM = ("child", "parent", "both")
AFTER_MARK = frozenset({"F3", "F4", "F5"})
RANDOM = "at random"
WORKERS = 3
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
AT_ONCE = 4  # calls under way in one job: so many one kill may leave unknown
MESSAGES_A_KILL = 5
PATIENCE = 20.0
MOST_MISSED = 3
SETTLED_WITHIN = 100.0  # seconds without any progress; a question about a send is asked again after 90 here
Plan = list[tuple[str, str]]


@dataclass
class Told:
    """What was done to a home, and what came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    whom: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    seconds: float = 0.0


def plan(at_each: int, at_random: int, chance: random.Random) -> Plan:
    """So many kills at each point, parent, child and both in turn, and as many as told at random times."""
    made = [(point, WHOM[n % len(WHOM)]) for point in POINTS for n in range(at_each)]
    made += [(RANDOM, chance.choice(WHOM)) for _ in range(at_random)]
    chance.shuffle(made)
    return made


class Game:
    """Kills in the order of a plan, a few new messages before each; then Zalo is well, and all is judged."""

    def __init__(self, home: House, seed: int) -> None:
        self.home, self.chance, self.told = home, random.Random(seed), Told()
        home.stub.choose = lambda _: self.chance.choices([*MIX], [*MIX.values()])[0]

    def play(self, kills: Plan, *, settles: bool) -> Verdict:
        """All of it; `settles` when unknown sends have evidence and must come to an end, too."""
        begun = time.monotonic()
        self.home.open(WORKERS)
        for point, whom in kills:
            self.home.owe(MESSAGES_A_KILL)
            if self._at_random(whom) if point == RANDOM else self._at(point, whom):
                self.told.kills[point] += 1
                self.told.whom[whom] += 1
            else:
                self.told.missed.append(f"nobody to kill {point} {whom}")
                if len(self.told.missed) > MOST_MISSED:
                    break  # nobody works here; the reason is in the log
        self.home.stub.choose = lambda _: "ok"
        self.home.a_while_passes()  # a killed worker may have used up the turn of a question
        if not self.home.settle(SETTLED_WITHIN, OPEN if settles else WAITING):
            self.told.missed.append(f"not all came to an end: {Counter(self.home.states().values())}")
        self.told.seconds = time.monotonic() - begun
        return self.home.verdict()

    def _at(self, point: str, whom: str) -> bool:
        """Leave an order; the next job that comes to the point dies there."""
        order = self.home.orders / f"{point}.{whom}"
        order.touch()
        deadline = time.monotonic() + PATIENCE
        while order.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        return not order.exists()

    def _at_random(self, whom: str) -> bool:
        """Wait until somebody works, and a little longer; then strike."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(self.chance.uniform(0.0, 0.08))
            name = f"work-{self.chance.randrange(WORKERS)}"
            if (whom == "parent" or self.home.is_busy(name)) and self.home.strike(name, whom):
                return True
        return False

    def figures(self, verdict: Verdict) -> dict[str, object]:
        """The closing table."""
        states = Counter(self.home.states().values())
        ambiguous = sum(how in AMBIGUOUS for how in self.home.stub.asked)
        cut = sum(self.told.kills[point] for point in (*AFTER_MARK, RANDOM))
        settled = self.home.evidence()
        unknown = states[State.UNKNOWN] + settled.total()
        return {
            "intents": len(self.home.owed),
            "calls at the stub": len(self.home.stub.asked),
            "messages it took": len(self.home.stub.taken),
            "ambiguous answers": ambiguous,
            "kills": self.told.kills.total(),
            **{f"kills {point}": self.told.kills[point] for point in (*POINTS, RANDOM)},
            **{f"kills of {whom}": self.told.whom[whom] for whom in WHOM},
            "sent": states[State.SENT],
            "refused": states[State.REFUSED],
            "lost": len(verdict.lost),
            "doubled": len(verdict.doubled),
            "misjudged": len(verdict.misjudged),
            "unknown settled": settled.total(),
            **{f"  by {kind}": many for kind, many in sorted(settled.items())},
            "unknown listed": states[State.UNKNOWN],
            "unknown not listed": len(verdict.unlisted),
            "unknown unexplained": len(verdict.unexplained),
            "mark to list, longest s": round(self.home.slowest_listing(), 1),
            "unknown / (kills after mark + ambiguous)": round(unknown / max(1, cut + ambiguous), 3),
            "seconds": round(self.told.seconds),
        }

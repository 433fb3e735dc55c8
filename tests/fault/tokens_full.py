"""T7 in full: `python -m tests.fault.tokens_full`. Exit code 0 when no token was lost on our side.

Processes that change tokens are killed at each of the six points; the database, the disk, or both are away at
each; answers are dropped, cut, refused with 200 or delayed; the old access token dies, or lives.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import token_house
from tests.fault.token_stub import TokenStub

ANSWERS = ("drop", "html_taken", "cut", "html", "-14002", "number", "no_refresh")
USED_UP = frozenset({"drop", "html_taken", "cut"})  # Zalo took the token, and nobody here got the next
AWAY = ("database", "disk", "both")
AWAY_SECONDS = 0.4
WAIT = (
    150  # seconds before scaling: stopping a database takes a while, and a late answer counts as a lost one
)


@dataclass
class Told:
    """What one round was told to do, and what came of it."""

    killed: Counter[str] = field(default_factory=Counter)
    away: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def losses(self) -> int:
        """Times a token was in nobody's hands, by order."""
        killed = sum(self.killed[point] for point in token_house.BETWEEN)
        return killed + sum(self.answered[how] for how in USED_UP)


class Round:
    """One policy of the old access token."""

    def __init__(self, house: token_house.TokenHouse, pair: services.Pair, seed: int) -> None:
        self.house, self.pair, self.told, self.dice = house, pair, Told(), random.Random(seed)

    def kill(self, many: int) -> None:
        """Deaths at the six points in turn."""
        points = (*token_house.HARMLESS, *token_house.BETWEEN)
        for n in range(many):
            point = points[n % len(points)]
            if self.house.kill_at(point, 60):
                self.told.killed[point] += 1
            else:
                self.told.wrong.append(f"nobody died at {point}, or nobody helped")

    def take_away(self) -> None:
        """Each part away at each point, once."""
        for what in AWAY:
            for point in (*token_house.HARMLESS, *token_house.BETWEEN):
                grants = self.house.stub.grants
                with self.house.held_at(point) as is_there:
                    if is_there:
                        self._take(what)
                        self.told.away[f"{what} {point}"] += 1
                    else:
                        self.told.wrong.append(f"nobody came to {point}")
                time.sleep(AWAY_SECONDS)
                self._bring_back(what)
                if not self.house.wait_changes(self.house.stub.changes + 2, 60):
                    self.told.wrong.append(f"{what} away at {point}: nothing went on")
                if self.house.stub.grants != grants:
                    self.told.wrong.append(f"{what} away at {point}: a token was lost")

    def _take(self, what: str) -> None:
        if what != "database":
            (self.house.folder / "broken").touch()
            (self.house.folder / "full").touch()
        if what != "disk":
            self.pair.postgres.stop_now()

    def _bring_back(self, what: str) -> None:
        if what != "disk":
            self.pair.postgres.start()
        for name in ("broken", "full"):
            (self.house.folder / name).unlink(missing_ok=True)

    def answer_badly(self, many: int) -> None:
        """One bad answer at a time; what uses a token up is followed by a person's help."""
        stub = self.house.stub
        for n in range(many):
            how, asked = ANSWERS[n % len(ANSWERS)], stub.asked
            grants, changes = stub.grants, stub.changes
            ordered = [how]
            stub.choose = lambda _, ordered=ordered: ordered.pop() if ordered else "ok"  # type: ignore[misc]
            self.told.answered[how] += 1
            if how in USED_UP:
                self.house.is_helped(time.monotonic() + 60)
                if stub.grants != grants + 1:
                    self.told.wrong.append(f"{how}: nobody helped")
            elif not self.house.wait_changes(changes + 2, 60) or stub.asked == asked:
                self.told.wrong.append(f"{how}: nothing went on")

    def judge(self) -> list[str]:
        """The stub's record against the database's row."""
        stub, seen = self.house.stub, self.house.seen
        found = self.told.wrong + seen.errors
        if self.house.ours() != (stub.access, stub.refresh):
            found.append("the live pair is not ours")
        if stub.strange:
            found.append(f"{stub.strange} tokens that were never given")
        if len(stub.reused) != self.told.losses or set(stub.reused.values()) - {1}:
            found.append(f"{dict(Counter(stub.reused.values()))} tried again for {self.told.losses} losses")
        if stub.grants != self.told.losses:  # the operator may miss one when the database goes just then
            found.append(f"{stub.grants} grants for {self.told.losses} losses")
        if len(seen.alarms) != self.told.losses or max(seen.alarms, default=0) > 60:
            found.append(f"{len(seen.alarms)} alarms, the latest after {max(seen.alarms, default=0):.1f} s")
        return found


def play(folder: Path, pair: services.Pair, told: argparse.Namespace, *, kills_old: bool) -> bool:
    """One round; its line on standard output."""
    begun = time.monotonic()
    with TokenStub(kills_old_access=kills_old) as stub:
        house = token_house.moved_in(pair, stub, folder, WAIT).open(told.processes)
        game = Round(house, pair, told.seed)
        try:
            game.kill(told.kills // 2)
            game.take_away()
            game.answer_badly(told.answers)
            house.wait_changes(told.changes // 2, 3600)
        finally:
            house.close()
            sys.stderr.write((folder / "house.log").read_text(errors="replace")[-2000:])
        wrong = game.judge()
        slowest = max(house.seen.alarms, default=0.0)
        sys.stdout.write(
            f"old access token {'dies' if kills_old else 'lives'}: {stub.changes} changes,"
            f" {game.told.killed.total()} kills {dict(game.told.killed)}, {game.told.away.total()} outages,"
            f" {game.told.answered.total()} bad answers, {game.told.losses} lost in between,"
            f" {stub.grants} grants, slowest alarm {slowest:.2f} s, {time.monotonic() - begun:.0f} s\n"
        )
        for one in wrong:
            sys.stdout.write(f"WRONG {one}\n")
    return not wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--answers", type=int, default=28, help="bad answers a round")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    os.environ.update(SECRETS)
    good = True
    for kills_old in (True, False):
        with tempfile.TemporaryDirectory(prefix="portal-t7-") as name:
            folder = Path(name) / "home"
            folder.mkdir()
            with services.embedded(Path(name) / "pair", durable=False) as pair:
                good &= play(folder, pair, told, kills_old=kills_old)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

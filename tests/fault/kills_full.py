"""T1 and T1b in full: `python -m tests.fault.kills_full`. Exit code 0 when nothing was lost or sent twice.

Three workers; parent, child or both are killed at each named point and at random times, while the stub
refuses, breaks off, drips and takes messages late. T1: echoes and conversations tell, so nothing may stay
unknown. T1b: nothing tells; every unknown send must be explained and listed.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

from portal.core.db import db
from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import closing, house
from tests.fault.echoes import Echoes
from tests.fault.killing import POINTS, Game, plan
from tests.fault.stub import Stub

AT_EACH = 20
ECHOED = 0.7  # share of what was sent that comes back as an event; conversations prove the rest


def play(folder: Path, pair: services.Pair, told: argparse.Namespace, *, settles: bool) -> int:
    """One proof, its closing table and its exit code."""
    with Stub(patience=2.5) as stub:
        stub.keeps_chats = settles
        os.environ.update(house.environment(pair, stub, folder))
        home = house.moved_in(pair, stub, folder)
        game = Game(home, told.seed)
        at_each = min(AT_EACH, max(1, told.kills // 50))
        kills = plan(at_each, max(0, told.kills - at_each * len(POINTS)), random.Random(told.seed))
        try:
            with Echoes(home, ECHOED if settles else 0.0, random.Random(told.seed)):
                verdict = game.play(kills, settles=settles)
            figures = game.figures(verdict)
        finally:
            home.close()
            sys.stderr.write(home.log.read_text(errors="replace")[-2000:])
            with home.app.app_context():
                db.engine.dispose()
    wrong = closing.complaints(verdict) + game.told.missed
    name = "T1, echoes and conversations tell" if settles else "T1b, nothing tells"
    return closing.close(name, figures, wrong, as_json=told.json)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="in each of the two proofs")
    parser.add_argument("--only", choices=("T1", "T1b"))
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    os.environ.update(SECRETS)
    worst = 0
    for name, settles in (("T1", True), ("T1b", False)):
        if told.only in {None, name}:
            with tempfile.TemporaryDirectory(prefix="portal-t1-") as made:
                folder = Path(made) / "home"
                folder.mkdir()
                with services.embedded(Path(made) / "pair", durable=False) as pair:
                    worst = max(worst, play(folder, pair, told, settles=settles))
    return worst


if __name__ == "__main__":
    sys.exit(main())

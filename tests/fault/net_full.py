"""T-net in full: `python -m tests.fault.net_full`. Exit code 0 when nothing was lost or sent twice.

Two workers live in two network namespaces and reach the database, the stub and Valkey over a wire that is cut
for one of them, by turns, and healed. Then a worker is stopped (SIGSTOP) at each point for 90 s as the home
counts them, and goes on. Needs root; says SKIPPED where namespaces are not allowed.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from portal.core.db import db
from portal.notifications.models import State
from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import closing, house, wires
from tests.fault.house import House, children
from tests.fault.killing import MIX, POINTS
from tests.fault.stub import Stub

PARTS = ("database", "stub", "valkey")
CUT_SECONDS = 8.0  # longer than a lease and a sweep here
STOPPED_SECONDS = 9.0  # 90 s, as this home counts


def cut(home: House, wired: wires.Wires, part: str) -> None:
    """One worker loses one part while it works, and gets it back."""
    home.owe(20)
    time.sleep(random.uniform(0.2, 0.6))
    wired.cut(part)
    home.owe(10)
    time.sleep(CUT_SECONDS)
    wired.heal(part)
    home.owe(5)
    time.sleep(1)


def stop_at(home: House, point: str) -> bool:
    """A job stops at the point, its lease runs out, others go on; then it wakes up."""
    order = home.orders / f"{point}.stop"
    order.touch()
    home.owe(12)
    deadline = time.monotonic() + 20
    while order.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    if order.exists():
        order.unlink(missing_ok=True)
        return False
    home.owe(8)
    time.sleep(STOPPED_SECONDS)
    for name in home.pids:
        for pid in children(home.pids[name]):
            os.kill(pid, signal.SIGCONT)
    return True


def play(home: House, wired: wires.Wires | None, told: argparse.Namespace) -> int:
    """Cuts, then stops; the closing table."""
    chance = random.Random(told.seed)
    home.stub.choose = lambda _: chance.choices([*MIX], [*MIX.values()])[0]
    begun, cuts, stops, wrong = time.monotonic(), Counter[str](), Counter[str](), list[str]()
    home.open(2, within=wired.within if wired else {})
    for part in PARTS * told.turns if wired else ():
        cut(home, wired, part) if wired else None
        cuts[part] += 1
    for point in POINTS * told.turns:
        if stop_at(home, point):
            stops[point] += 1
        else:
            wrong.append(f"nobody stopped at {point}")
    home.stub.choose = lambda _: "ok"
    if not home.settle(90):
        wrong.append("not all came to an end")
    verdict, states = home.verdict(), Counter(home.states().values())
    figures: dict[str, object] = {
        "intents": len(home.owed),
        "calls at the stub": len(home.stub.asked),
        **{f"cut from the {part}": cuts[part] for part in PARTS},
        **{f"stopped 90 s at {point}": stops[point] for point in POINTS},
        "sent": states[State.SENT],
        "refused": states[State.REFUSED],
        "lost": len(verdict.lost),
        "doubled": len(verdict.doubled),
        "unknown listed": states[State.UNKNOWN],
        "unknown not listed": len(verdict.unlisted),
        "unknown unexplained": len(verdict.unexplained),
        "seconds": round(time.monotonic() - begun),
    }
    return closing.close("T-net, cut and stopped workers", figures, closing.complaints(verdict) + wrong)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--seed", type=int, default=3)
    told = parser.parse_args(argv)
    os.environ.update(SECRETS)
    root = Path(tempfile.mkdtemp(prefix="portal-tnet-"))
    try:
        with services.embedded(root / "pair", durable=False) as pair, Stub(patience=2.5) as stub:
            folder = root / "home"
            folder.mkdir()
            os.environ.update(house.environment(pair, stub, folder))
            home = house.moved_in(pair, stub, folder)
            try:
                with wires.stretched(pair, stub) as wired:
                    if wired is None:
                        sys.stdout.write("SKIPPED cuts: no network namespaces here\n")
                    return play(home, wired, told)
            finally:
                home.close()
                sys.stderr.write(home.log.read_text(errors="replace")[-2000:])
                with home.app.app_context():
                    db.engine.dispose()
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

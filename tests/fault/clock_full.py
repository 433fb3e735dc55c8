"""T9 in full: `python -m tests.fault.clock_full`. Exit code 0 when all left at its hour.

A million drawn moments at the gate; workers whose clocks are wrong by ten minutes and by a day; a database
whose clock crosses 22:00, midnight and 06:00 while messages are owed; three workers and 10,000 messages for
500 places.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from portal.core.db import db, release
from portal.notifications.models import Attempt, State
from portal.supervisor import services
from tests.conftest import SECRETS
from tests.fault import clocks, closing, house, shifted
from tests.fault.house import House
from tests.fault.stub import Stub

SHIFTS = (600, -600, 86_400)  # of the three workers; the relay is a day slow
NIGHT = {"QUIET_FROM": "22", "QUIET_UNTIL": "6"}
AROUND = 12.0  # seconds before and after an edge
Part = tuple[dict[str, object], list[str]]


@contextmanager
def lived_in(pair: services.Pair, folder: Path, more: dict[str, str]) -> Iterator[House]:
    """A home with these settings, closed in the end."""
    folder.mkdir()
    with Stub(patience=2.5) as stub:
        os.environ.update(house.environment(pair, stub, folder) | more)
        home = house.moved_in(pair, stub, folder)
        try:
            yield home
        finally:
            home.close()
            sys.stderr.write(home.log.read_text(errors="replace")[-1000:] if home.log.exists() else "")
            with home.app.app_context():
                db.engine.dispose()


def wrong_clocks(home: House, seconds: float) -> Part:
    """Workers with wrong clocks send what is owed, once, and leave in peace what is not due."""
    home.stub.choose = lambda _: "ok"
    home.open(len(SHIFTS), shifts=SHIFTS)
    for _ in range(20):
        home.owe(10)
        time.sleep(0.2)
    done = home.settle(seconds)
    wrong = closing.complaints(home.verdict())
    states = Counter(home.states().values())
    if not done or states != {State.SENT: 200}:
        wrong.append(f"wrong clocks: {dict(states)}")
    return {"sent with wrong clocks": states[State.SENT], "shifts of workers s": str(SHIFTS)}, wrong


def over_the_edge(home: House, edge: int) -> Part:
    """Messages are owed all the time while the database's clock goes over this second of the day."""
    home.stub.choose = lambda _: "ok"
    home.open(3)
    ends_at = time.monotonic() + 2 * AROUND
    while time.monotonic() < ends_at:
        home.owe(4)
        time.sleep(0.3)
    with home.app.app_context():
        marks = [moment.timestamp() for moment in db.session.scalars(select(Attempt.marked_at)) if moment]
        release()
    night = sum(clocks.is_quiet(mark) for mark in marks)
    name = f"{edge // 3600:02}:00"
    figures: dict[str, object] = {f"over {name}: owed": len(home.owed), f"over {name}: sent": len(marks)}
    figures[f"over {name}: marked in quiet hours"] = night
    wrong = [f"{night} calls in quiet hours around {name}"] if night else []
    if bool(marks) is (edge == 0):  # at midnight nothing goes; at the others one side does
        wrong.append(f"{len(marks)} were sent around {name}")
    return figures, wrong


def until_edge(edge: int) -> int:
    """Seconds by which the database's clock must be wrong to come to this second of a Vietnamese day soon."""
    now = (dt.datetime.now(dt.UTC).timestamp() + clocks.ZONE) % clocks.DAY
    return round((edge - now) % clocks.DAY - AROUND - 8)  # the home takes some seconds to open


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1_000_000)
    parser.add_argument("--intents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=9)
    told = parser.parse_args()
    os.environ.update(SECRETS)
    begun, figures, wrong = time.monotonic(), dict[str, object](), list[str]()

    def add(part: Part) -> None:
        sys.stderr.write(f"{time.monotonic() - begun:5.0f} s: {part[0]}\n")  # who waits sees that it goes on
        figures.update(part[0])
        wrong.extend(part[1])

    with tempfile.TemporaryDirectory(prefix="portal-t9-") as name:
        root = Path(name)
        with services.embedded(root / "pair", durable=False) as pair:
            with lived_in(pair, root / "drawn", NIGHT):
                said, late = clocks.wrong_hours(told.times, told.seed)
            figures["drawn times"] = told.times
            add(({f"drawn times {word}": many for word, many in sorted(said.items())}, late[:5]))
            with lived_in(pair, root / "quota", {"DAILY_QUOTA": "500"}) as home:
                add(clocks.race(home, told.intents, 500, 300))
            for threads in ("1", "4"):
                more = {"SENDER_THREADS": threads, "DAILY_QUOTA": "5000"}
                with lived_in(pair, root / f"switch-{threads}", more) as home:
                    counted, late = clocks.switched_off(home, 600)
                add(({f"{name}, {threads} threads": value for name, value in counted.items()}, late))
            made = shifted.library(root)
            if made is None:
                sys.stdout.write("SKIPPED wrong clocks and edges: no C compiler here\n")
            else:
                with lived_in(pair, root / "wrong", {}) as home, shifted.preloaded(made, -86_400):
                    add(wrong_clocks(home, 60))
        for edge in clocks.EDGES if made else ():
            assert made
            with shifted.preloaded(made, until_edge(edge)):
                embedded = services.embedded(root / f"pair-{edge}", durable=False)
                pair = embedded.__enter__()
            try:
                with lived_in(pair, root / f"edge-{edge}", NIGHT) as home:
                    add(over_the_edge(home, edge))
            finally:
                embedded.__exit__(None, None, None)
    figures["seconds of it all"] = round(time.monotonic() - begun)
    return closing.close("T9, clocks and quota", figures, wrong)


if __name__ == "__main__":
    sys.exit(main())

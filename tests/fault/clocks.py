"""T9: quiet hours at drawn moments, and a quota that many workers want at once; short and full."""

import datetime as dt
import random
import time
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import func, select

from portal.core import settings
from portal.core.db import db, release
from portal.notifications import channel
from portal.notifications.asking import Asked, Closed
from portal.notifications.hours import SPREAD_SECONDS
from portal.notifications.models import Attempt, Lane, State
from tests.fault.closing import complaints
from tests.fault.house import House
from tests.fault.owing import WAITING

DAY, ZONE = 86_400, 7 * 3600  # Vietnam's clock has no summer time
EDGES = (22 * 3600, 6 * 3600, 0)
FIRST = dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp()
YEARS = 12 * 366 * DAY
LANES = tuple(Lane)


def is_quiet(moment: float) -> bool:
    """Between 22:00 and 06:00 in Vietnam, reckoned from nothing but seconds."""
    second = (moment + ZONE) % DAY
    return second >= 22 * 3600 or second < 6 * 3600


def drawn(chance: random.Random) -> float:
    """A moment of twelve years; every fourth one within a minute of 22:00, 06:00 or midnight."""
    moment = FIRST + chance.random() * YEARS
    if chance.random() >= 0.25:
        return moment
    midnight = moment - (moment + ZONE) % DAY
    nearby = (0.0, 1e-6, -1e-6, chance.uniform(-60, 60))
    return midnight + chance.choice(EDGES) + chance.choice(nearby)


WORKERS = 3
CROWD = 100  # people


def gate() -> Asked:
    """The gates of a batch, with nothing closed but by the hour."""
    made = object.__new__(Asked)
    made.account = cast(Any, SimpleNamespace(is_off=False, paused_until=None))
    made.has_token, made.rest_until = True, None
    return made


def wrong_hours(many: int, seed: int) -> tuple[Counter[str], list[str]]:
    """What the gate said at so many moments, and each time it was wrong.

    A notice that passes must have left, answered, before the quiet hours begin; one that is held must be due
    outside of them, within ten minutes of 06:00. An answer to somebody who wrote knows no hours.
    """
    chance, asked, said, wrong = random.Random(seed), gate(), Counter[str](), list[str]()
    call, spread = settings.get().zalo_timeout, settings.get().scaled(SPREAD_SECONDS)
    for _ in range(many):
        asked.now = dt.datetime.fromtimestamp(drawn(chance), dt.UTC)
        now, lane = asked.now.timestamp(), chance.choice(LANES)
        closed = asked._shut(lane)  # noqa: SLF001 - the gate itself is under test
        quiet = lane is not Lane.REPLY and (is_quiet(now) or is_quiet(now + call))
        said["held" if closed else "passed"] += 1
        if (closed is not None) != quiet or (closed and not _is_due_well(closed, now, call, spread)):
            wrong.append(f"{asked.now.isoformat()} {lane} {closed}")
    return said, wrong


def _is_due_well(closed: Closed, now: float, call: float, spread: float) -> bool:
    if closed.due_at is None or closed.reason != "quiet_hours":
        return False
    due = closed.due_at.timestamp()
    after_six = (due + ZONE) % DAY - 6 * 3600
    return not is_quiet(due) and 0 <= after_six <= spread and 0 <= due - now <= 8 * 3600 + call + spread


def switched_off(home: House, intents: int) -> tuple[dict[str, object], list[str]]:
    """Sending is switched off under load: what was marked before ends, nothing is marked after.

    What was marked may be on its way to the wire, so the stub sees at most one more of each worker, however
    many threads it has.
    """
    home.stub.choose = lambda _: "slow"
    home.owe(intents, CROWD)
    home.open(WORKERS)
    while len(home.stub.taken) < intents // 10:
        time.sleep(0.02)
    with home.app.app_context():
        channel.turn(off=True, why="T9")
        at = db.session.scalar(select(func.clock_timestamp()))
        before = len(home.stub.taken)
        release()
    time.sleep(3)
    with home.app.app_context():
        late = db.session.scalar(select(func.count(Attempt.id)).where(Attempt.marked_at > at)) or 0
        release()
    further = len(home.stub.taken) - before
    figures: dict[str, object] = {
        "switched off after": before,
        "further calls of three workers": further,
        "marked after the switch": late,
    }
    wrong = [f"{further} further calls"] if further > WORKERS else []
    if late:
        wrong.append(f"{late} marked after the switch")
    with home.app.app_context():
        channel.turn(off=False, why="")
        release()
    if not home.settle(120) or Counter(home.states().values()) != {State.SENT: intents}:
        wrong.append(f"after switching on: {dict(Counter(home.states().values()))}")
    return figures, wrong + complaints(home.verdict())


def race(home: House, intents: int, quota: int, seconds: float) -> tuple[dict[str, object], list[str]]:
    """Three workers and more messages than the day has room for; DAILY_QUOTA says how much."""
    home.stub.choose = lambda _: "ok"
    for _ in range(intents // 500):
        home.owe(500, CROWD)
    home.owe(intents % 500, CROWD)
    home.open(3)
    begun = time.monotonic()
    deadline = begun + seconds
    while len(home.stub.taken) < quota and time.monotonic() < deadline:
        time.sleep(0.1)
    took = time.monotonic() - begun
    time.sleep(2)  # whoever would take one more does so now
    states = Counter(home.states().values())
    figures: dict[str, object] = {
        "intents": intents,
        "quota": quota,
        "taken by the stub": len(home.stub.taken),
        "waiting for tomorrow": sum(states[state] for state in WAITING),
        "seconds": round(took, 1),
    }
    wrong = [] if len(home.stub.taken) == quota else [f"{len(home.stub.taken)} of {quota} were taken"]
    if states[State.SENT] != quota or states[State.SENT] + states[State.QUEUED] != intents:
        wrong.append(f"not sent or waiting: {dict(states)}")
    return figures, wrong

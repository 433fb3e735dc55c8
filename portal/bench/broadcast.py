"""A broadcast beside a bare thread pool and Celery's threads; the platform's rate; a million rows.

The rate is what zalosim took, between its first and its last call; each system sends to people of its own.
"""

import os
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text, update

from portal.bench.broadcast_peers import user
from portal.bench.figures import Report
from portal.bench.home import Home, kind
from portal.bench.processor import children, tree
from portal.broadcast.audience import Audience
from portal.broadcast.models import Broadcast, State
from portal.core import clock, settings
from portal.core.db import db, release, transaction
from portal.zalo.oa.models import Pace

DELAY = 0.03
LONGEST = 900.0
MOST_KNOWN = 60_000  # people that zalosim is told of: nobody sends to more of them here
FAST = {"ZALO_CALLS_PER_MINUTE": "1000000", "DAILY_QUOTA": "10000000", "BROADCAST_UNDO_SECONDS": "0"}
HELD = FAST | {"ZALO_CALLS_PER_MINUTE": "4000"}
_TICKS = os.sysconf("SC_CLK_TCK")
_PEOPLE = text("""
WITH made AS (
    INSERT INTO citizen (id, locale, created_at)
    SELECT gen_random_uuid(), 'vi', now() FROM generate_series(1, :many) RETURNING id
), numbered AS MATERIALIZED (SELECT id, row_number() OVER () AS n FROM made), known AS (
    INSERT INTO zalo_identity (citizen_id, oa_id, user_id, is_following, last_interaction_at)
    SELECT id, :oa, '7' || lpad((n + :first - 1)::text, 18, '0'), true, now() FROM numbered
), tagged AS (
    INSERT INTO oa_tag (oa_id, user_id, name, at)
    SELECT :oa, '7' || lpad((n + :first - 1)::text, 18, '0'), :tag, now() FROM numbered
)
INSERT INTO consent (id, citizen_id, purpose, text_version, channel, evidence, given_at)
SELECT gen_random_uuid(), id, 'news', '1', 'oa', 'bench', now() FROM numbered
""")


@dataclass
class Run:
    """What each round found."""

    home: Home
    first: int = 0
    rates: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)  # seconds for 1,000 calls
    database: list[float] = field(default_factory=list)

    def people(self, many: int) -> tuple[int, str]:
        """So many more who follow and agreed to news, under a tag of their own."""
        first, tag = self.first, f"do-{self.first}"
        self.first += many
        with transaction() as session:
            told = {"many": many, "first": first, "tag": tag, "oa": settings.get().zalo_oa_id}
            session.execute(_PEOPLE, told)
        release()
        some = [{"user_id": user(first + n), "is_following": True} for n in range(min(many, MOST_KNOWN))]
        self.home.zalo("/_sim/followers", some)
        return first, tag


def hold(home: Home, seconds: float) -> Report:
    """The platform's 4,000 a minute, held for so long: what zalosim took in each whole minute."""
    run = Run(home)
    quiet(home, rate_limit=4000)
    _, tag = run.people(int(seconds / 60 * 4000) + 200)
    begun, before = time.monotonic(), cpu_seconds(workers(home))
    send(tag, wait=False)
    while time.monotonic() - begun < seconds + 5:
        time.sleep(1.0)
    took = [call["time"] / 1000 for call in calls(home)]
    span = (took[-1] - took[0]) if took else 1.0
    figures = {
        "calls": len(took),
        "calls/minute": 60 * (len(took) - 1) / span,
        "worker CPU share of a core": (cpu_seconds(workers(home)) - before) / (time.monotonic() - begun),
        "rate refusals": db.session.scalar(select(func.sum(Pace.refusals))) or 0,
    }
    return Report(
        "broadcast hold", figures, {"calls/minute": 4000.0}, {"held": figures["calls/minute"] / 4000}
    )


def rows(home: Home, many: int, seconds: float = 20.0) -> Report:
    """Preparing so many rows, and the memory of a worker while it sends some of them."""
    run = Run(home)
    quiet(home, rate_limit=0)
    small = _sending(run, 10_000, seconds)
    large = _sending(run, many, seconds)
    figures = {f"{name}, 10,000": value for name, value in small.items()}
    figures |= {f"{name}, {many:,}": value for name, value in large.items()}
    return Report("broadcast rows", figures, {"worker MB": 150.0, "prepared s": 60.0}, {})


def _sending(run: Run, many: int, seconds: float) -> dict[str, float]:
    _, tag = run.people(many)
    with transaction() as session:
        session.execute(text("ANALYZE citizen, zalo_identity, consent, oa_tag"))
    made = send(tag, wait=False)
    begun = _at(made, Broadcast.made_at)
    while _at(made, Broadcast.prepared_at) is None:
        time.sleep(0.2)
    took, peak, until = _at(made, Broadcast.prepared_at) - begun, 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        peak = max(peak, run.home.memory_mb().get("worker", 0.0))
        time.sleep(0.25)
    with transaction() as session:
        session.execute(update(Broadcast).filter_by(id=made).values(state=State.CANCELLED))
    release()
    return {"prepared s": took.total_seconds(), "worker MB": peak}


def _at(made: uuid.UUID, column):  # type: ignore[no-untyped-def]
    try:
        return db.session.scalar(select(column).filter_by(id=made))
    finally:
        release()


def send(tag: str, *, wait: bool = True, is_urgent: bool = False) -> uuid.UUID:
    """One to everybody of a tag, as an approval leaves it; with `wait` until it is done."""
    told, now, made = Audience(tags=(tag,)), clock.now(), uuid.uuid4()
    values = {
        "id": made, "oa_id": settings.get().zalo_oa_id, "title": "Thử gửi tới nhiều người", "folded": "thu",
        "way": "message", "body": "Nội dung thử.", "link": "/tin-tuc/", "audience": told.told(),
        "audience_hash": told.digest, "state": State.APPROVED, "planned_at": now, "repeat": "",
        "is_urgent": is_urgent,
        "form_token": uuid.uuid4(), "approvals": [], "dry_run": {}, "made_at": now, "changed_at": now,
    }  # fmt: skip
    with transaction() as session:
        session.execute(insert(Broadcast).values(values))
        session.execute(text("SELECT pg_notify('broadcasts', '')"))
    release()
    deadline = time.monotonic() + LONGEST
    while wait and _at(made, Broadcast.state) is not State.DONE:
        if time.monotonic() > deadline:
            raise SystemExit(f"the broadcast stands: {_at(made, Broadcast.state)}")
        time.sleep(0.1)
    return made


def quiet(home: Home, *, rate_limit: int) -> None:
    """Zalo's windows and events out of the way, its answers after 30 ms."""
    home.zalo("/_sim/state", {"windows": False, "echo": False, "receipts": False, "rate_limit": rate_limit})
    home.zalo("/_sim/faults", [{"what": "delay", "endpoint": "/v3.0/oa/message/cs", "seconds": DELAY}])


def calls(home: Home, since: int = 0) -> list[dict[str, Any]]:
    return list(home.zalo(f"/_sim/accepted?since={since}")["accepted"])


def last(home: Home) -> int:
    return int(home.zalo("/_sim/state")["accepted"]["last"])


def workers(home: Home) -> list[int]:
    return [pid for pid in children(home.supervisor) if kind(pid) == "worker"]


def postgres() -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*/comm"):
        try:
            if place.read_text().startswith("postgres"):
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Seconds of these and of all they started and waited for."""
    used = 0
    for pid in {far for near in pids for far in tree(near)}:
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(int(one) for one in told[11:15])
    return used / _TICKS

"""Webhook: at 50 events a second, in bursts of 500, and beside a bare Flask view that reads the body."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from sqlalchemy import ARRAY, Text, cast, func, select

from portal.bench import processor
from portal.bench.figures import Report, quantile
from portal.bench.home import Home, kind
from portal.bench.servers import serving
from portal.chat import signature
from portal.chat.models import InboxEvent
from portal.core import clock, settings
from portal.core.db import db
from portal.core.settings import ROOT

TURNS, RATE, SECONDS = 5, 50, 6
BURSTS, BURST = 5, 500
PEOPLE = 200
FIRST_USER = 910000000000000000
# Of ten events four are words that are answered, the others are what our own messages bring back.
MIX = ("text", "seen", "text", "received", "echo", "text", "seen", "text", "received", "echo")
P99_LIMIT_MS, BURST_LIMIT_S, CPU_LIMIT = 150.0, 2.0, 4.2
numbers = count(1)


@dataclass
class Run:
    """What was sent and what came of it."""

    home: Home
    bare_url: str
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    bursts: list[float] = field(default_factory=list)
    bare_bursts: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    refused: int = 0


def measure(home: Home) -> Report:
    """Warm up, then ours and the bare view in turns; what was kept is counted in the database."""
    known = [{"user_id": str(FIRST_USER + n), "is_following": True} for n in range(PEOPLE)]
    home.zalo("/_sim/followers", known)
    with serving("portal.bench.bare:app", "/zalo/webhook") as (bare_url, bare_pid):
        run = Run(home, bare_url)
        for url in (home.url, bare_url):
            _send(run, url, 30, _events(60))
        _settle()
        web, database = _pids(home, "web"), _pids(home, "other")
        for _ in range(TURNS):
            told = _events(RATE * SECONDS)
            with _counted(run.cpu, web, len(told)), _counted(run.database_cpu, database, len(told)):
                run.ours += _send(run, home.url, RATE, told, is_ours=True)
            _settle()
            with _counted(run.bare_cpu, processor.tree(bare_pid), len(told)):
                run.bare += _send(run, bare_url, RATE, told)
        for _ in range(BURSTS):
            run.bursts += _send(run, home.url, 0, _events(BURST), is_ours=True)
            _settle()
            run.bare_bursts += _send(run, bare_url, 0, _events(BURST))
    return _report(run)


def _events(many: int) -> list[tuple[str, dict[str, object]]]:
    """Events about known people; the id of the message each is about, and its body."""
    return [_event(next(numbers)) for _ in range(many)]


def _event(n: int) -> tuple[str, dict[str, object]]:
    chosen, word = settings.get(), MIX[n % len(MIX)]
    person, account = {"id": str(FIRST_USER + n % PEOPLE)}, {"id": chosen.zalo_oa_id}
    message_id = f"bench{n:015x}"
    told: dict[str, dict[str, object]] = {
        "text": {"event_name": "user_send_text", "message": {"text": "Xin chào", "msg_id": message_id}},
        "echo": {"event_name": "oa_send_text", "message": {"text": "Chào bạn", "msg_id": message_id}},
        "received": {"event_name": "user_received_message", "message": {"msg_id": message_id}},
        "seen": {"event_name": "user_seen_message", "message": {"msg_ids": [message_id]}},
    }
    is_from_person = word == "text"
    return message_id, {
        "app_id": chosen.zalo_app_id,
        "sender": person if is_from_person else account,
        "user_id_by_app": person["id"],
        "recipient": account if is_from_person else person,
        **told[word],
    }


def _send(
    run: Run, url: str, rate: float, told: list[tuple[str, dict[str, object]]], *, is_ours: bool = False
) -> list[float]:
    """Sign and send from a program of its own; seconds of each call. Those not answered 200 are counted."""
    chosen, stamp = settings.get(), str(int(clock.now().timestamp() * 1000))
    secret = chosen.zalo_oa_secret.get_secret_value()
    lines = []
    for _, body in told:
        raw = json.dumps(body | {"timestamp": stamp}, ensure_ascii=False, separators=(",", ":"))
        mac = signature.mac(chosen.zalo_app_id, raw.encode(), stamp, secret)
        lines.append(json.dumps({"raw": raw, "mac": mac}))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(lines))
        file.flush()
        command = [sys.executable, "-m", "portal.bench.webhook_load", url, str(rate), file.name]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)  # noqa: S603
    answers = json.loads(done.stdout)
    if is_ours:
        run.sent += [
            message_id for (message_id, _), (_, status) in zip(told, answers, strict=True) if status == 200
        ]
        run.refused += sum(status != 200 for _, status in answers)
    return [seconds for seconds, _ in answers]


@contextmanager
def _counted(into: list[float], pids: list[int], many: int) -> Iterator[None]:
    """Processor milliseconds an event that these programs use meanwhile."""
    before = processor.seconds(pids)
    yield
    into.append((processor.seconds(pids) - before) * 1000 / many)


def _pids(home: Home, wanted: str) -> list[int]:
    """The web's processes, or with `other` those of the database."""
    found = []
    for pid in processor.children(home.supervisor):
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        if (wanted == "web" and kind(pid) == "web") or (wanted == "other" and name == "postgres"):
            found += processor.tree(pid)
    return found


def _settle(seconds: float = 120.0) -> None:
    """Until every event has been worked on."""
    until = time.monotonic() + seconds
    waiting = select(func.count()).where(InboxEvent.done_at.is_(None))
    while time.monotonic() < until:
        left = db.session.scalar(waiting)
        db.session.remove()
        if not left:
            return
        time.sleep(0.2)


def _report(run: Run) -> Report:
    ours, bare, bursts = sorted(run.ours), sorted(run.bare), sorted(run.bursts)
    kept = db.session.scalar(
        select(func.count()).where(InboxEvent.message_ids.op("&&")(cast(run.sent, ARRAY(Text))))
    )
    figures = {
        "p50_ms": quantile(ours, 0.5) * 1000,
        "p99_ms": quantile(ours, 0.99) * 1000,
        "max_ms": quantile(ours, 1.0) * 1000,
        "burst_p50_s": quantile(bursts, 0.5),
        "burst_max_s": quantile(bursts, 1.0),
        "burst_late": sum(seconds > BURST_LIMIT_S for seconds in bursts),
        "sent": len(run.ours) + len(bursts),
        "refused": run.refused,
        "lost": len(run.sent) - int(kept or 0),
        "cpu_ms": median(run.cpu),
        "database_cpu_ms": median(run.database_cpu),
        "p99_limit_ms": P99_LIMIT_MS,
        "burst_limit_s": BURST_LIMIT_S,
    }
    limit = {
        "p50_ms": quantile(bare, 0.5) * 1000,
        "p99_ms": quantile(bare, 0.99) * 1000,
        "burst_max_s": quantile(sorted(run.bare_bursts), 1.0),
        "cpu_ms": median(run.bare_cpu),
    }
    pairs = [ours / bare for ours, bare in zip(run.cpu, run.bare_cpu, strict=True)]
    ratio = {"cpu": median(pairs), "cpu_limit": CPU_LIMIT, "p99": figures["p99_ms"] / limit["p99_ms"]}
    return Report("webhook", figures, limit, ratio, ours)

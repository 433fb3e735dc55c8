"""Ours, a bare thread pool and Celery's threads in turns: the same calls, as many threads, no limit.

Each round is of seconds: what a turn of ours costs to begin and to end is in it, as it is in a real one.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from portal.bench import broadcast
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core import settings
from portal.core.db import release
from portal.core.settings import ROOT
from portal.zalo import tokens

TURNS, A_TURN = 5, 6000


def measure(home: Home, turns: int = TURNS, many: int = A_TURN) -> Report:
    """Ours, the bare pool and Celery in turns, with the platform's limit off on both sides."""
    run = broadcast.Run(home)
    broadcast.quiet(home, rate_limit=0)
    with _celery(home) as tasks:
        peers = {"pool": _pool, **({"celery": tasks} if tasks else {})}
        for _ in range(turns):
            _, tag = run.people(many)
            _round(run, "ours", many, lambda tag=tag: broadcast.send(tag), broadcast.workers(home))  # type: ignore[misc]
            for name, peer in peers.items():
                first, _ = run.people(many)
                _round(run, name, many, lambda peer=peer, first=first: peer(first, many))  # type: ignore[misc]
    pool = run.rates["pool"]
    ratios = {"of the bare pool": _paired(run.rates["ours"], pool)}
    if "celery" in run.rates:
        ratios["times Celery threads"] = _paired(run.rates["ours"], run.rates["celery"])
    figures = {"messages/s": median(run.rates["ours"]), "worker CPU s/1,000": median(run.cpu["ours"])}
    figures["database CPU s/1,000"] = median(run.database)
    limit = {f"{name} messages/s": median(rates) for name, rates in run.rates.items() if name != "ours"}
    return Report("broadcast", figures, limit, ratios)


def _round(
    run: broadcast.Run, name: str, many: int, act: Callable[[], object], pids: list[int] | None = None
) -> None:
    before = broadcast.last(run.home)
    cpu, database = broadcast.cpu_seconds(pids or []), broadcast.cpu_seconds(broadcast.postgres())
    act()
    took = sorted(call["time"] / 1000 for call in broadcast.calls(run.home, before))
    if len(took) != many:
        raise SystemExit(f"{name}: {len(took)} of {many} calls were taken")
    run.rates.setdefault(name, []).append(len(took) / max(0.001, took[-1] - took[0]))
    if pids:
        run.cpu.setdefault(name, []).append((broadcast.cpu_seconds(pids) - cpu) * 1000 / many)
        run.database.append((broadcast.cpu_seconds(broadcast.postgres()) - database) * 1000 / many)


def _pool(first: int, many: int) -> None:
    command = [
        sys.executable,
        "-m",
        "portal.bench.broadcast_peers",
        "pool",
        str(first),
        str(many),
        str(settings.get().broadcast_threads),
    ]
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True)  # noqa: S603 - our own program


@contextmanager
def _celery(home: Home) -> Iterator[Callable[[int, int], None] | None]:
    """Celery's threads, installed for this run below a folder of its own; None where that cannot be."""
    with tempfile.TemporaryDirectory(prefix="portal-celery-") as folder:
        asked = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, "celery==5.4.0"]
        if subprocess.run(asked, check=False, capture_output=True).returncode:  # noqa: S603
            yield None
            return
        env = _environment() | {"PYTHONPATH": folder}
        worker = [sys.executable, "-m", "celery", "-A", "portal.bench.broadcast_peers", "worker"]
        worker += [
            "-P",
            "threads",
            "-c",
            str(settings.get().broadcast_threads),
            "--loglevel",
            "ERROR",
            "--without-mingle",
        ]
        started = subprocess.Popen(["nice", "-n", "10", *worker], cwd=ROOT, env=env)  # noqa: S603, S607
        try:
            time.sleep(6.0)
            yield lambda first, many: _tasks(home, env, first, many)
        finally:
            started.terminate()
            started.wait(20)


def _tasks(home: Home, env: dict[str, str], first: int, many: int) -> None:
    before = broadcast.last(home)
    command = [sys.executable, "-m", "portal.bench.broadcast_peers", "tasks", str(first), str(many)]
    subprocess.run(command, cwd=ROOT, env=env, check=True)  # noqa: S603 - our own program
    deadline = time.monotonic() + broadcast.LONGEST
    while broadcast.last(home) - before < many and time.monotonic() < deadline:
        time.sleep(0.3)


def _environment() -> dict[str, str]:
    broker = settings.get().redis_url
    if broker.startswith("unix://"):
        broker = "redis+socket://" + broker.removeprefix("unix://").partition("?")[0] + "?virtual_host=9"
    token = tokens.current().value.get_secret_value()
    release()
    told = {"BENCH_ZALO": settings.get().zalo_openapi_base, "BENCH_TOKEN": token, "BENCH_BROKER": broker}
    return {**os.environ, **told}


def _paired(ours: list[float], others: list[float]) -> float:
    return median(a / b for a, b in zip(ours, others, strict=True))

"""A look-up by code with its history among millions of dossiers; the raw driver beside it in the same run."""

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import click
import psycopg

from portal.bench import lookup_rows
from portal.bench import report as _every_table  # noqa: F401 - every table that another one names
from portal.bench.figures import Report, quantile
from portal.bench.home import Home, opened
from portal.core import settings
from portal.core.db import db
from portal.dossiers.queries import showing

NAME = "lookup"
ROWS, ROUNDS, A_ROUND = 10_000_000, 5, 2_000
P50_LIMIT, P99_LIMIT = 1.0, 15.0
FOLDER = settings.ROOT / "var" / "bench" / NAME
_DOSSIER = "SELECT * FROM dossier WHERE code = %s"
_EVENTS = (
    "SELECT * FROM status_event WHERE dossier_id = %s ORDER BY event_time DESC, received_seq DESC LIMIT 200"
)
Way = Callable[[str], object]


def measured(rows: int | None, folder: Path = FOLDER) -> Report:
    """In a home that is kept below `folder`: filled first, and whenever another number is asked."""
    wanted = rows or ROWS
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    if not home.exists():
        click.echo(lookup_rows.needs(folder, wanted))
    with opened(kept=home) as made:
        loaded = 0.0
        if not lookup_rows.is_there(wanted):
            begun = time.monotonic()
            lookup_rows.load(wanted)
            loaded = time.monotonic() - begun
        return measure(made, wanted, loaded)


def measure(home: Home, rows: int, loaded: float = 0.0) -> Report:
    """Milliseconds, medians over rounds; codes are drawn anew, so that most are not in memory yet."""
    chosen = random.Random(1)  # noqa: S311 - which dossiers are looked up
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as line:
        ways: dict[str, Way] = {"ours": _ours, "driver": lambda code: _driver(line, code)}
        took: dict[str, list[list[float]]] = {name: [] for name in ways}
        for turn in range(ROUNDS + 1):
            for name, way in ways.items():
                codes = [lookup_rows.code(chosen.randrange(rows)) for _ in range(A_ROUND)]
                spent = sorted(_timed(way, code) for code in codes)
                if turn:  # the first one warms everybody up
                    took[name].append(spent)
    p50, p99 = _middle(took, 0.5), _middle(took, 0.99)
    figures = {"dossiers": rows, "history rows": rows * lookup_rows.STEPS, "load s": loaded}
    figures |= {"disk GB": _disk(), "p50 ms": p50["ours"], "p99 ms": p99["ours"]}
    limit = {"driver p50 ms": p50["driver"], "driver p99 ms": p99["driver"]}
    ratio = {"p50 of 1 ms": p50["ours"] / P50_LIMIT, "p99 of 15 ms": p99["ours"] / P99_LIMIT}
    return Report(NAME, figures, limit, ratio | {"p50 beside the driver": p50["ours"] / p50["driver"]})


def _ours(code: str) -> object:
    try:
        return showing.view(code, showing.Viewer())
    finally:
        db.session.remove()


def _driver(line: psycopg.Connection, code: str) -> object:
    (dossier,) = line.execute(_DOSSIER, (code,)).fetchall()
    return line.execute(_EVENTS, (dossier[0],)).fetchall()


def _timed(way: Way, code: str) -> float:
    begun = time.perf_counter()
    if not way(code):
        raise SystemExit(f"{code} was not found")
    return (time.perf_counter() - begun) * 1000


def _middle(took: dict[str, list[list[float]]], share: float) -> dict[str, float]:
    return {name: statistics.median(quantile(one, share) for one in rounds) for name, rounds in took.items()}


def _disk() -> float:
    with psycopg.connect(db.engine.url.set(drivername="postgresql").render_as_string(False)) as line:
        found = line.execute("SELECT pg_database_size(current_database())").fetchone()
    return (found[0] if found else 0) / 1e9

"""A pushed batch of 500 dossiers among a million: state, history, messages owed; and a bare upsert beside."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, select

from portal.bench import batch_bare, batch_rows
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core.db import db
from portal.dossiers import client as one_stop
from portal.dossiers import operations as dossiers
from portal.notifications import channel
from portal.notifications.models import Intent
from portal.places import models as _places  # noqa: F401 - every table that another one names
from portal.procedures import models as _procedures  # noqa: F401
from portal.staff import models as _staff  # noqa: F401

ROWS, BATCH, TURNS = 1_000_000, 500, 7
STATE_LIMIT_MS, MESSAGES_LIMIT = 400.0, 2.5
CLIENT = "bench"
Way = Callable[[Sequence[str]], float]


def measure(home: Home, rows: int = ROWS) -> Report:
    """Milliseconds, medians of TURNS interleaved turns, each on dossiers nobody touched before."""
    channel.turn(off=True, why="bench")  # what is owed is counted here, sending is another bench's
    secret = dossiers.new_secret()
    dossiers.ensure_client(CLIENT, secret)
    begun = time.monotonic()
    batch_rows.load(rows)
    loaded = time.monotonic() - begun
    ways: dict[str, Way] = {
        "bare": batch_bare.state_history,
        "state_history": lambda codes: _recorded(codes, tell=False),
        "with_messages": lambda codes: _recorded(codes, tell=True),
        "bare_with_messages": batch_bare.with_messages,
        "over_http": lambda codes: _pushed(home, secret, codes),
    }
    chosen = random.Random(1).sample(range(rows), BATCH * len(ways) * (TURNS + 1))  # noqa: S311
    batch_rows.agree(chosen)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TURNS + 1):
        for name, way in ways.items():
            spent = way([batch_rows.code(chosen.pop()) for _ in range(BATCH)])
            db.session.remove()
            if turn:  # the first one warms everybody up
                took[name].append(spent)
    return _report(took, rows, loaded)


def _recorded(codes: Sequence[str], *, tell: bool) -> float:
    records = [batch_rows.record(code) for code in codes]
    owed = _owed()
    begun = time.monotonic()
    results = dossiers.record_changes(CLIENT, f"bench-{codes[0]}", records, tell=tell)
    spent = time.monotonic() - begun
    _require(sum(one.outcome == "applied" for one in results), BATCH)
    _require(_owed() - owed, BATCH if tell else 0)
    return spent * 1000


def _pushed(home: Home, secret: str, codes: Sequence[str]) -> float:
    records = [batch_rows.record(code) for code in codes]
    begun = time.monotonic()
    answer = one_stop.push(home.url, CLIENT, secret, records)
    spent = time.monotonic() - begun
    _require(answer.body.count('"applied"'), BATCH)
    return spent * 1000


def _owed() -> int:
    count = db.session.scalar(select(func.count(Intent.id))) or 0
    db.session.remove()
    return count


def _require(count: int, wanted: int) -> None:
    if count != wanted:
        raise SystemExit(f"{count} instead of {wanted} records or messages were written")


def _report(took: Mapping[str, Sequence[float]], rows: int, loaded: float) -> Report:
    """Ratios are those of the turns, so that a busy minute hits both sides; each with the bare write of the
    same rows, and with messages also beside the bare write without them.
    """
    bare = {name: spent for name, spent in took.items() if name.startswith("bare")}
    middle = {name: statistics.median(spent) for name, spent in took.items()}
    figures: dict[str, float] = {"rows": rows, "batch": BATCH, "turns": TURNS, "load_s": loaded}
    figures |= {f"{name}_ms": value for name, value in middle.items() if name not in bare}
    figures |= {"state_history_limit_ms": STATE_LIMIT_MS}
    pairs = {
        "state_history_to_bare": ("state_history", "bare"),
        "with_messages_to_bare": ("with_messages", "bare_with_messages"),
        "with_messages_to_bare_without": ("with_messages", "bare"),
        "over_http_to_bare": ("over_http", "bare_with_messages"),
    }
    ratio = {
        name: statistics.median(x / y for x, y in zip(took[ours], took[alone], strict=True))
        for name, (ours, alone) in pairs.items()
    }
    limit = {f"{name}_ms": middle[name] for name in bare}
    limit |= {"bare_rows_per_s": 2 * BATCH / middle["bare"] * 1000}
    limit |= {"bare_with_messages_rows_per_s": 4 * BATCH / middle["bare_with_messages"] * 1000}
    return Report("batch", figures, limit, ratio | {"with_messages_limit": MESSAGES_LIMIT})

"""A pushed batch of 500 dossiers among a million: state, history, messages owed; and a bare upsert beside."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert

from portal.bench import batch_rows
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.core import clock
from portal.core.db import db, transaction
from portal.dossiers import client as one_stop
from portal.dossiers import operations as dossiers
from portal.dossiers.models import Dossier, StatusEvent
from portal.notifications import channel
from portal.notifications.models import Intent
from portal.places import models as _places  # noqa: F401 - every table that another one names
from portal.procedures import models as _procedures  # noqa: F401
from portal.staff import models as _staff  # noqa: F401

ROWS, BATCH, TURNS = 1_000_000, 500, 7
CLIENT = "bench"
DOSSIER, EVENT = cast(Table, Dossier.__table__), cast(Table, StatusEvent.__table__)
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
        "bare": _bare,
        "state_history": lambda codes: _recorded(codes, tell=False),
        "with_messages": lambda codes: _recorded(codes, tell=True),
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


def _bare(codes: Sequence[str]) -> float:
    """The limit: such dossiers and history rows, ready made, by Core's upsert and insert in one commit."""
    now = clock.now()
    with transaction() as session:
        found = session.execute(select(DOSSIER).where(DOSSIER.c.code.in_(codes))).mappings().all()
    rows = [dict(row) | {"raw_status": "9", "status": 9, "updated_at": now} for row in found]
    events = [batch_rows.event(row, now, f"bench-{codes[0]}") for row in rows]
    told = insert(DOSSIER)
    changed = {name: told.excluded[name] for name in rows[0] if name not in {"id", "code"}}
    begun = time.monotonic()
    with transaction() as session:
        session.execute(told.on_conflict_do_update(index_elements=["code"], set_=changed), rows)
        session.execute(insert(EVENT), events)
    return (time.monotonic() - begun) * 1000


def _report(took: Mapping[str, Sequence[float]], rows: int, loaded: float) -> Report:
    """Ratios are those of the turns, so that a busy minute hits both sides."""
    bare = took["bare"]
    middle = {name: statistics.median(spent) for name, spent in took.items()}
    figures: dict[str, float] = {"rows": rows, "batch": BATCH, "turns": len(bare), "load_s": loaded}
    figures |= {f"{name}_ms": value for name, value in middle.items() if name != "bare"}
    ratio = {
        f"{name}_to_bare": statistics.median(ours / alone for ours, alone in zip(spent, bare, strict=True))
        for name, spent in took.items()
        if name != "bare"
    }
    limit = {"bare_ms": middle["bare"], "bare_rows_per_s": 2 * BATCH / middle["bare"] * 1000}
    return Report("batch", figures, limit, ratio)

"""Calls of Zalo's that were not taken: counted in this process, written down as soon as the database answers.

Zalo switches a webhook off after about two hours of failures, so the operators are told at once, by the log,
also while the database is away; the relay raises the alarm that stays (chat/outage.py).
"""

import datetime as dt
import logging
import threading
import time
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from portal.chat.models import Failure, WebhookFailure
from portal.core import clock, db
from portal.core.db import transaction

TELL_EVERY = dt.timedelta(minutes=5)
PATIENCE = 2.0  # seconds; Zalo waits no longer
QUICK = 0.1  # seconds of a call beside which there is time to write down what was counted
FLUSH_EVERY = 30.0  # seconds; then in any case
ALARMING = frozenset({Failure.AWAY, Failure.BROKEN, Failure.LATE})

log = logging.getLogger(__name__)


@dataclass
class _Tally:
    """What is not in the database yet: (minute, kind) -> how often, and when last."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: dict[tuple[dt.datetime, Failure], tuple[int, dt.datetime]] = field(default_factory=dict)
    told_at: dict[Failure, dt.datetime] = field(default_factory=dict)
    flushed_at: float = field(default_factory=time.monotonic)
    is_failing: bool = False  # since the last call that was taken

    def add(self, minute: dt.datetime, kind: Failure, count: int, at: dt.datetime) -> None:
        """Under the lock."""
        known, last = self.counts.get((minute, kind), (0, at))
        self.counts[minute, kind] = (known + count, max(last, at))

    def is_news(self, kind: Failure, at: dt.datetime) -> bool:
        """The first of its kind for a while. Under the lock."""
        last = self.told_at.get(kind)
        if last is not None and at - last < TELL_EVERY:
            return False
        self.told_at[kind] = at
        return True


_tally = _Tally()


def note(kind: Failure) -> None:
    """Count one call that was not taken, and tell the operators at once, then every five minutes."""
    now = clock.now()
    with _tally.lock:
        _tally.add(now.replace(second=0, microsecond=0), kind, 1, now)
        is_news = _tally.is_news(kind, now)
        _tally.is_failing |= kind in ALARMING
    if is_news and kind in ALARMING:
        log.error("a webhook call could not be taken kind=%s: Zalo switches it off after about 2 hours", kind)
    if kind not in {Failure.AWAY, Failure.LATE, Failure.TAKEN}:  # a slow database is not asked for more
        flush()


def taken(seconds: float) -> None:
    """A call was answered with 200 after so long; the first one after a failure is written down."""
    if seconds > PATIENCE:
        note(Failure.LATE)
    elif _tally.is_failing:
        _tally.is_failing = False
        note(Failure.TAKEN)
    if seconds < QUICK or time.monotonic() - _tally.flushed_at > FLUSH_EVERY:
        flush()


def flush() -> None:
    """Write down what was counted; nothing to do is the usual case. What cannot be written waits."""
    if not _tally.counts:
        return
    _tally.flushed_at = time.monotonic()
    with _tally.lock:
        waiting, _tally.counts = _tally.counts, {}
    try:
        _write(waiting)
    except SQLAlchemyError as error:
        log.warning("failures of the webhook are not written down yet error=%s", type(error).__name__)
        db.release()
        with _tally.lock:
            for (minute, kind), (count, at) in waiting.items():
                _tally.add(minute, kind, count, at)


def _write(waiting: dict[tuple[dt.datetime, Failure], tuple[int, dt.datetime]]) -> None:
    rows = [
        {"minute": minute, "kind": kind, "count": count, "last_at": at}
        for (minute, kind), (count, at) in sorted(waiting.items())
    ]
    row = insert(WebhookFailure).values(rows)
    more = {
        "count": WebhookFailure.count + row.excluded.count,
        "last_at": func.greatest(WebhookFailure.last_at, row.excluded.last_at),
    }
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(index_elements=[WebhookFailure.minute, WebhookFailure.kind], set_=more)
        )

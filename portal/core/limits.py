"""How often something may be asked: counters in the database, each step one atomic statement (R16)."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import BigInteger, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Model, transaction
from portal.core.errors import TooMany


class Throttle(Model):
    """How often one key was counted in one window. Unlogged: a crash may forget it."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_ends_at", "ends_at"), {"prefixes": ["UNLOGGED"]})

    key: Mapped[str] = mapped_column(primary_key=True)
    ends_at: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970
    count: Mapped[int]


_COUNT = text(
    """INSERT INTO throttle AS t (key, ends_at, count) VALUES (:key, :ends_at, 1)
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN t.ends_at <= :now THEN 1 ELSE t.count + 1 END,
         ends_at = CASE WHEN t.ends_at <= :now THEN EXCLUDED.ends_at ELSE t.ends_at END
       RETURNING t.count AS times, t.ends_at"""
)


def key(*parts: str) -> str:
    """A counter's name that tells nothing about whom it counts."""
    return f"{parts[0]}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def count(name: str, seconds: int) -> tuple[int, int]:
    """Count once; how often in this window, and in how many seconds it ends."""
    now = int(clock.now().timestamp())
    with transaction() as session:
        row = session.execute(_COUNT, {"key": name, "now": now, "ends_at": now + seconds}).one()
    return int(row.times), max(1, row.ends_at - now)


def allow(name: str, most: int, seconds: int) -> None:
    """Count once and raise TooMany beyond `most` in the window."""
    seen, left = count(name, seconds)
    if seen > most:
        raise TooMany("too often", retry_after=left)


_WITHIN = text(
    """INSERT INTO throttle AS t (key, ends_at, count) SELECT :key, :ends_at, 1 WHERE :most > 0
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN t.ends_at <= :now THEN 1 ELSE t.count + 1 END,
         ends_at = CASE WHEN t.ends_at <= :now THEN EXCLUDED.ends_at ELSE t.ends_at END
       WHERE t.ends_at <= :now OR t.count < :most RETURNING t.count"""
)


def within(name: str, most: int, seconds: int) -> bool:
    """Take one of `most` places of this window; False, and nothing is counted, when all are taken."""
    now = int(clock.now().timestamp())
    with transaction() as session:
        values = {"key": name, "now": now, "ends_at": now + seconds, "most": most}
        return session.execute(_WITHIN, values).first() is not None


def seen(name: str) -> int:
    """How often this was counted in its running window, without counting."""
    now = int(clock.now().timestamp())
    with transaction() as session:
        found = session.scalar(
            text("SELECT count FROM throttle WHERE key = :key AND ends_at > :now"), {"key": name, "now": now}
        )
    return int(found or 0)


_COUNT_EACH = text(
    """INSERT INTO throttle AS t (key, ends_at, count)
       SELECT key, :ends_at, 1 FROM (SELECT DISTINCT unnest(CAST(:keys AS text[])) AS key ORDER BY 1) AS told
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN t.ends_at <= :now THEN 1 ELSE t.count + 1 END,
         ends_at = CASE WHEN t.ends_at <= :now THEN EXCLUDED.ends_at ELSE t.ends_at END"""
)


def count_each(names: Sequence[str], seconds: int) -> None:
    """Count each of these once by one statement, in one order, so that two at the same time never cross."""
    now = int(clock.now().timestamp())
    with transaction() as session:
        session.execute(_COUNT_EACH, {"keys": list(names), "now": now, "ends_at": now + seconds})


def seen_of(names: Sequence[str]) -> list[int]:
    """How often each of these was counted in its running window, without counting, by one question."""
    now = int(clock.now().timestamp())
    asked = select(Throttle.key, Throttle.count).where(Throttle.key.in_(names), Throttle.ends_at > now)
    with transaction() as session:
        found = {name: times for name, times in session.execute(asked)}
    return [found.get(name, 0) for name in names]


def sweep() -> int:
    """Forget windows that ended; how many."""
    with transaction() as session:
        gone = session.execute(
            text("DELETE FROM throttle WHERE ends_at < :now"), {"now": int(clock.now().timestamp())}
        )
    return int(getattr(gone, "rowcount", 0))

"""The trail's chain: each line's hash holds the one before, so that no line can be changed unseen.

Lines are linked by the relay soon after they are written, not while: nobody who writes one waits for
another. Who can do everything to the database can also make the chain anew; against that the last
hash, as `portal audit --check` prints it, is kept outside and compared later.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field

from sqlalchemy import exists, func, insert, select, text

from portal.core import clock
from portal.core.db import transaction
from portal.staff.models import AuditLink, AuditRow

FIRST = "0" * 64
LATE = dt.timedelta(minutes=15)  # a line older than this should be linked
MOST = 5000  # lines linked at once
LOCK = 7_203_416_605_518  # one links at a time
_FIELDS = ("id", "user_id", "office_id", "act", "subject_kind", "subject_id", "detail")


class Broken(Exception):
    """The nightly look found the trail changed; the message holds counts and numbers of lines only."""


@dataclass(frozen=True)
class Check:
    """How the chain stands."""

    links: int
    head: str  # hash of the last link
    wrong: list[int] = field(default_factory=list)  # ids of lines whose hash is not theirs, at most 20
    missing: int = 0  # links whose number or line is gone
    unlinked: int = 0  # lines older than LATE outside the chain
    knows: bool = True  # the hash it was asked for is in it

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, added in between or taken away."""
        return not (self.wrong or self.missing or self.unlinked) and self.knows


def link() -> int:
    """Chain what is not chained yet, oldest first; how many lines. Safe to do twice, by many at a time."""
    with transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        last = session.execute(
            select(AuditLink.n, AuditLink.hash).order_by(AuditLink.n.desc()).limit(1)
        ).first()
        n, before = (last.n, last.hash) if last else (0, FIRST)
        open_ones = ~exists().where(AuditLink.audit_id == AuditRow.id)
        rows = session.scalars(select(AuditRow).where(open_ones).order_by(AuditRow.id).limit(MOST)).all()
        made = []
        for n, row in enumerate(rows, n + 1):  # noqa: B020 - goes on from the last
            before = _hash(before, row)
            made.append({"n": n, "audit_id": row.id, "hash": before})
        if made:
            session.execute(insert(AuditLink), made)
    return len(made)


def check(known: str | None = None) -> Check:
    """Reckon every link again; `known` is a head noted earlier, which the chain must still hold."""
    number, before, missing, wrong, knows = 0, FIRST, 0, [], not known
    with transaction() as session:
        rows = session.execute(
            select(AuditLink, AuditRow)
            .join(AuditRow, AuditRow.id == AuditLink.audit_id, isouter=True)
            .order_by(AuditLink.n)
            .execution_options(yield_per=1000)
        )
        for one, row in rows:
            missing += (one.n - number - 1) + (row is None)
            if row is not None and _hash(before, row) != one.hash:
                wrong.append(row.id)
            number, before = one.n, one.hash
            knows = knows or one.hash == known
        late = AuditRow.at < clock.now() - LATE
        open_ones = select(func.count(AuditRow.id)).where(
            late, ~exists().where(AuditLink.audit_id == AuditRow.id)
        )
        unlinked = session.scalar(open_ones) or 0
    return Check(number, before, wrong[:20], missing, unlinked, knows)


def look_nightly() -> None:
    """The relay's look at the whole chain; raises Broken, which the page of duties then shows."""
    found = check()
    if not found.is_whole:
        raise Broken(f"wrong={found.wrong} missing={found.missing} unlinked={found.unlinked}")


def _hash(before: str, row: AuditRow) -> str:
    told = {name: getattr(row, name) for name in _FIELDS} | {"at": row.at.astimezone(dt.UTC).isoformat()}
    plain = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{plain}".encode()).hexdigest()

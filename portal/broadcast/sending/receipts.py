"""What became of a broadcast's messages after they were taken, as Zalo's receipts tell."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from portal.broadcast.models import Broadcast
from portal.core.db import transaction

_NOTE = text("""
WITH told AS (
    SELECT * FROM unnest(CAST(:ids AS text[]), CAST(:moments AS timestamptz[])) AS told(message, at)
), was AS MATERIALIZED (
    SELECT r.id, r.received_at, r.seen_at, told.at
    FROM broadcast_recipient r JOIN told ON r.message_id = told.message
    ORDER BY r.id FOR UPDATE OF r
)
UPDATE broadcast_recipient r SET
    received_at = least(r.received_at, was.at),
    seen_at = CASE WHEN :is_seen THEN least(r.seen_at, was.at) ELSE r.seen_at END
FROM was WHERE was.id = r.id
RETURNING r.broadcast_id, was.received_at IS NULL AS is_received, was.seen_at IS NULL AND :is_seen AS is_seen
""")


def note(got: Mapping[str, dt.datetime], *, is_seen: bool) -> int:
    """Phones had, or people saw, these messages; the first moment stands. How many are a broadcast's.

    One statement for all of them, and one a broadcast for its counts. What was seen has been received, too.
    """
    if not got:
        return 0
    told = {"ids": list(got), "moments": list(got.values()), "is_seen": is_seen}
    with transaction() as session:
        rows = session.execute(_NOTE, told).all()
        received = Counter(row.broadcast_id for row in rows if row.is_received)
        seen = Counter(row.broadcast_id for row in rows if row.is_seen)
        for broadcast_id in sorted(received | seen):
            _count(session, broadcast_id, received[broadcast_id], seen[broadcast_id])
    return len(rows)


def _count(session: Session, broadcast_id: uuid.UUID, received: int, seen: int) -> None:
    session.execute(
        update(Broadcast)
        .filter_by(id=broadcast_id)
        .values(received=Broadcast.received + received, seen=Broadcast.seen + seen)
        .execution_options(synchronize_session=False)
    )

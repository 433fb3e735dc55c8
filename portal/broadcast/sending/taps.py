"""Who opened the link of a broadcast: heard in the web processes, written together."""

import datetime as dt
import logging
import threading
from collections import Counter

from sqlalchemy import text, update
from sqlalchemy.exc import SQLAlchemyError

from portal.broadcast.models import Broadcast
from portal.core import clock
from portal.core.db import release, transaction

MOST = 20_000  # that wait in one process; beyond them a tap is not counted
log = logging.getLogger(__name__)

_MARK = text("""
WITH told AS (
    SELECT * FROM unnest(CAST(:references AS text[]), CAST(:moments AS timestamptz[])) AS told(reference, at)
), was AS MATERIALIZED (
    SELECT r.id, told.at FROM broadcast_recipient r JOIN told ON r.reference = told.reference
    WHERE r.tapped_at IS NULL ORDER BY r.id FOR UPDATE OF r
)
UPDATE broadcast_recipient r SET tapped_at = was.at
FROM was WHERE was.id = r.id RETURNING r.broadcast_id
""")
_lock = threading.Lock()
_waiting: dict[str, dt.datetime] = {}


def opened(reference: str) -> None:
    """The link with this reference was opened now; the first time stands."""
    with _lock:
        if len(_waiting) < MOST:
            _waiting.setdefault(reference, clock.now())


def write() -> int:
    """Mark the people and count them; how many are new. While the database is away they wait."""
    with _lock:
        taken = dict(_waiting)
        _waiting.clear()
    if not taken:
        return 0
    try:
        with transaction() as session:
            told = {"references": list(taken), "moments": list(taken.values())}
            counts = Counter(row.broadcast_id for row in session.execute(_MARK, told))
            for broadcast_id in sorted(counts):
                session.execute(
                    update(Broadcast)
                    .filter_by(id=broadcast_id)
                    .values(tapped=Broadcast.tapped + counts[broadcast_id])
                    .execution_options(synchronize_session=False)
                )
    except SQLAlchemyError as error:
        log.warning("taps are not written yet error=%s", type(error).__name__)
        with _lock:
            _waiting.update({one: at for one, at in taken.items() if one not in _waiting})
        return 0
    finally:
        release()
    return sum(counts.values())

"""Quick successive changes of one dossier leave as one message: the first at once, the last when it is calm.

A message that went out opens a window. What comes within it waits to the window's end; a newer version closes
the one that waits, so that at most one more goes out. What people have to act on never waits.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core import settings
from portal.notifications.leases import NOW, seconds
from portal.notifications.models import Attempt, Intent, Lane, Outcome

NEVER_WAIT = frozenset({"dossier_supplement", "dossier_payment", "dossier_resolved"})
WAITING = "merging"  # the reason while one waits; those closed meanwhile end as `merged`
MERGED = "merged"


def waiting(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Those of these that come within a window, and when it ends; one question for the whole batch.

    Only what may have arrived opens a window. A message's own earlier tries do not hold it back.
    """
    window = seconds(settings.get().merge_seconds)
    if not ids or not window:
        return {}
    before, tried = aliased(Intent), aliased(Attempt)
    rows = session.execute(
        select(Intent.id, func.max(tried.marked_at).label("last"))
        .join(
            before,
            (before.subject_id == Intent.subject_id)
            & (before.citizen_id == Intent.citizen_id)
            & (before.id != Intent.id),
        )
        .join(tried, tried.intent_id == before.id)
        .where(
            Intent.id.in_(ids),
            Intent.subject_kind == "dossier",
            Intent.lane == Lane.DOSSIER,
            Intent.is_urgent.is_(False),
            before.lane == Lane.DOSSIER,
            before.subject_version < Intent.subject_version,
            tried.marked_at > NOW - window,
            or_(tried.outcome.is_(None), tried.outcome.in_((Outcome.SENT, Outcome.UNKNOWN))),
        )
        .group_by(Intent.id)
    )
    return {row.id: row.last + window for row in rows}

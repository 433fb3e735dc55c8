"""A code nobody has explained becomes a task, once."""

import logging
from collections.abc import Collection

from sqlalchemy.dialects.postgresql import insert

from portal.core import clock
from portal.core.db import transaction
from portal.dossiers.mapping.models import StatusCode

log = logging.getLogger(__name__)


def note(client: str, raw_statuses: Collection[str]) -> int:
    """Put codes this system told and nobody knows on the list, in the caller's transaction; how many are new.

    A repeat adds nothing. They are written in one order, so that two pushes never wait for each other.
    """
    if not raw_statuses:
        return 0
    rows = [
        {"client": client, "raw_status": raw, "first_seen_at": clock.now()} for raw in sorted(raw_statuses)
    ]
    with transaction() as session:
        made = insert(StatusCode).values(rows).on_conflict_do_nothing().returning(StatusCode.id)
        added = len(session.scalars(made).all())
    if added:
        log.error("status codes nobody has explained client=%s new=%s", client, added)
    return added

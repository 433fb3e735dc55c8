"""Links that show exactly one revision to somebody without an account, until they expire."""

import datetime as dt
import secrets
import uuid

from portal.core import clock, crypto
from portal.core.db import transaction
from portal.core.errors import Missing
from portal.newsroom.models import Revision, Share
from portal.newsroom.operations import locked, noted, revision

LONGEST_DAYS = 30


def share(item_id: uuid.UUID, number: int, by: uuid.UUID | None, days: int) -> str:
    """A link's token; only its digest is kept, so it is shown once."""
    token, now = secrets.token_urlsafe(24), clock.now()
    with transaction() as session:
        item = locked(session, item_id)
        row = Share(
            token_hash=crypto.digest(token),
            revision_id=revision(session, item_id, number).id,
            made_by=by,
            made_at=now,
            expires_at=now + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
        )
        session.add(row)
        noted(session, item, "shared", by, number=number)
    return token


def end(item_id: uuid.UUID, share_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """Close a link; a repeat changes nothing."""
    with transaction() as session:
        row = session.get(Share, share_id, with_for_update=True)
        told = session.get(Revision, row.revision_id) if row else None
        if row is None or told is None or told.item_id != item_id:
            raise Missing("no such link")
        if row.ended_at is None:
            row.ended_at = clock.now()
            noted(session, locked(session, item_id), "share_ended", by, number=told.number)

"""Settling a low rating: it leaves the inbox with a line of what was done."""

import uuid

from portal.core.db import transaction
from portal.inbox import operations as inbox
from portal.inbox.models import Deed, InboxItem
from portal.ratings.following_up import KIND
from portal.staff import operations as staff


def settle(rating_id: uuid.UUID, by: uuid.UUID, note: str) -> bool:
    """Close the task with a note for staff of what was done; False when it is not open. Audited, wordless."""
    with transaction() as session:
        if not inbox.close(KIND, rating_id, "done", by):
            return False
        item = session.query(InboxItem).filter_by(kind=KIND, subject_id=rating_id).one()
        inbox.record(item.id, Deed.NOTED, by, note=note)
        staff.record_act("rating.settled", "rating", str(rating_id), by)
    return True

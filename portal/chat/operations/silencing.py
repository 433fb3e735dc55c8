"""Taking back the answers that working on an event has just owed: nobody is to be told now."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.chat.models import ChatPhoto
from portal.notifications.models import Intent


def owed(session: Session, event_id: uuid.UUID) -> set[uuid.UUID]:
    """Messages that this event owes or owed."""
    return set(session.scalars(select(Intent.id).where(Intent.subject_id == event_id)))


def take_back(session: Session, event_id: uuid.UUID, before: Collection[uuid.UUID] = ()) -> int:
    """Owe nothing but what was owed `before`, in the caller's transaction; how many were taken back."""
    fresh = owed(session, event_id) - set(before)
    session.execute(delete(Intent).where(Intent.id.in_(fresh)))
    return len(fresh)


def leave_photos(session: Session, event_id: uuid.UUID) -> None:
    """Nobody waits for these photos any more: they are not read."""
    session.execute(delete(ChatPhoto).where(ChatPhoto.event_id == event_id))

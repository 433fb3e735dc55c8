"""What an officer sees of one low rating: the words, the case it is about, and whether it is settled."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import Missing
from portal.dossiers.models import Dossier
from portal.feedback import codes
from portal.feedback.models import Feedback
from portal.inbox.models import Deed, InboxDeed, InboxItem, ItemState
from portal.places.models import Office
from portal.ratings.following_up import KIND
from portal.ratings.models import About, Rating


@dataclass(frozen=True)
class Task:
    """A rating and its case; `case_id` is the dossier's or the feedback's."""

    rating: Rating
    office: str | None
    case: str | None  # code of the dossier or of the feedback
    case_id: uuid.UUID | None
    is_open: bool
    due_at: dt.datetime | None
    note: str | None  # what was done


def find(rating_id: uuid.UUID) -> Task:
    """The task of a rating; Missing for one there is none of."""
    found = db.session.execute(
        select(Rating, Office.name, InboxItem)
        .join(Office, Office.id == Rating.office_id, isouter=True)
        .join(InboxItem, (InboxItem.subject_id == Rating.id) & (InboxItem.kind == KIND))
        .where(Rating.id == rating_id)
    ).one_or_none()
    if found is None:
        raise Missing("no such rating")
    rating, office, item = found
    is_open = item.state is not ItemState.CLOSED
    return Task(rating, office, *_case(rating), is_open, item.due_at, None if is_open else _note(item.id))


def _case(rating: Rating) -> tuple[str | None, uuid.UUID | None]:
    if rating.about is About.DOSSIER:
        return db.session.scalar(select(Dossier.code).filter_by(id=rating.subject_id)), rating.subject_id
    if rating.about is About.ANSWER:
        code = db.session.scalar(select(Feedback.code).filter_by(id=rating.subject_id))
        return codes.shown(code) if code else None, rating.subject_id
    return None, None


def _note(item_id: uuid.UUID) -> str | None:
    noted = select(InboxDeed.note).where(InboxDeed.item_id == item_id, InboxDeed.deed == Deed.NOTED)
    return db.session.scalar(noted.order_by(InboxDeed.id.desc()).limit(1))

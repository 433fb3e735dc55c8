"""What people thought of a template message: the stars and words they gave, beside the message itself."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import SealedJson
from portal.core.db import Id, Model, db, transaction
from portal.notifications.models import Attempt, Intent

MOST_STARS = 5
LONGEST = 1000
MOST_WORDS = 20


class MessageRating(Model):
    """One rating of one message; a person who changes their mind writes over it. Words are sealed."""

    __tablename__ = "message_rating"

    id: Mapped[Id]
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), unique=True)
    rate: Mapped[int | None]
    words: Mapped[dict[str, object]] = mapped_column(SealedJson)  # note, feedbacks
    submitted_at: Mapped[dt.datetime]


@dataclass(frozen=True)
class Rating:
    """Stars (1 to 5, None when Zalo told another number) and words, as a page shows them."""

    rate: int | None
    note: str
    feedbacks: tuple[str, ...]
    submitted_at: dt.datetime


def note(
    *,
    message_id: str | None,
    reference: str | None,
    rate: int | None,
    said: str | None,
    feedbacks: Sequence[str],
    at: dt.datetime,
) -> bool:
    """Keep a rating beside the message it is about; False when that message is none of ours.

    The message is found by Zalo's id or by our own reference (`tracking_id`). A repeat, or an older word than
    the one that is kept, changes nothing.
    """
    attempt_id = _attempt(message_id, reference)
    if attempt_id is None:
        return False
    stars = rate if rate is not None and 1 <= rate <= MOST_STARS else None
    words = {
        "note": (said or "").replace("\0", "")[:LONGEST],
        "feedbacks": [one.replace("\0", "")[:LONGEST] for one in feedbacks[:MOST_WORDS]],
    }
    row = insert(MessageRating).values(
        id=uuid.uuid4(), attempt_id=attempt_id, rate=stars, words=words, submitted_at=at
    )
    fresh = {name: row.excluded[name] for name in ("rate", "words", "submitted_at")}
    newer = row.on_conflict_do_update(
        index_elements=[MessageRating.attempt_id],
        set_=fresh,
        where=MessageRating.submitted_at < row.excluded.submitted_at,
    )
    with transaction() as session:
        session.execute(newer)
    return True


def _attempt(message_id: str | None, reference: str | None) -> uuid.UUID | None:
    named = [
        column == told
        for column, told in ((Attempt.message_id, message_id), (Attempt.reference, reference))
        if told
    ]
    with transaction() as session:
        return session.scalar(select(Attempt.id).where(or_(*named)).limit(1)) if named else None


def code_of(message_id: str | None, reference: str | None) -> str | None:
    """The dossier's code in the message a rating is about; None where it tells of none."""
    attempt_id = _attempt(message_id, reference)
    with transaction() as session:
        params = session.scalar(
            select(Intent.params)
            .join(Attempt, Attempt.intent_id == Intent.id)
            .where(Attempt.id == attempt_id)
        )
    code = (params or {}).get("code")
    return code if isinstance(code, str) else None


def of_intent(intent_id: uuid.UUID) -> list[Rating]:
    """What was said of a message, the newest first."""
    rows = db.session.scalars(
        select(MessageRating)
        .join(Attempt, Attempt.id == MessageRating.attempt_id)
        .where(Attempt.intent_id == intent_id)
        .order_by(MessageRating.submitted_at.desc())
    )
    return [_shown(row) for row in rows]


def _shown(row: MessageRating) -> Rating:
    feedbacks = row.words.get("feedbacks")
    said = tuple(str(one) for one in feedbacks) if isinstance(feedbacks, list) else ()
    return Rating(row.rate, str(row.words.get("note") or ""), said, row.submitted_at)

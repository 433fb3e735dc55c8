"""Photos of a form and of what was mended: taken in, handed over, forgotten when their form never comes."""

import datetime as dt
import logging
import shutil
import uuid
from collections.abc import Sequence
from typing import Any, BinaryIO

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.core import clock, images, picture_facts
from portal.core.db import afterwards, release, transaction
from portal.core.images import BadPicture
from portal.feedback import messages, queries
from portal.feedback.cases import queries as cases
from portal.feedback.messages import PhotoComplaint
from portal.feedback.models import FeedbackPhoto

LEAST_ROOM = 2 * 1024 * 1024  # bytes free below which the disk counts as full
WAITING = dt.timedelta(days=2)  # how long a photo waits for its form to be mended
PROOF_SIDE = 960  # dots: citizens look at them on the phone
Whose = dict[str, Any]
log = logging.getLogger(__name__)


def keep(once_key: uuid.UUID, sent: Sequence[tuple[str, BinaryIO]]) -> list[PhotoComplaint]:
    """Take in what was sent beside the form; complaints about what was not taken.

    Photos are kept before the form is found in order, so that mending a text never costs a photo.
    """
    return _all({"once_key": once_key}, messages.MOST_PHOTOS - len(queries.waiting_photos(once_key)), sent)


def keep_proofs(feedback_id: uuid.UUID, sent: Sequence[tuple[str, BinaryIO]]) -> list[PhotoComplaint]:
    """Take in an officer's photos of how it looks mended; the sender sees them beside the answer."""
    proof = {"once_key": feedback_id, "feedback_id": feedback_id, "is_proof": True}
    return _all(proof, messages.MOST_PROOFS - len(cases.photos(feedback_id, is_proof=True)), sent)


def keep_later(feedback_id: uuid.UUID, stream: BinaryIO) -> list[PhotoComplaint]:
    """Take in a photo of the sender's that came after the words: it lay elsewhere and was fetched."""
    whose = {"once_key": feedback_id, "feedback_id": feedback_id}
    return _all(whose, messages.MOST_PHOTOS - len(cases.photos(feedback_id)), [("", stream)])


def drop_proof(feedback_id: uuid.UUID, name: str) -> None:
    """Take one of them back; a repeat changes nothing."""
    _forget(FeedbackPhoto.feedback_id == feedback_id, FeedbackPhoto.is_proof, FeedbackPhoto.name == name)


def _all(whose: Whose, room: int, sent: Sequence[tuple[str, BinaryIO]]) -> list[PhotoComplaint]:
    complaints = []
    release()  # decoding takes a second each and must not hold a connection
    for name, stream in sent:
        if room <= 0:
            complaints.append(PhotoComplaint("proofs" if whose.get("is_proof") else "many"))
            break
        try:
            room -= _keep(whose, stream)
        except (BadPicture, OSError) as bad:
            complaints.append(PhotoComplaint(_why(bad), name))
    return complaints


def _why(bad: BadPicture | OSError) -> str:
    """What is wrong: with a disk that is full no photo is to blame, however its reading ended."""
    if shutil.disk_usage(images.folder()).free < LEAST_ROOM:
        log.error("no room for photos")
        return "room"
    if isinstance(bad, OSError):
        raise bad
    return bad.word


def _keep(whose: Whose, stream: BinaryIO) -> bool:
    """Whether this is a photo we did not have yet."""
    with images.arrived(stream) as original:
        if _has(whose["once_key"], original.digest):
            return False
        release()
        longest = PROOF_SIDE if whose.get("is_proof") else picture_facts.LONGEST_SIDE
        picture = images.develop(original, longest)
    values = whose | {
        "digest": original.digest,
        "name": picture.name,
        "size": picture.size,
        "arrived_at": clock.now(),
    }
    with transaction() as session:
        row = insert(FeedbackPhoto).values(values).on_conflict_do_nothing()
        is_new = session.scalar(row.returning(FeedbackPhoto.id)) is not None
    if not is_new:
        images.forget(picture.name)  # the same form came twice at the same moment
    return is_new


def _has(once_key: uuid.UUID, digest: str) -> bool:
    with transaction() as session:
        found = select(FeedbackPhoto.id).filter_by(once_key=once_key, digest=digest)
        return session.scalar(found) is not None


def drop(once_key: uuid.UUID, names: Sequence[str]) -> None:
    """The citizen took these back before sending."""
    _forget(
        FeedbackPhoto.feedback_id.is_(None), FeedbackPhoto.once_key == once_key, FeedbackPhoto.name.in_(names)
    )


def sweep() -> int:
    """Forget photos whose form never came; how many. Safe to do twice."""
    return _forget(FeedbackPhoto.feedback_id.is_(None), FeedbackPhoto.arrived_at < clock.now() - WAITING)


def _forget(*which: object) -> int:
    with transaction() as session:
        gone = session.scalars(
            delete(FeedbackPhoto)
            .where(*which)  # type: ignore[arg-type]
            .returning(FeedbackPhoto.name)
        ).all()
        for name in gone:
            afterwards(lambda name=name: images.forget(name))  # type: ignore[misc]
    return len(gone)

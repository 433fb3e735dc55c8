"""Receive feedback once, with its photos; forget photos whose form never came."""

import datetime as dt
import hashlib
import logging
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.citizens.forms import parse_phone
from portal.core import clock, crypto, images, once
from portal.core.db import afterwards, release, transaction
from portal.core.images import BadPicture
from portal.core.search import fold
from portal.feedback import codes, messages, queries
from portal.feedback.cases import opening
from portal.feedback.messages import PhotoComplaint
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status

PATH = "/phan-anh/"
COARSE = 3  # digits of a degree that are kept: about a hundred metres
LEAST_ROOM = 2 * 1024 * 1024  # bytes free below which the disk counts as full
log = logging.getLogger(__name__)
WAITING = dt.timedelta(days=2)  # how long a photo waits for its form to be mended


@dataclass(frozen=True)
class Told:
    """A form that was found in order."""

    once_key: uuid.UUID
    kind: Kind
    text: str
    place: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    is_suspect: bool = False
    unit_id: int | None = None
    at: tuple[float, float] | None = None  # latitude and longitude, as the phone told them
    dossier_code: str | None = None
    blamed_office_id: uuid.UUID | None = None
    citizen_id: uuid.UUID | None = None  # who is linked: they hear of each step on Zalo


def answered(once_key: uuid.UUID) -> str | None:
    """The tracking code a form with this key was given before."""
    return once.answer(once_key, PATH)


def receive(told: Told) -> str:
    """Write it down and give out its tracking code; the same form again gets the same code."""
    code = codes.new()
    with transaction() as session:
        earlier = once.claim(told.once_key, PATH, code)
        if earlier is not None:
            return earlier
        row = _row(told, code)
        session.add(row)
        session.flush()
        opening.open_case(row)
        session.add(
            FeedbackStep(feedback_id=row.id, status=Status.NEW, at=row.received_at, office_id=row.office_id)
        )
        session.execute(
            update(FeedbackPhoto)
            .filter_by(once_key=told.once_key, feedback_id=None)
            .values(feedback_id=row.id)
        )
    return code


def digest(text: str) -> str:
    """Equal for texts that differ in marks, case and spaces."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def _row(told: Told, code: str) -> Feedback:
    phone = parse_phone(told.phone) if told.phone else None
    return Feedback(
        code=code,
        kind=told.kind,
        status=Status.NEW,
        text=told.text,
        text_digest=digest(told.text),
        place=told.place or None,
        name=told.name or None,
        phone=phone,
        phone_fingerprint=crypto.fingerprint(phone) if phone else None,
        email=told.email or None,
        address=told.address or None,
        consent_version=messages.CONSENT_VERSION,
        is_suspect=told.is_suspect,
        received_at=clock.now(),
        unit_id=told.unit_id,
        latitude=round(told.at[0], COARSE) if told.at else None,
        longitude=round(told.at[1], COARSE) if told.at else None,
        dossier_code=told.dossier_code or None,
        blamed_office_id=told.blamed_office_id,
        citizen_id=told.citizen_id,
    )


def keep_photos(once_key: uuid.UUID, sent: Sequence[tuple[str, BinaryIO]]) -> list[PhotoComplaint]:
    """Take in what was sent beside the form; complaints about what was not taken.

    Photos are kept before the form is found in order, so that mending a text never costs a photo.
    """
    complaints = []
    room = messages.MOST_PHOTOS - len(queries.waiting_photos(once_key))
    release()  # decoding takes a second each and must not hold a connection
    for name, stream in sent:
        if room <= 0:
            complaints.append(PhotoComplaint("many"))
            break
        try:
            room -= _keep(once_key, stream)
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


def _keep(once_key: uuid.UUID, stream: BinaryIO) -> bool:
    """Whether this is a photo we did not have yet."""
    with images.arrived(stream) as original:
        if _has(once_key, original.digest):
            return False
        release()
        picture = images.develop(original)
    values = {
        "once_key": once_key,
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


def drop_photos(once_key: uuid.UUID, names: Sequence[str]) -> None:
    """The citizen took these back before sending."""
    _forget(FeedbackPhoto.once_key == once_key, FeedbackPhoto.name.in_(names))


def sweep() -> int:
    """Forget photos whose form never came; how many. Safe to do twice."""
    return _forget(FeedbackPhoto.arrived_at < clock.now() - WAITING)


def _forget(*which: object) -> int:
    with transaction() as session:
        gone = session.scalars(
            delete(FeedbackPhoto)
            .where(FeedbackPhoto.feedback_id.is_(None), *which)  # type: ignore[arg-type]
            .returning(FeedbackPhoto.name)
        ).all()
        for name in gone:
            afterwards(lambda name=name: images.forget(name))  # type: ignore[misc]
    return len(gone)

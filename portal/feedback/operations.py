"""Receive feedback once, with the photos that came before it (photos.py)."""

import hashlib
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from portal.citizens.forms import parse_phone
from portal.core import clock, crypto, once
from portal.core.db import transaction
from portal.core.search import fold
from portal.feedback import codes, messages, queries
from portal.feedback.cases import opening
from portal.feedback.models import Feedback, FeedbackPhoto, FeedbackStep, Kind, Status

PATH = "/phan-anh/"
TWIN, LEAST = "/phan-anh/#twin", 20  # signs from which nobody writes the very same by chance
COARSE = 3  # digits of a degree that are kept: about a hundred metres


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
    sender: str = ""  # what tells one browser from another: the same form out of two tabs is one report


def answered(once_key: uuid.UUID) -> str | None:
    """The tracking code a form with this key was given before."""
    return once.answer(once_key, PATH)


def receive(told: Told) -> str:
    """Write it down and give out its tracking code; the same form again gets the same code.

    So does the very same text with the same place and contact out of another tab of the browser that day.
    """
    code = codes.new()
    with transaction() as session:
        twin = _twin(told)
        code = (once.claim(twin, TWIN, code) if twin else None) or code
        earlier = once.claim(told.once_key, PATH, code)
        if earlier is not None:
            return earlier
        if twin and session.scalar(select(Feedback.id).filter_by(code=code)):
            return code
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


def _twin(told: Told) -> uuid.UUID | None:
    """What two tabs with the same report have in common; none for a few words, and for one with photos."""
    if not told.sender or len(told.text) < LEAST or queries.waiting_photos(told.once_key):
        return None
    who = (told.sender, told.name, told.phone, told.email, told.address)
    said = (told.kind, told.text, told.place, told.unit_id, told.at)
    day = clock.local(clock.now()).date()
    return uuid.uuid5(uuid.NAMESPACE_OID, crypto.fingerprint("|".join(map(str, (day, *who, *said)))))


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

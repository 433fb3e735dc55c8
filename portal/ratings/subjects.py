"""What a link, a tracking code or a counter's QR asks to rate, and whether it may be rated yet."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from portal.core import clock, signed
from portal.core.db import db
from portal.dossiers import rating_links
from portal.dossiers.messages import words
from portal.dossiers.models import Dossier
from portal.feedback import codes
from portal.feedback.cases import asking_rating
from portal.feedback.models import Feedback
from portal.feedback.models import Status as Step
from portal.places.models import Office
from portal.ratings.models import About, Subject

ANSWERED = frozenset({Step.PENDING_PUBLICATION, Step.PUBLISHED})
DESK, VISIT, SLIP = "rating-desk", "rating-visit", "rating-slip"
SLOT = dt.timedelta(minutes=10)  # how long a counter's QR stands before the next one
GRACE = dt.timedelta(minutes=20)  # somebody scanned the old one and reads on
VISITING = {VISIT: dt.timedelta(days=1), SLIP: dt.timedelta(days=7)}  # a slip goes home in a pocket


@dataclass(frozen=True)
class Asked:
    """What a page of rating is about; `subject` is none where it cannot be rated yet."""

    about: About
    name: str  # the code as printed, or the counter
    status: str | None  # how it stands, in the page's words
    office: str | None
    subject: Subject | None


def of_link(token: str) -> Asked | None:
    """The dossier of a rating link; None for a link that is not ours, or over."""
    dossier_id = rating_links.read(token)
    return _of_dossier(dossier_id) if dossier_id else None


def of_tap(token: str) -> Subject | None:
    """What a button of the chat rates: a dossier, or the answer to a feedback; None when it cannot be."""
    if asked := of_link(token):
        return asked.subject
    feedback_id = asking_rating.read(token)
    row = db.session.get(Feedback, feedback_id) if feedback_id else None
    return _answered(row) if row else None


def of_dossier(dossier_id: uuid.UUID) -> Subject | None:
    """A dossier as it is rated; None while it goes on."""
    found = _of_dossier(dossier_id)
    return found.subject if found else None


def _of_dossier(dossier_id: uuid.UUID) -> Asked | None:
    found = db.session.execute(
        select(Dossier, Office.name)
        .join(Office, Office.id == Dossier.office_id, isouter=True)
        .where(Dossier.id == dossier_id)
    ).one_or_none()
    if found is None:
        return None
    row, office = found
    is_over = row.status in rating_links.OVER
    if is_over and not rating_links.is_open(row.status, row.event_time):
        return None
    subject = Subject(About.DOSSIER, row.id, row.office_id, row.procedure_code) if is_over else None
    return Asked(About.DOSSIER, row.code, words(row.status).title, office or row.unit_name, subject)


def of_answer(typed: str) -> Asked | None:
    """The answer to the feedback with this tracking code."""
    code = codes.read(typed)
    row = db.session.scalar(select(Feedback).filter_by(code=code)) if code else None
    if row is None:
        return None
    return Asked(About.ANSWER, codes.shown(row.code), None, _name(row.office_id), _answered(row))


def _answered(row: Feedback) -> Subject | None:
    return Subject(About.ANSWER, row.id, row.office_id) if row.status in ANSWERED else None


def page_of(subject: Subject) -> str:
    """Where a subject that was rated by a tap is told more about."""
    if subject.about is About.ANSWER:
        code = db.session.scalar(select(Feedback.code).filter_by(id=subject.id))
        return f"/danh-gia/phan-anh/{code}/"
    return rating_links.path(subject.id)


def desk_token(office_id: uuid.UUID) -> str:
    """What the QR of a counter holds now; a later one is another."""
    return signed.make(DESK, office_id)


def of_desk(token: str) -> uuid.UUID | None:
    """The office whose QR this is, while it stands."""
    read = signed.read(DESK, token)
    return read[0] if read and clock.now() < read[1] + SLOT + GRACE else None


def visit_token(visit_id: uuid.UUID, office_id: uuid.UUID, purpose: str = VISIT) -> str:
    """The address of one visit: two ids, each signed; the second says which the first belongs to."""
    return signed.make(purpose, visit_id) + signed.make(f"{purpose}:{visit_id}", office_id)


def of_visit(token: str) -> Asked | None:
    """The visit of a token: of a scan for a day, of a printed slip for a week."""
    return next(filter(None, (_visit(token, purpose) for purpose in VISITING)), None)


def _visit(token: str, purpose: str) -> Asked | None:
    half = len(token) // 2
    first = signed.read(purpose, token[:half])
    if first is None or clock.now() >= first[1] + VISITING[purpose]:
        return None
    second = signed.read(f"{purpose}:{first[0]}", token[half:])
    name = _name(second[0]) if second else None
    if second is None or name is None:
        return None
    return Asked(About.VISIT, name, None, name, Subject(About.VISIT, first[0], second[0]))


def _name(office_id: uuid.UUID | None) -> str | None:
    return db.session.scalar(select(Office.name).filter_by(id=office_id)) if office_id else None

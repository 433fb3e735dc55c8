"""A citizen at the counter: their visit, what was agreed to in it, the test messages of it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.citizens.models import Consent, Purpose
from portal.core.db import db
from portal.core.errors import Missing
from portal.counter.models import CounterVisit
from portal.dossiers.models import Dossier, DossierContact
from portal.dossiers.queries.privacy import masked_phone
from portal.notifications.models import Attempt, Intent, State
from portal.staff.models import StaffUser

TEST = "counter_test"
SUBJECT = "counter_visit"
Offices = frozenset[uuid.UUID] | None
"""The offices somebody may see; None is the whole province."""


@dataclass(frozen=True)
class Agreed:
    """A yes that stands for a number: for one dossier or all, in which words, before whom."""

    is_for_all: bool
    text_version: str
    given_at: dt.datetime
    officer: str | None
    channel: str


@dataclass(frozen=True)
class Test:
    """One test message as it stands."""

    intent_id: uuid.UUID
    n: int
    state: State
    reason: str | None
    error_code: int | None
    asked_at: dt.datetime
    handed_over_at: dt.datetime | None
    received_at: dt.datetime | None
    seen_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """More may be heard of it."""
        return self.state in (State.QUEUED, State.SENDING) or (
            self.state in (State.SENT, State.UNKNOWN) and self.seen_at is None
        )


def visit(visit_id: uuid.UUID, officer_id: uuid.UUID) -> CounterVisit:
    """The officer's own visit; anybody else's is Missing."""
    found = db.session.scalar(select(CounterVisit).filter_by(id=visit_id, officer_id=officer_id))
    if found is None:
        raise Missing("no such visit")
    return found


def dossier(code: str, offices: Offices) -> Dossier | None:
    """The dossier with this code within these offices, or None: another office's looks like none."""
    found = select(Dossier).where(Dossier.code == code)
    return db.session.scalar(found if offices is None else found.where(Dossier.office_id.in_(offices)))


def dossier_by_id(dossier_id: uuid.UUID, offices: Offices) -> Dossier:
    """The dossier of this id within these offices; raises Missing."""
    asked = select(Dossier).where(Dossier.id == dossier_id)
    found = db.session.scalar(asked if offices is None else asked.where(Dossier.office_id.in_(offices)))
    if found is None:
        raise Missing("no such dossier here")
    return found


def masked_numbers(dossier_id: uuid.UUID) -> list[str]:
    """The phones of a dossier, masked."""
    numbers = db.session.scalars(
        select(DossierContact.number).filter_by(dossier_id=dossier_id).order_by(DossierContact.id)
    )
    return list(dict.fromkeys(masked_phone(number) for number in numbers))


def is_of_dossier(dossier_id: uuid.UUID, fingerprint: str) -> bool:
    """Does the dossier name this number?"""
    named = select(DossierContact.id).filter_by(dossier_id=dossier_id, fingerprint=fingerprint).limit(1)
    return db.session.scalar(named) is not None


def agreed(fingerprint: str, dossier_id: uuid.UUID | None) -> list[Agreed]:
    """What stands agreed for a number, for this dossier or for all; newest first."""
    rows = db.session.execute(
        select(Consent.dossier_id, Consent.text_version, Consent.given_at, StaffUser.name, Consent.channel)
        .outerjoin(StaffUser, StaffUser.id == Consent.officer_id)
        .where(
            Consent.fingerprint == fingerprint,
            Consent.purpose == Purpose.DOSSIER_NOTIFY,
            Consent.withdrawn_at.is_(None),
            Consent.dossier_id.is_(None) | (Consent.dossier_id == dossier_id),
        )
        .order_by(Consent.given_at.desc())
    )
    return [Agreed(row[0] is None, *row[1:]) for row in rows]


def tests(visit_id: uuid.UUID) -> list[Test]:
    """The last test message of a visit, one line a person who has the number."""
    newest = select(func.max(Intent.subject_version)).filter_by(kind=TEST, subject_id=visit_id)
    rows = db.session.execute(
        select(
            Intent.id,
            Intent.subject_version,
            Intent.state,
            Intent.reason,
            Attempt.error_code,
            Intent.created_at,
            Attempt.ended_at,
            Attempt.received_at,
            Attempt.seen_at,
        )
        .outerjoin(Attempt, (Attempt.intent_id == Intent.id) & (Attempt.n == Intent.attempts))
        .where(
            Intent.kind == TEST,
            Intent.subject_id == visit_id,
            Intent.subject_version == newest.scalar_subquery(),
        )
        .order_by(Intent.created_at, Intent.id)
    )
    return [Test(*row) for row in rows]


def latest_of(officer_id: uuid.UUID, limit: int = 8) -> list[CounterVisit]:
    """The officer's last visits of today, to come back to one."""
    found = select(CounterVisit).where(
        CounterVisit.officer_id == officer_id, CounterVisit.number.is_not(None)
    )
    return list(db.session.scalars(found.order_by(CounterVisit.at.desc()).limit(limit)))

"""At the counter: a phone is checked, its owner agrees, a test message goes out, the phone is proven."""

import datetime as dt
import uuid

from sqlalchemy import func, select, update

from portal.citizens import operations as citizens
from portal.citizens import reach
from portal.citizens.forms import parse_phone
from portal.citizens.models import Proof, Purpose
from portal.citizens.reach import Found, Reach
from portal.core import clock, crypto
from portal.core.db import transaction
from portal.core.errors import Missing, Refused, TooMany
from portal.counter import messages
from portal.counter.models import CounterVisit
from portal.counter.queries import visits
from portal.dossiers import operations as dossiers
from portal.notifications import operations as notifications
from portal.notifications.models import Intent, Lane
from portal.notifications.operations import Owed
from portal.staff import operations as staff

MOST_TESTS = 5
MOST_WRONG = 5
KEEP_NUMBERS = dt.timedelta(days=1)


def begin(
    officer_id: uuid.UUID, number: str, dossier_id: uuid.UUID | None, office_id: uuid.UUID | None
) -> uuid.UUID:
    """Somebody stands at the counter: write whose phone is asked about, and that it was looked at.

    The visit's id is what later addresses carry; number and code are in none. Raises Refused for what is no
    phone number.
    """
    parsed = parse_phone(number)
    if parsed is None:
        raise Refused("not a Vietnamese phone number")
    with transaction() as session:
        row = CounterVisit(
            officer_id=officer_id,
            dossier_id=dossier_id,
            number=parsed,
            fingerprint=crypto.fingerprint(parsed),
            at=clock.now(),
        )
        session.add(row)
        session.flush()
        found = reach.of(row.fingerprint)
        staff.record_act(
            "counter.check",
            "counter_visit",
            row.id,
            officer_id,
            office_id,
            dossier=str(dossier_id or ""),
            reach=found.reach.value,
        )
        return row.id


def register(visit_id: uuid.UUID, officer_id: uuid.UUID, text_version: str, *, for_all: bool) -> bool:
    """Write the citizen's yes, for the dossier of the visit or for all; True when it is new.

    The number is kept with the dossier, so that its news go there. A repeat adds nothing. Raises Refused
    for a wording we never had, and Missing where there is no dossier to agree for or the number is forgotten.
    """
    visit = visits.visit(visit_id, officer_id)
    if text_version not in messages.CONSENTS:
        raise Refused("no such wording")
    if visit.number is None or (visit.dossier_id is None and not for_all):
        raise Missing("the visit is over")
    dossier_id = None if for_all else visit.dossier_id
    with transaction():
        if visit.dossier_id is not None:
            dossiers.add_contact(visit.dossier_id, visit.number)
        is_new = citizens.agree(
            Purpose.DOSSIER_NOTIFY,
            fingerprint=visit.fingerprint,
            dossier_id=dossier_id,
            text_version=text_version,
            channel="desk",
            evidence=f"counter_visit:{visit.id}",
            officer_id=officer_id,
        )
        if is_new:
            scope = "all" if for_all else "dossier"
            staff.record_act("counter.consent", "counter_visit", visit.id, officer_id, scope=scope)
    return is_new


def test(visit_id: uuid.UUID, officer_id: uuid.UUID) -> int:
    """Owe a test message to everybody who may be written to at this number; how many.

    It goes the way of every message: outbox, gates, evidence. Quiet hours do not hold it, since the citizen
    stands here and has just agreed. Raises Missing without consent or anybody to write to, TooMany after
    five.
    """
    visit = visits.visit(visit_id, officer_id)
    found = reach.of(visit.fingerprint)
    if not found.people or not visits.agreed(visit.fingerprint, visit.dossier_id):
        raise Missing("nobody to test")
    with transaction() as session:
        session.execute(select(CounterVisit.id).filter_by(id=visit_id).with_for_update())
        last = session.scalar(
            select(func.max(Intent.subject_version)).filter_by(kind=visits.TEST, subject_id=visit_id)
        )
        n = (last or 0) + 1
        if n > MOST_TESTS:
            raise TooMany("too many tests", retry_after=60)
        owed = [_owed(visit_id, who, n) for who in found.people]
        staff.record_act("counter.test", "counter_visit", visit_id, officer_id, n=n, people=len(owed))
        return notifications.notify(owed)


def _owed(visit_id: uuid.UUID, who: uuid.UUID, n: int) -> Owed:
    return Owed(
        citizen_id=who,
        kind=visits.TEST,
        subject_kind=visits.SUBJECT,
        subject_id=visit_id,
        subject_version=n,
        params={"check": digits(visit_id, who)},
        lane=Lane.REPLY,  # the citizen waits
        consent=None,  # asked for above, for whoever has the number
    )


def digits(visit_id: uuid.UUID, who: uuid.UUID) -> str:
    """The four digits a person's test messages of a visit carry; they cannot be told without our key."""
    return f"{int(crypto.fingerprint(f'counter|{visit_id}|{who}')[:12], 16) % 10_000:04d}"


def verify(visit_id: uuid.UUID, officer_id: uuid.UUID, typed: str) -> bool:
    """The digits on the citizen's phone prove whose account has the number (R15); True when they fit.

    A tick alone would prove nothing: somebody else may have claimed the number. Five wrong tries close the
    way for this visit (TooMany).
    """
    visit = visits.visit(visit_id, officer_id)
    with transaction() as session:
        wrong = session.scalar(select(CounterVisit.wrong_checks).filter_by(id=visit_id).with_for_update())
        if (wrong or 0) >= MOST_WRONG:
            raise TooMany("too many wrong digits", retry_after=3600)
        sent = session.scalars(
            select(Intent.citizen_id).filter_by(kind=visits.TEST, subject_id=visit_id).distinct()
        )
        fits = [who for who in sent if digits(visit_id, who) == typed]
        mine = update(CounterVisit).filter_by(id=visit_id)
        if len(fits) != 1 or visit.number is None:
            session.execute(mine.values(wrong_checks=CounterVisit.wrong_checks + 1))
            return False
        citizens.learn_phone(fits[0], visit.number, Proof.VERIFIED, "counter")
        session.execute(mine.values(verified_at=clock.now()))
        staff.record_act("counter.verify", "counter_visit", visit_id, officer_id)
        return True


def forget_numbers() -> int:
    """Numbers of visits older than a day go; what was agreed stays, by fingerprint. How many went."""
    with transaction() as session:
        gone = session.scalars(
            update(CounterVisit)
            .where(CounterVisit.number.is_not(None), CounterVisit.at < clock.now() - KEEP_NUMBERS)
            .values(number=None)
            .returning(CounterVisit.id)
        )
        return len(gone.all())


def reach_of(visit: CounterVisit) -> Found:
    """How the visit's phone stands now."""
    return reach.of(visit.fingerprint)


def can_test(found: Found) -> bool:
    """A test message would have somebody to go to."""
    return found.reach in (Reach.REACHABLE, Reach.SILENT) and bool(found.people)

"""Which phone number a message may go to, and whether that number was told already."""

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.citizens.messages import NAMING_SMS
from portal.citizens.models import Consent, Phone, Proof, ZaloIdentity
from portal.notifications.leases import Reserved
from portal.notifications.models import Intent, State

GONE = (State.SENT, State.UNKNOWN)
UNDER_WAY = (State.QUEUED, State.SENDING)


def of(session: Session, one: Reserved) -> str | None:
    """A number of the person that they proved, or that was given with consent for this very dossier.

    A number that somebody only claims may be a stranger's: it is shown nothing and sent nothing.
    """
    given = exists(Consent.id).where(
        Consent.fingerprint == Phone.fingerprint,
        Consent.purpose == one.consent_needed,
        Consent.withdrawn_at.is_(None),
        Consent.dossier_id == one.subject_id,
    )
    return session.scalar(
        select(Phone.number)
        .where(Phone.citizen_id == one.citizen_id, or_(given, Phone.proof == Proof.VERIFIED))
        .order_by(given.desc(), (Phone.proof == Proof.VERIFIED).desc(), Phone.at.desc())
        .limit(1)
    )


def agreed_to_sms(session: Session, one: Reserved) -> bool:
    """Did somebody with this person's number hear a wording that names SMS, and not take it back?

    Who agreed to Zalo alone is written to by Zalo alone. What needs no consent goes any way.
    """
    if one.consent_needed is None:
        return True
    theirs = select(Phone.fingerprint).where(Phone.citizen_id == one.citizen_id)
    heard = exists(Consent.id).where(
        or_(Consent.citizen_id == one.citizen_id, Consent.fingerprint.in_(theirs)),
        Consent.purpose == one.consent_needed,
        Consent.text_version.in_(NAMING_SMS),
        Consent.withdrawn_at.is_(None),
        or_(Consent.dossier_id.is_(None), Consent.dossier_id == one.subject_id),
    )
    return bool(session.scalar(select(heard)))


def is_told(session: Session, one: Reserved, *, is_met: bool) -> bool:
    """Does somebody else with a number of this person get the same news?

    Of two under way one goes: whoever has met the account (`is_met`) before a mere number, else the first.
    """
    other, mine, theirs = aliased(Intent), aliased(Phone), aliased(Phone)
    has_met = exists(ZaloIdentity.id).where(
        ZaloIdentity.citizen_id == other.citizen_id, ZaloIdentity.oa_id == other.oa_id
    )
    is_before = other.id < one.id
    goes = and_(has_met, is_before) if is_met else or_(has_met, is_before)
    asked = exists(other.id).where(
        other.kind == one.kind,
        other.subject_id == one.subject_id,
        other.subject_version == one.subject_version,
        other.id != one.id,
        other.citizen_id == theirs.citizen_id,
        theirs.fingerprint == mine.fingerprint,
        mine.citizen_id == one.citizen_id,
        other.citizen_id != one.citizen_id,
        or_(other.state.in_(GONE), and_(other.state.in_(UNDER_WAY), goes)),
    )
    return bool(session.scalar(select(asked)))

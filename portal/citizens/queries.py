"""Who somebody is, how they are reached on Zalo, and what they agreed to."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, Uuid, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from portal.citizens.models import Citizen, Consent, Phone, Purpose, ZaloIdentity
from portal.core.db import db
from portal.core.many import among

Pair = tuple[uuid.UUID, uuid.UUID | None]
"""A person, and the dossier in question or None."""


@dataclass(frozen=True)
class Address:
    """Where a person is written to on one Official Account."""

    user_id: str
    is_following: bool
    last_interaction_at: dt.datetime | None


def by_zalo(oa_id: str, user_id: str) -> ZaloIdentity | None:
    """The identity this Official Account knows by that id."""
    return db.session.scalar(select(ZaloIdentity).filter_by(oa_id=oa_id, user_id=user_id))


def with_phones(fingerprints: Iterable[str]) -> dict[str, list[uuid.UUID]]:
    """Fingerprint -> everybody who has or claims that number; numbers nobody has are left out."""
    asked = set(fingerprints)
    if not asked:
        return {}
    rows = db.session.execute(
        select(Phone.fingerprint, Phone.citizen_id)
        .join(Citizen, Citizen.id == Phone.citizen_id)
        .where(among(Phone.fingerprint, asked), Citizen.erased_at.is_(None))
        .order_by(Phone.id)
    )
    found: dict[str, list[uuid.UUID]] = {}
    for fingerprint, citizen_id in rows:
        found.setdefault(fingerprint, []).append(citizen_id)
    return found


def fingerprints_of(citizen_id: uuid.UUID) -> frozenset[str]:
    """Fingerprints of the numbers a person has, claimed or verified."""
    return frozenset(db.session.scalars(select(Phone.fingerprint).filter_by(citizen_id=citizen_id)))


def address(citizen_id: uuid.UUID, oa_id: str) -> Address | None:
    """Where to write to a person; the account they follow and used last, when they have several."""
    row = db.session.execute(
        select(ZaloIdentity.user_id, ZaloIdentity.is_following, ZaloIdentity.last_interaction_at)
        .filter_by(citizen_id=citizen_id, oa_id=oa_id)
        .order_by(
            ZaloIdentity.is_following.desc(),
            ZaloIdentity.last_interaction_at.desc().nulls_last(),
            ZaloIdentity.id,
        )
        .limit(1)
    ).first()
    return Address(*row) if row else None


def readers(people: Collection[uuid.UUID], locale: str) -> frozenset[uuid.UUID]:
    """Those of the people who asked for messages in this language."""
    asked = select(Citizen.id).where(among(Citizen.id, people), Citizen.locale == locale)
    return frozenset(db.session.scalars(asked))


def user_ids(people: Collection[uuid.UUID], oa_id: str) -> dict[uuid.UUID, str]:
    """Person -> the account that `address` names, for many at once; people without one are left out."""
    rows = db.session.execute(
        select(ZaloIdentity.citizen_id, ZaloIdentity.user_id)
        .ext(distinct_on(ZaloIdentity.citizen_id))
        .where(among(ZaloIdentity.citizen_id, people), ZaloIdentity.oa_id == oa_id)
        .order_by(
            ZaloIdentity.citizen_id,
            ZaloIdentity.is_following.desc(),
            ZaloIdentity.last_interaction_at.desc().nulls_last(),
            ZaloIdentity.id,
        )
    )
    return {citizen_id: user_id for citizen_id, user_id in rows}


def may_tell(citizen_id: uuid.UUID, purpose: Purpose | str, dossier_id: uuid.UUID | None) -> bool:
    """Has this person agreed to be told, about this dossier?"""
    return bool(agreed([(citizen_id, dossier_id)], purpose))


def agreed(pairs: Sequence[Pair], purpose: Purpose | str) -> set[Pair]:
    """Those of the pairs that agreed, in one question to the database.

    A consent counts when it is the person's own, or was given for a phone number the person has, and only
    until the person says no: the later word stands, and a no is kept as a withdrawn row of the person.
    """
    if not pairs:
        return set()
    people, dossiers = zip(*set(pairs), strict=True)
    asked = (
        select(
            func.unnest(cast(list(people), ARRAY(Uuid))).label("citizen_id"),
            func.unnest(cast(list(dossiers), ARRAY(Uuid))).label("dossier_id"),
        )
    ).cte("asked")
    person, dossier = asked.c.citizen_id, asked.c.dossier_id
    yes, no = aliased(Consent), aliased(Consent)
    refused_since = exists(no.id).where(
        no.citizen_id == person,
        no.purpose == yes.purpose,
        or_(no.dossier_id.is_(None), no.dossier_id == dossier),
        no.withdrawn_at >= yes.given_at,
    )
    refused_since = refused_since.correlate(asked, yes)
    has_number = exists(Phone.id).where(Phone.citizen_id == person, Phone.fingerprint == yes.fingerprint)
    has_number = has_number.correlate(asked, yes)
    is_theirs = or_(yes.citizen_id == person, has_number)
    stands = (yes.purpose == Purpose(purpose), yes.withdrawn_at.is_(None), ~refused_since)
    numbers = select(Phone.fingerprint).where(Phone.citizen_id == person).correlate(asked)
    # Each of the three is found by an index of its own; one question with "or" reads every consent.
    gave = or_(
        exists(yes.id).where(yes.dossier_id == dossier, is_theirs, *stands),
        exists(yes.id).where(yes.dossier_id.is_(None), yes.citizen_id == person, *stands),
        exists(yes.id).where(yes.dossier_id.is_(None), yes.fingerprint.in_(numbers), *stands),
    )
    return {(row.citizen_id, row.dossier_id) for row in db.session.execute(select(asked).where(gave))}

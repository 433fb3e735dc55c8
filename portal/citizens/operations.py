"""Meeting people, learning their phones, and keeping what they agreed to or took back."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CursorResult, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.citizens.forms import parse_phone
from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose, ZaloIdentity
from portal.core import clock
from portal.core.crypto import fingerprint as fingerprint_of
from portal.core.db import transaction
from portal.core.errors import Refused


def meet(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """The citizen behind a Zalo id, made when this is the first we hear of them.

    Two processes that meet the same person at once agree on one citizen.
    """
    with transaction() as session:
        known = _citizen_of(session, oa_id, user_id)
        if known is None:
            known = _make(session, oa_id, user_id, at)
        if user_id_by_app:
            session.execute(
                update(ZaloIdentity)
                .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id)
                .where(ZaloIdentity.user_id_by_app.is_distinct_from(user_id_by_app))
                .values(user_id_by_app=user_id_by_app)
            )
        return known


def _citizen_of(session: Session, oa_id: str, user_id: str) -> uuid.UUID | None:
    return session.scalar(select(ZaloIdentity.citizen_id).filter_by(oa_id=oa_id, user_id=user_id))


def _make(session: Session, oa_id: str, user_id: str, at: dt.datetime) -> uuid.UUID:
    citizen_id = uuid.uuid4()
    session.execute(insert(Citizen).values(id=citizen_id, locale="vi", created_at=at))
    identity = (
        insert(ZaloIdentity)
        .values(citizen_id=citizen_id, oa_id=oa_id, user_id=user_id, is_following=False)
        .on_conflict_do_nothing()
        .returning(ZaloIdentity.citizen_id)
    )
    if session.scalar(identity) is not None:
        return citizen_id
    session.execute(delete(Citizen).where(Citizen.id == citizen_id))
    return session.scalars(select(ZaloIdentity.citizen_id).filter_by(oa_id=oa_id, user_id=user_id)).one()


def follow(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They follow the Official Account since `at`; an older word than the last known changes nothing."""
    with transaction() as session:
        citizen_id = touch(oa_id, user_id, at, user_id_by_app)
        _set_following(session, oa_id, user_id, at, is_following=True)
        return citizen_id


def unfollow(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They stopped following at `at`; an older word than the last known changes nothing."""
    with transaction() as session:
        citizen_id = meet(oa_id, user_id, at, user_id_by_app)
        _set_following(session, oa_id, user_id, at, is_following=False)
        return citizen_id


def _set_following(
    session: Session, oa_id: str, user_id: str, at: dt.datetime, *, is_following: bool
) -> None:
    last = ZaloIdentity.follow_changed_at
    # Both in one millisecond: silence is the safer reading, in whichever order they arrive.
    newer = last < at if is_following else last <= at
    session.execute(
        update(ZaloIdentity)
        .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id, or_(last.is_(None), newer))
        .values(is_following=is_following, follow_changed_at=at)
    )


def touch(oa_id: str, user_id: str, at: dt.datetime, user_id_by_app: str | None = None) -> uuid.UUID:
    """They did something at `at` that opens Zalo's window for answers; meets them when need be."""
    with transaction() as session:
        citizen_id = meet(oa_id, user_id, at, user_id_by_app)
        session.execute(
            update(ZaloIdentity)
            .where(ZaloIdentity.oa_id == oa_id, ZaloIdentity.user_id == user_id)
            .values(last_interaction_at=func.greatest(ZaloIdentity.last_interaction_at, at))
        )
        return citizen_id


def learn_phone(citizen_id: uuid.UUID, number: str, proof: Proof, told_by: str) -> str:
    """Keep that a person has a number; its fingerprint. A claim never lowers what was verified.

    Several people may claim one number. Raises Refused for what is no Vietnamese number.
    """
    parsed = parse_phone(number)
    if parsed is None:
        raise Refused("not a Vietnamese phone number")
    mark = fingerprint_of(parsed)
    row = insert(Phone).values(
        citizen_id=citizen_id, fingerprint=mark, number=parsed, proof=proof, told_by=told_by, at=clock.now()
    )
    told = row.excluded
    better = (Phone.proof == Proof.CLAIMED) & (told.proof == Proof.VERIFIED)
    with transaction() as session:
        session.execute(
            row.on_conflict_do_update(
                index_elements=[Phone.citizen_id, Phone.fingerprint],
                set_={
                    name: case((better, getattr(told, name)), else_=getattr(Phone, name))
                    for name in ("proof", "told_by", "at")
                },
            )
        )
    return mark


def agree(
    purpose: Purpose | str,
    *,
    citizen_id: uuid.UUID | None = None,
    fingerprint: str | None = None,
    dossier_id: uuid.UUID | None = None,
    text_version: str,
    channel: str,
    evidence: str,
    client: str | None = None,
    officer_id: uuid.UUID | None = None,
) -> bool:
    """Write that a person, or whoever has a number, agreed; False when this very consent is known.

    The same evidence adds nothing. Neither does a machine that tells the same tick again with each push of
    a dossier: otherwise its next push would undo a withdrawal.
    """
    if (citizen_id is None) == (fingerprint is None):
        raise ValueError("a consent is a person's or a number's, and only one of both")
    subject = {"citizen_id": citizen_id, "fingerprint": fingerprint, "dossier_id": dossier_id}
    same = select(Consent.id).filter_by(purpose=Purpose(purpose), **subject)
    same = same.filter_by(client=client) if client else same.filter_by(evidence=evidence)
    with transaction() as session:
        lock = "|".join(str(part) for part in (purpose, *subject.values(), client or evidence))
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock, 0))))
        if session.scalar(same.limit(1)) is not None:
            return False
        session.add(
            Consent(
                **subject,
                purpose=Purpose(purpose),
                text_version=text_version,
                channel=channel,
                evidence=evidence,
                client=client,
                officer_id=officer_id,
                given_at=clock.now(),
            )
        )
        session.flush()
        return True


def withdraw(
    how: str,
    evidence: str,
    *,
    citizen_id: uuid.UUID | None = None,
    fingerprint: str | None = None,
    purpose: Purpose | str | None = None,
    dossier_id: uuid.UUID | None = None,
) -> int:
    """Take back consents of a purpose (or all), for a dossier (or all); how many rows ended.

    What was given for a number stays when a person withdraws, since others may have the number too: a
    withdrawn row of the person stands against it, and against any wider consent. A repeat adds nothing.
    """
    if (citizen_id is None) == (fingerprint is None):
        raise ValueError("a person withdraws, or whoever has a number, and only one of both")
    purposes = [Purpose(purpose)] if purpose else list(Purpose)
    subject = Consent.citizen_id == citizen_id if citizen_id else Consent.fingerprint == fingerprint
    now = clock.now()
    own = update(Consent).where(subject, Consent.purpose.in_(purposes), Consent.withdrawn_at.is_(None))
    if dossier_id:
        own = own.where(Consent.dossier_id == dossier_id)
    with transaction() as session:
        ended = session.execute(own.values(withdrawn_at=now, withdrawn_how=how))
        for word in purposes if citizen_id else []:
            _say_no(
                session,
                how,
                now,
                citizen_id=citizen_id,
                purpose=word,
                dossier_id=dossier_id,
                evidence=evidence,
            )
        return ended.rowcount if isinstance(ended, CursorResult) else 0


def _say_no(session: Session, how: str, now: dt.datetime, **no: Any) -> None:
    if session.scalar(select(Consent.id).filter_by(**no).limit(1)) is None:
        session.add(
            Consent(
                **no,
                text_version="withdrawal",
                channel="oa",
                given_at=now,
                withdrawn_at=now,
                withdrawn_how=how,
            )
        )

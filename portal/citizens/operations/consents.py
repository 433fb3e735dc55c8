"""What people agreed to, one purpose at a time, provably; and what they took back."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from portal.citizens.models import Consent, Purpose
from portal.core import clock
from portal.core.db import transaction


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
    channel: str = "oa",
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
                channel=channel,
            )
        return ended.rowcount if isinstance(ended, CursorResult) else 0


def _say_no(session: Session, how: str, now: dt.datetime, **no: Any) -> None:
    if session.scalar(select(Consent.id).filter_by(**no).limit(1)) is None:
        session.add(
            Consent(
                **no,
                text_version="withdrawal",
                given_at=now,
                withdrawn_at=now,
                withdrawn_how=how,
            )
        )

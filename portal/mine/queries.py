"""Why a person was told each thing: whose number, which following, which consent."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from portal.citizens.models import Consent, Phone, Purpose
from portal.core.db import db
from portal.dossiers.models import Dossier, DossierContact, Follow
from portal.notifications.told import Told


@dataclass(frozen=True)
class Why:
    """The reason of a message about a dossier: how it concerns them, and what they agreed to."""

    code: str
    via: str | None  # phone, share, follow; None where it is not theirs any more
    agreed_at: dt.datetime | None
    channel: str | None  # where they agreed: desk, oa, web, mini_app


def why(citizen_id: uuid.UUID, told: Sequence[Told]) -> dict[uuid.UUID, Why]:
    """Message -> why, for those about dossiers, in four questions for the whole page."""
    about = {one.id: one for one in told if one.subject_kind == "dossier"}
    ids = {one.subject_id for one in about.values()}
    if not ids:
        return {}
    codes = dict(db.session.execute(select(Dossier.id, Dossier.code).where(Dossier.id.in_(ids))).all())
    follows = dict(
        db.session.execute(
            select(Follow.dossier_id, Follow.link_id).where(
                Follow.dossier_id.in_(ids), Follow.citizen_id == citizen_id
            )
        ).all()
    )
    phones = set(
        db.session.scalars(
            select(DossierContact.dossier_id)
            .join(Phone, Phone.fingerprint == DossierContact.fingerprint)
            .where(DossierContact.dossier_id.in_(ids), Phone.citizen_id == citizen_id)
        )
    )
    consents = _consents(citizen_id)
    found = {}
    for id_, one in about.items():
        agreed = _standing(consents, one)
        via = "phone" if one.subject_id in phones else None
        if via is None and one.subject_id in follows:
            via = "share" if follows[one.subject_id] else "follow"
        at, channel = (agreed.given_at, agreed.channel) if agreed else (None, None)
        found[id_] = Why(codes.get(one.subject_id, ""), via, at, channel)
    return found


def _consents(citizen_id: uuid.UUID) -> Sequence[Consent]:
    """What they, or whoever has their numbers, agreed to about dossiers, the newest first."""
    has_number = exists(Phone.id).where(
        Phone.citizen_id == citizen_id, Phone.fingerprint == Consent.fingerprint
    )
    return db.session.scalars(
        select(Consent)
        .where(
            Consent.purpose == Purpose.DOSSIER_NOTIFY,
            Consent.text_version != "withdrawal",
            or_(Consent.citizen_id == citizen_id, has_number),
        )
        .order_by(Consent.given_at.desc())
    ).all()


def _standing(consents: Sequence[Consent], one: Told) -> Consent | None:
    """The consent a message stood on when it was owed."""
    return next(
        (
            consent
            for consent in consents
            if consent.given_at <= one.at
            and consent.dossier_id in {None, one.subject_id}
            and (consent.withdrawn_at is None or consent.withdrawn_at > one.at)
        ),
        None,
    )

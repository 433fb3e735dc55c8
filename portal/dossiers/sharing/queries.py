"""Who may show a dossier to a relative, which links they gave, and who follows by them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Exists, exists, func, or_, select

from portal.citizens.models import Phone, Proof, ZaloIdentity
from portal.core.db import db
from portal.dossiers.models import DossierContact, DossierLink, Follow
from portal.dossiers.sharing.models import DossierShare


@dataclass(frozen=True)
class Follower:
    """Somebody who is told of a dossier, by the name they have on Zalo."""

    name: str | None
    since: dt.datetime
    via: str


@dataclass(frozen=True)
class Share:
    """A link that was given, and what came of it."""

    id: uuid.UUID
    label: str
    made_at: dt.datetime
    revoked_at: dt.datetime | None
    uses: int
    last_used_at: dt.datetime | None
    is_mine: bool
    followers: tuple[Follower, ...]


@dataclass(frozen=True)
class Shown:
    """What somebody of a dossier sees of who else looks at it."""

    is_owner: bool
    shares: tuple[Share, ...]
    others: tuple[Follower, ...]  # who follow without a link; told to the owner alone


def may_share(dossier_id: uuid.UUID, citizen_id: uuid.UUID) -> bool:
    """Is it theirs: their number stands in it, or they follow by a proof of their own?"""
    follows = exists().where(
        Follow.dossier_id == dossier_id,
        Follow.citizen_id == citizen_id,
        Follow.ended_at.is_(None),
        Follow.link_id.is_(None),
        Follow.via != "share",
    )
    return bool(db.session.scalar(select(or_(_has_number(dossier_id, citizen_id), follows))))


def is_owner(dossier_id: uuid.UUID, citizen_id: uuid.UUID) -> bool:
    """Does a number they have proven stand in it?"""
    return bool(db.session.scalar(select(_has_number(dossier_id, citizen_id, Proof.VERIFIED))))


def _has_number(dossier_id: uuid.UUID, citizen_id: uuid.UUID, *proofs: Proof) -> Exists:
    return exists().where(
        DossierContact.dossier_id == dossier_id,
        DossierContact.fingerprint == Phone.fingerprint,
        Phone.citizen_id == citizen_id,
        Phone.proof.in_(proofs or tuple(Proof)),
    )


def in_force(dossier_id: uuid.UUID, citizen_id: uuid.UUID) -> int:
    """How many links of theirs for a dossier have not been taken back."""
    mine = (DossierShare.dossier_id == dossier_id, DossierShare.citizen_id == citizen_id)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(DossierShare)
            .join(DossierLink, DossierLink.id == DossierShare.link_id)
            .where(*mine, DossierLink.revoked_at.is_(None))
        )
        or 0
    )


def shown(dossier_id: uuid.UUID, citizen_id: uuid.UUID) -> Shown:
    """The links one may take back, those in force first; the owner sees everybody's, and all who follow."""
    owns = is_owner(dossier_id, citizen_id)
    query = (
        select(DossierShare, DossierLink)
        .join(DossierLink, DossierLink.id == DossierShare.link_id)
        .where(DossierShare.dossier_id == dossier_id)
        .order_by(DossierLink.revoked_at.desc().nulls_first(), DossierShare.made_at.desc())
        .limit(50)
    )
    if not owns:
        query = query.where(DossierShare.citizen_id == citizen_id)
    rows = db.session.execute(query).all()
    by_link = _followers(dossier_id, citizen_id)
    shares = tuple(
        Share(
            share.id,
            share.label,
            share.made_at,
            link.revoked_at,
            link.uses,
            link.last_used_at,
            share.citizen_id == citizen_id,
            tuple(by_link.get(link.id, ())),
        )
        for share, link in rows
    )
    return Shown(owns, shares, tuple(by_link.get(None, ())) if owns else ())


def _followers(dossier_id: uuid.UUID, but: uuid.UUID) -> dict[uuid.UUID | None, list[Follower]]:
    """Link (None: without one) -> who follows by it, but for the one who asks."""
    names = (
        select(ZaloIdentity.display_name)
        .where(ZaloIdentity.citizen_id == Follow.citizen_id)
        .order_by(ZaloIdentity.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Follow.link_id, names.label("name"), Follow.since, Follow.via)
        .where(Follow.dossier_id == dossier_id, Follow.ended_at.is_(None), Follow.citizen_id != but)
        .order_by(Follow.since)
        .limit(100)
    )
    found: dict[uuid.UUID | None, list[Follower]] = {}
    for row in rows:
        found.setdefault(row.link_id, []).append(Follower(row.name, row.since, row.via))
    return found

"""Can whoever has a phone number be told on Zalo now? Asked at the counter and by counter software."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose, ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db


class Reach(StrEnum):
    """How a phone stands with the Official Account, the best of all people who have the number."""

    REACHABLE = "reachable"  # follows, and Zalo's window for our messages is open
    SILENT = "silent"  # follows, and has not done anything for longer than the window
    NOT_FOLLOWING = "not_following"  # has met the account, and does not follow it
    UNKNOWN = "unknown"  # nobody with this number has met the account; perhaps it is on no Zalo at all


@dataclass(frozen=True)
class Found:
    """What is known of a number; times and states, never who it is."""

    reach: Reach
    people: tuple[uuid.UUID, ...] = ()  # who can be written to, best first
    last_at: dt.datetime | None = None  # when they last did something with the account
    closes_at: dt.datetime | None = None  # when Zalo's window ends, while it is open
    is_verified: bool = False  # somebody has proven to have this number
    claims: int = 0  # how many people say it is theirs


_ORDER = (Reach.REACHABLE, Reach.SILENT, Reach.NOT_FOLLOWING)


def of(fingerprint: str) -> Found:
    """How the number with this fingerprint stands now: one question to the database."""
    rows = db.session.execute(
        select(
            Phone.citizen_id,
            Phone.proof,
            ZaloIdentity.is_following,
            ZaloIdentity.last_interaction_at,
        )
        .join(Citizen, Citizen.id == Phone.citizen_id)
        .outerjoin(
            ZaloIdentity,
            (ZaloIdentity.citizen_id == Phone.citizen_id) & (ZaloIdentity.oa_id == settings.get().zalo_oa_id),
        )
        .where(Phone.fingerprint == fingerprint, Citizen.erased_at.is_(None))
        .order_by(ZaloIdentity.last_interaction_at.desc().nulls_last(), Phone.id)
    ).all()
    met = [(_standing(row.is_following, row.last_interaction_at), row) for row in rows]
    known = sorted((pair for pair in met if pair[0] in _ORDER), key=lambda pair: _ORDER.index(pair[0]))
    claims = len({row.citizen_id for row in rows})
    is_verified = any(row.proof == Proof.VERIFIED for row in rows)
    if not known:
        return Found(Reach.UNKNOWN, is_verified=is_verified, claims=claims)
    best, row = known[0]
    people = tuple(dict.fromkeys(r.citizen_id for reach, r in known if reach is not Reach.NOT_FOLLOWING))
    closes_at = row.last_interaction_at + _window() if best is Reach.REACHABLE else None
    return Found(best, people, row.last_interaction_at, closes_at, is_verified, claims)


def _window() -> dt.timedelta:
    return dt.timedelta(days=settings.get().zalo_window_days)


def _standing(is_following: bool | None, last_at: dt.datetime | None) -> Reach:
    if is_following is None:
        return Reach.UNKNOWN
    if not is_following:
        return Reach.NOT_FOLLOWING
    is_open = last_at is not None and last_at + _window() > clock.now()
    return Reach.REACHABLE if is_open else Reach.SILENT


def numbers_agreed(pairs: Collection[tuple[str, uuid.UUID]]) -> set[tuple[str, uuid.UUID]]:
    """Of (fingerprint, dossier) those whose number was given with consent that still stands."""
    marks = {mark for mark, _ in pairs}
    if not marks:
        return set()
    rows = db.session.execute(
        select(Consent.fingerprint, Consent.dossier_id).where(
            Consent.fingerprint.in_(marks),
            Consent.purpose == Purpose.DOSSIER_NOTIFY,
            Consent.withdrawn_at.is_(None),
        )
    )
    given = {(mark, dossier_id) for mark, dossier_id in rows}
    return {(mark, dossier_id) for mark, dossier_id in pairs if given & {(mark, dossier_id), (mark, None)}}

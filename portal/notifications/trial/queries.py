"""Who is invited to a trial, and how many messages it kept back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.citizens.models import Phone, ZaloIdentity
from portal.core import settings
from portal.core.db import db
from portal.notifications.models import Intent, State
from portal.zalo.models import Guest, Trial

MOST = 200


@dataclass(frozen=True)
class Invited:
    """A guest as the desk shows them; the number masked, the names as Zalo tells them."""

    id: uuid.UUID
    shown: str
    note: str | None
    added_at: dt.datetime
    names: tuple[str, ...]  # of everybody on the account whom this reaches
    reached: int


def changed() -> Trial | None:
    """Who changed the mode last, and when."""
    return db.session.get(Trial, settings.get().zalo_oa_id)


def guests() -> list[Invited]:
    """Everybody on the list, the newest first, each with the people it reaches now."""
    oa_id = settings.get().zalo_oa_id
    rows = db.session.scalars(
        select(Guest).filter_by(oa_id=oa_id).order_by(Guest.added_at.desc()).limit(MOST)
    )
    return [_invited(row) for row in rows]


def _invited(guest: Guest) -> Invited:
    who = select(ZaloIdentity.display_name).filter_by(oa_id=guest.oa_id)
    if guest.fingerprint:
        has_number = select(Phone.citizen_id).filter_by(fingerprint=guest.fingerprint)
        names = db.session.scalars(who.where(ZaloIdentity.citizen_id.in_(has_number)).limit(10)).all()
    else:
        names = db.session.scalars(who.filter_by(user_id=guest.user_id)).all()
    shown = _masked(guest.number) if guest.number else guest.user_id or ""
    return Invited(guest.id, shown, guest.note, guest.added_at, tuple(n for n in names if n), len(names))


def _masked(number: str) -> str:
    local = "0" + number.removeprefix("+84")
    return f"{local[:4]} *** {local[-3:]}"


def kept_back() -> int:
    """How many messages went to nobody because their person is no guest."""
    kept = select(func.count(Intent.id)).where(Intent.state == State.DROPPED, Intent.reason == "trial")
    return db.session.scalar(kept) or 0

"""What we know of one person, as they may read it themselves."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select

from portal.citizens import messages, queries
from portal.citizens.models import (
    Citizen,
    CitizenSession,
    Consent,
    Phone,
    Proof,
    Purpose,
    ZaloIdentity,
    ZaloLogin,
)
from portal.core import clock
from portal.core.db import db


@dataclass(frozen=True)
class OwnPhone:
    """A number, masked: a page may be read over a shoulder."""

    masked: str
    proof: Proof
    told_by: str | None  # in words; None when it needs none
    at: dt.datetime


@dataclass(frozen=True)
class OwnConsent:
    """One purpose: agreed to or not, since when, and where it was said."""

    purpose: Purpose
    title: str
    text: str
    version: str
    is_on: bool
    since: dt.datetime | None  # of its being on, or of having been taken back
    lacks_sms: bool  # agreed to under a wording that names Zalo alone, and today's names SMS


@dataclass(frozen=True)
class Self:
    """A person as they are known here."""

    name: str | None
    is_in_chat: bool
    is_following: bool
    since: dt.datetime
    sessions: int
    phones: tuple[OwnPhone, ...]
    consents: tuple[OwnConsent, ...]


def of(citizen_id: uuid.UUID) -> Self:
    """Everything of the first half of the page /toi/, in six questions."""
    person = db.session.get_one(Citizen, citizen_id)
    chats = db.session.scalars(
        select(ZaloIdentity).filter_by(citizen_id=citizen_id).order_by(ZaloIdentity.id)
    ).all()
    names = [*db.session.scalars(_names(citizen_id)), *(chat.display_name for chat in chats)]
    live = select(func.count()).where(
        CitizenSession.citizen_id == citizen_id,
        CitizenSession.ended_at.is_(None),
        CitizenSession.expires_at > clock.now(),
    )
    return Self(
        name=next((name for name in names if name), None),
        is_in_chat=bool(chats),
        is_following=any(chat.is_following for chat in chats),
        since=person.created_at,
        sessions=db.session.scalar(live) or 0,
        phones=_phones(citizen_id),
        consents=consents(citizen_id),
    )


def is_in_chat(citizen_id: uuid.UUID) -> bool:
    """Does the Official Account know this person?"""
    return bool(db.session.scalar(select(exists().where(ZaloIdentity.citizen_id == citizen_id))))


def _names(citizen_id: uuid.UUID) -> Select[str | None]:
    return select(ZaloLogin.display_name).filter_by(citizen_id=citizen_id).order_by(ZaloLogin.last_at.desc())


def _phones(citizen_id: uuid.UUID) -> tuple[OwnPhone, ...]:
    rows = db.session.scalars(select(Phone).filter_by(citizen_id=citizen_id).order_by(Phone.id))
    return tuple(
        OwnPhone(masked(row.number), row.proof, messages.TOLD_BY.get(row.told_by), row.at) for row in rows
    )


def masked(number: str) -> str:
    """`090***123` for +84901234123."""
    local = "0" + number.removeprefix("+84")
    return f"{local[:3]}***{local[-3:]}"


def consents(citizen_id: uuid.UUID) -> tuple[OwnConsent, ...]:
    """Each purpose as it stands in general; what holds for one dossier only is shown with that dossier."""
    rows = db.session.scalars(
        select(Consent).filter_by(citizen_id=citizen_id, dossier_id=None).order_by(Consent.given_at)
    ).all()
    last: dict[Purpose, Consent] = {row.purpose: row for row in rows}
    return tuple(_consent(citizen_id, purpose, last.get(purpose)) for purpose in messages.CONSENTS)


def _consent(citizen_id: uuid.UUID, purpose: Purpose, last: Consent | None) -> OwnConsent:
    is_on = queries.may_tell(citizen_id, purpose, None)
    today = messages.asked(purpose)
    wording = messages.asked(purpose, last.text_version) if is_on and last else today
    since = (last.given_at if is_on else last.withdrawn_at) if last else None
    lacks_sms = is_on and today.version in messages.NAMING_SMS and wording.version not in messages.NAMING_SMS
    return OwnConsent(purpose, wording.title, wording.text, wording.version, is_on, since, lacks_sms)


def lacks_sms(citizen_id: uuid.UUID, purpose: Purpose) -> bool:
    """Did they agree to this purpose on Zalo alone, while SMS could be agreed to?"""
    return any(one.lacks_sms for one in consents(citizen_id) if one.purpose is purpose)

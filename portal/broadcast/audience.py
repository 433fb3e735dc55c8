"""Whom a broadcast is for: what an officer chose, the people that fit, and why some of them get nothing.

Everybody that fits is either sent to or excluded for one named reason, the first that holds, so that the
count equals sent and excluded. One statement asks, so that the rows of a broadcast are one INSERT ... SELECT.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.types import Text

from portal.broadcast.choosing.models import Choice, Tag
from portal.broadcast.choosing.topics import COMMUNE, FIELD, URGENT
from portal.broadcast.officials.models import Group, Listed, Official
from portal.citizens.models import Citizen, Consent, Phone, Proof, Purpose, ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db
from portal.core.many import among
from portal.dossiers.models import Dossier, Follow

MESSAGE, ARTICLE = "message", "article"

NOT_FOLLOWING = "not_following"
STOPPED = "stopped"
NO_CONSENT = "no_consent"
WINDOW = "window"
CAP = "cap"
REASONS = (NOT_FOLLOWING, STOPPED, NO_CONSENT, WINDOW, CAP)


@dataclass(frozen=True)
class Audience:
    """What was chosen: one of each list is enough, and every list that is not empty must fit.

    Nothing chosen is everybody whom the account knows.
    """

    officials: bool = False  # only them, whoever agreed to what
    groups: tuple[str, ...] = ()  # of officials; none: any
    topics: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    every: bool = False  # all of the communes, not one of them
    without: tuple[str, ...] = ()  # and none of these communes
    fields: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()  # of a dossier they follow
    tags: tuple[str, ...] = ()
    active_days: int = 0  # wrote or tapped within so many days; 0: whenever
    got: str = ""  # the id of a broadcast: exactly those who may have got it

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Out of JSON; what is not known is left out."""
        values: dict[str, Any] = {
            one.name: tuple(told[one.name]) if isinstance(one.default, tuple) else told[one.name]
            for one in fields(cls)
            if one.name in told
        }
        return cls(**values)

    def told(self) -> dict[str, Any]:
        """As JSON: only what was chosen, lists in one order, so that equal audiences look alike."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return {name: sorted(v) if isinstance(v, list | tuple) else v for name, v in chosen.items()}

    @property
    def digest(self) -> str:
        """The same for equal audiences."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Count:
    """How many fit, how many of them are sent to, and how many are not for which reason."""

    sent: int
    excluded: Mapping[str, int]

    @property
    def people(self) -> int:
        """Everybody that fits."""
        return self.sent + sum(self.excluded.values())


def chosen(
    audience: Audience | Mapping[str, Any], *, is_urgent: bool = False, way: str = MESSAGE
) -> Select[tuple[uuid.UUID, str, str | None]]:
    """Rows (citizen_id, user_id, excluded): everybody that fits, each once, and why not when excluded."""
    wanted = audience if isinstance(audience, Audience) else Audience.read(audience)
    who = _accounts(settings.get().zalo_oa_id)
    said = _said()
    now = clock.now()
    why = _excluded(wanted, who, said, now, is_urgent=is_urgent or URGENT in wanted.topics, way=way)
    return (
        select(who.c.citizen_id, who.c.user_id, why.label("excluded"))
        .select_from(who.outerjoin(said, said.c.citizen_id == who.c.citizen_id))
        .where(*_fits(wanted, who, now))
    )


def count(audience: Audience | Mapping[str, Any], *, is_urgent: bool = False, way: str = MESSAGE) -> Count:
    """How many fit, and who of them is excluded why."""
    rows = chosen(audience, is_urgent=is_urgent, way=way).subquery()
    found: dict[str | None, int] = dict(
        db.session.execute(select(rows.c.excluded, func.count()).group_by(rows.c.excluded)).all()
    )
    return Count(found.pop(None, 0), {why: found[why] for why in REASONS if why in found})


def _accounts(oa_id: str) -> Subquery:
    """One account a person: the one they follow and used last, as `citizens.queries.address` names it."""
    return (
        select(
            ZaloIdentity.citizen_id,
            ZaloIdentity.user_id,
            ZaloIdentity.is_following,
            ZaloIdentity.last_interaction_at,
        )
        .ext(distinct_on(ZaloIdentity.citizen_id))
        .join(Citizen, Citizen.id == ZaloIdentity.citizen_id)
        .where(ZaloIdentity.oa_id == oa_id, Citizen.erased_at.is_(None))
        .order_by(
            ZaloIdentity.citizen_id,
            ZaloIdentity.is_following.desc(),
            ZaloIdentity.last_interaction_at.desc().nulls_last(),
            ZaloIdentity.id,
        )
        .subquery("who")
    )


def _said() -> Subquery:
    """The last yes and the last no of each person to news."""
    return (
        select(
            Consent.citizen_id,
            func.max(Consent.given_at).filter(Consent.withdrawn_at.is_(None)).label("yes"),
            func.max(Consent.withdrawn_at).label("no"),
        )
        .where(Consent.purpose == Purpose.NEWS, Consent.citizen_id.is_not(None), Consent.dossier_id.is_(None))
        .group_by(Consent.citizen_id)
        .subquery("said")
    )


def _excluded(
    wanted: Audience, who: Subquery, said: Subquery, now: dt.datetime, *, is_urgent: bool, way: str
) -> ColumnElement[str | None]:
    stands = and_(said.c.yes.is_not(None), or_(said.c.no.is_(None), said.c.no < said.c.yes))
    refused = and_(said.c.no.is_not(None), or_(said.c.yes.is_(None), said.c.no >= said.c.yes))
    reasons: list[tuple[ColumnElement[bool], str]] = [(~who.c.is_following, NOT_FOLLOWING)]
    if is_urgent:
        without = exists().where(
            Choice.citizen_id == who.c.citizen_id, Choice.topic == URGENT, Choice.ended_at.is_not(None)
        )
        reasons.append((or_(refused, without), STOPPED))
    elif not wanted.officials:
        reasons.append((func.coalesce(refused, False), STOPPED))
        reasons.append((~func.coalesce(stands, False), NO_CONSENT))
    if way == MESSAGE:
        oldest = now - dt.timedelta(days=settings.get().zalo_window_days)
        recent = and_(who.c.last_interaction_at.is_not(None), who.c.last_interaction_at > oldest)
        reasons.append((~recent, WINDOW))
    return case(*((condition, literal(word, Text)) for condition, word in reasons), else_=null().cast(Text))


def _fits(wanted: Audience, who: Subquery, now: dt.datetime) -> list[ColumnElement[bool]]:
    person = who.c.citizen_id
    tests: list[ColumnElement[bool]] = []
    if wanted.officials:
        tests.append(_is_official(person, wanted.groups))
    if wanted.topics and URGENT not in wanted.topics:
        tests.append(_chose(person, *wanted.topics))
    if wanted.every:
        tests += [_chose(person, COMMUNE, about=(one,)) for one in wanted.communes]
    elif wanted.communes:
        tests.append(_chose(person, COMMUNE, about=wanted.communes))
    if wanted.without:
        tests.append(~_chose(person, COMMUNE, about=wanted.without))
    if wanted.fields:
        tests.append(_chose(person, FIELD, about=wanted.fields))
    if wanted.procedures:
        tests.append(_follows(person, wanted.procedures))
    if wanted.tags:
        oa_id = settings.get().zalo_oa_id
        tests.append(
            exists().where(Tag.oa_id == oa_id, Tag.user_id == who.c.user_id, among(Tag.name, wanted.tags))
        )
    if wanted.active_days:
        tests.append(who.c.last_interaction_at > now - dt.timedelta(days=wanted.active_days))
    return tests


def _chose(
    person: ColumnElement[uuid.UUID], *topics: str, about: tuple[str, ...] | None = None
) -> ColumnElement[bool]:
    some = exists().where(Choice.citizen_id == person, Choice.topic.in_(topics), Choice.ended_at.is_(None))
    return some if about is None else some.where(among(Choice.about, about))


def _follows(person: ColumnElement[uuid.UUID], codes: tuple[str, ...]) -> ColumnElement[bool]:
    return exists().where(
        Follow.citizen_id == person,
        Follow.ended_at.is_(None),
        Follow.dossier_id == Dossier.id,
        among(Dossier.procedure_code, codes),
    )


def _is_official(person: ColumnElement[uuid.UUID], groups: tuple[str, ...]) -> ColumnElement[bool]:
    """Joined by a code, or proved to have a number of the list; who left stays out."""
    ids = [uuid.UUID(one) for one in groups]
    open_ = and_(Group.ended_at.is_(None), *([Group.id.in_(ids)] if ids else []))
    joined = exists().where(
        Official.citizen_id == person, Official.ended_at.is_(None), Official.group_id == Group.id, open_
    )
    left = exists().where(
        Official.citizen_id == Phone.citizen_id,
        Official.ended_at.is_not(None),
        Official.group_id == Listed.group_id,
    )
    listed = exists().where(
        Phone.citizen_id == person,
        Phone.proof == Proof.VERIFIED,
        Phone.fingerprint == Listed.fingerprint,
        Listed.group_id == Group.id,
        open_,
        ~left,
    )
    return or_(joined, listed)

"""Who fits an audience: each of its parts as a condition of one statement."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select

from portal.broadcast.choosing.models import Choice, Tag
from portal.broadcast.choosing.topics import COMMUNE, FIELD, URGENT
from portal.broadcast.models import Broadcast, Progress, Recipient
from portal.broadcast.officials.models import Group, Listed, Official
from portal.broadcast.shape import Audience
from portal.citizens.models import Phone, Proof
from portal.core import settings
from portal.core.many import among
from portal.dossiers.models import Dossier, Follow


def fits(wanted: Audience, who: Subquery, now: dt.datetime) -> list[ColumnElement[bool]]:
    """The conditions of an audience over accounts: every list that is not empty must fit."""
    person = who.c.citizen_id
    tests: list[ColumnElement[bool]] = []
    tests += _places(wanted, person)
    if wanted.officials:
        tests.append(_is_official(person, wanted.groups))
    if wanted.topics and URGENT not in wanted.topics:
        tests.append(_chose(person, *wanted.topics))
    if wanted.fields:
        tests.append(_chose(person, FIELD, about=wanted.fields))
    if wanted.procedures:
        tests.append(_follows(person, wanted.procedures))
    if wanted.tags:
        oa_id = settings.get().zalo_oa_id
        tests.append(
            exists().where(Tag.oa_id == oa_id, Tag.user_id == who.c.user_id, among(Tag.name, wanted.tags))
        )
    if wanted.got:
        tests.append(_got(person, uuid.UUID(wanted.got)))
    if wanted.active_days:
        tests.append(who.c.last_interaction_at > now - dt.timedelta(days=wanted.active_days))
    return tests


def _places(wanted: Audience, person: ColumnElement[uuid.UUID]) -> list[ColumnElement[bool]]:
    without = [~_chose(person, COMMUNE, about=wanted.without)] if wanted.without else []
    if wanted.every:
        return [_chose(person, COMMUNE, about=(one,)) for one in wanted.communes] + without
    return [_chose(person, COMMUNE, about=wanted.communes), *without] if wanted.communes else without


def _chose(
    person: ColumnElement[uuid.UUID], *topics: str, about: tuple[str, ...] | None = None
) -> ColumnElement[bool]:
    some = exists().where(Choice.citizen_id == person, Choice.topic.in_(topics), Choice.ended_at.is_(None))
    return some if about is None else some.where(among(Choice.about, about))


def _got(person: ColumnElement[uuid.UUID], broadcast_id: uuid.UUID) -> ColumnElement[bool]:
    """Everybody whom the wrong one may have reached: what is unknown counts as reached."""
    return exists().where(
        Recipient.citizen_id == person,
        Recipient.broadcast_id == broadcast_id,
        Recipient.state.in_((Progress.SENT, Progress.UNKNOWN, Progress.ON_WIRE)),
    )


def has_had(person: ColumnElement[uuid.UUID], now: dt.datetime) -> ColumnElement[bool]:
    """As many as BROADCAST_WEEKLY_CAP within seven days, urgent ones not counted."""
    had = (
        select(func.count())
        .where(
            Recipient.citizen_id == person,
            Recipient.sent_at > now - dt.timedelta(days=7),
            Broadcast.id == Recipient.broadcast_id,
            ~Broadcast.is_urgent,
        )
        .scalar_subquery()
    )
    return had >= settings.get().broadcast_weekly_cap


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

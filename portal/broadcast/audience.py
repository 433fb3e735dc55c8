"""Whom a broadcast is for: what an officer chose, the people that fit, and why some of them get nothing.

Everybody that fits is either sent to or excluded for one named reason, the first that holds, so that the
count equals sent and excluded. One statement asks, so that the rows of a broadcast are one INSERT ... SELECT.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.types import Text

from portal.broadcast import fitting
from portal.broadcast.choosing.models import Choice
from portal.broadcast.choosing.topics import URGENT
from portal.broadcast.shape import Audience as Audience
from portal.citizens.models import Citizen, Consent, Purpose, ZaloIdentity
from portal.core import clock, settings
from portal.core.db import db

MESSAGE, ARTICLE = "message", "article"

NOT_FOLLOWING = "not_following"
STOPPED = "stopped"
NO_CONSENT = "no_consent"
WINDOW = "window"
CAP = "cap"
REASONS = (NOT_FOLLOWING, STOPPED, NO_CONSENT, WINDOW, CAP)


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
        .where(*fitting.fits(wanted, who, now))
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
    if way == MESSAGE and not is_urgent and not wanted.got:
        reasons.append((fitting.has_had(who.c.citizen_id, now), CAP))
    if way == MESSAGE:
        oldest = now - dt.timedelta(days=settings.get().zalo_window_days)
        recent = and_(who.c.last_interaction_at.is_not(None), who.c.last_interaction_at > oldest)
        reasons.append((~recent, WINDOW))
    return case(*((condition, literal(word, Text)) for condition, word in reasons), else_=null().cast(Text))

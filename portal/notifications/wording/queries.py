"""The wordings of each kind in each of its voices, and their versions."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from portal.core.db import db
from portal.core.errors import Missing
from portal.notifications import voices
from portal.notifications.models import Attempt, Intent, MessageTemplate
from portal.notifications.voices import USUAL, Voice
from portal.notifications.wording.kinds import Rules, is_notice, rules, voices_of
from portal.notifications.wording.messages import TITLES
from portal.staff.models import StaffUser

MOST_LEAD = 70


@dataclass(frozen=True)
class Version:
    """One wording as it was; `author` is None for what came with the portal."""

    version: int
    body: str
    button: str | None
    created_at: dt.datetime | None
    author: str | None
    is_shipped: bool
    is_current: bool
    sent: int  # messages that were made with it


NONE_YET = Version(0, "", None, None, None, is_shipped=True, is_current=True, sent=0)


@dataclass(frozen=True)
class Listed:
    """One kind in the list."""

    kind: str
    lead: str  # how it begins: an answer of the chat has no better name
    version: int
    changed_at: dt.datetime
    is_shipped: bool
    is_notice: bool
    without: tuple[Voice, ...]  # forms it might be said in, and is not


def current(kind: str, voice: Voice = USUAL) -> Version:
    """The wording in force, NONE_YET where a form has none; raises Missing for a kind it cannot have."""
    return next((one for one in versions(kind, voice) if one.is_current), NONE_YET)


def shipped(kind: str, voice: Voice = USUAL) -> str:
    """The newest words that came with the portal; raises Missing for a kind we do not know."""
    found = db.session.scalar(
        select(MessageTemplate.body)
        .where(MessageTemplate.kind == kind, voice.own, MessageTemplate.created_by.is_(None))
        .order_by(MessageTemplate.version.desc())
        .limit(1)
    )
    if found is None:
        raise Missing("no such kind")
    return found


def rules_of(kind: str, voice: Voice = USUAL) -> Rules:
    """What a wording of this kind may and must hold."""
    return rules(kind, shipped(kind), voice)


def kinds() -> list[Listed]:
    """Every kind with its wording in force; notices first, then answers of the chat."""
    rows = db.session.execute(
        select(
            MessageTemplate.kind,
            MessageTemplate.channel,
            MessageTemplate.locale,
            MessageTemplate.version,
            MessageTemplate.created_at,
            MessageTemplate.body,
            MessageTemplate.created_by.is_(None).label("is_shipped"),
        )
        .where(or_(*(voice.own for voice in voices.ALL)))
        .order_by(MessageTemplate.kind, MessageTemplate.created_by.is_(None), MessageTemplate.version.desc())
    )
    newest: dict[tuple[str, str, str], Any] = {}
    for row in rows:
        newest.setdefault((row.kind, row.channel, row.locale), row)
    said = {key for key, row in newest.items() if row.body}
    usual = {key[0]: row for key, row in newest.items() if key[1:] == (USUAL.channel, USUAL.locale)}
    made = [_listed(row, said) for row in usual.values()]
    order = list(TITLES)
    return sorted(made, key=lambda one: (order.index(one.kind) if one.kind in TITLES else 99, one.kind))


def _listed(row: Any, said: set[tuple[str, str, str]]) -> Listed:
    without = [one for one in voices_of(row.kind) if (row.kind, one.channel, one.locale) not in said]
    return Listed(
        row.kind,
        _lead(row.body),
        row.version,
        row.created_at,
        row.is_shipped,
        is_notice(row.kind),
        tuple(without),
    )


def _lead(body: str) -> str:
    """The first line, shortened."""
    first = body.strip().partition("\n")[0]
    return first if len(first) <= MOST_LEAD else f"{first[:MOST_LEAD].rstrip()}…"


def title(kind: str) -> str:
    """What a kind is called; an answer of the chat by how it begins. Raises Missing."""
    return TITLES.get(kind) or _lead(shipped(kind))


def versions(kind: str, voice: Voice = USUAL) -> list[Version]:
    """Every wording of a kind, the newest first; raises Missing for a kind that cannot be said so."""
    rows = db.session.execute(
        select(MessageTemplate, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == MessageTemplate.created_by)
        .where(MessageTemplate.kind == kind, voice.own)
        .order_by(MessageTemplate.version.desc())
    ).all()
    if not rows:
        if voice is USUAL or voice not in voices_of(kind):
            raise Missing("no such kind")
        shipped(kind)  # a kind we know
        return []
    ours = [row[0] for row in rows if row[0].created_by is not None]
    in_force = (ours or [row[0] for row in rows])[0].version
    used = _used([row[0].id for row in rows], voice)
    return [_version(row[0], row[1], in_force, used) for row in rows]


def _version(row: MessageTemplate, author: str | None, in_force: int, used: Mapping[int, int]) -> Version:
    return Version(
        row.version,
        row.body,
        row.button,
        row.created_at,
        author,
        row.created_by is None,
        row.version == in_force,
        used.get(row.id, 0),
    )


def _used(ids: list[int], voice: Voice) -> dict[int, int]:
    """An SMS is a call of a message whose own words are those of Zalo."""
    used = Attempt.template_id if voice.is_sms else Intent.template_id
    asked = select(used, func.count()).where(used.in_(ids)).group_by(used)
    if voice.is_sms:
        asked = asked.where(Attempt.marked_at.is_not(None))
    return {row[0]: row[1] for row in db.session.execute(asked) if row[0] is not None}

"""The wordings of each kind, their versions, and a message that would go out in them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from portal.core import settings
from portal.core.db import db
from portal.core.errors import Missing
from portal.notifications import messages
from portal.notifications.leases import CHANNEL
from portal.notifications.messages import Button
from portal.notifications.models import Intent, MessageTemplate
from portal.notifications.operations import LOCALE
from portal.notifications.wording.kinds import Rules, is_notice, rules
from portal.notifications.wording.messages import TITLES
from portal.notifications.wording.samples import SAMPLE
from portal.staff.models import StaffUser

MOST_LEAD = 70


@dataclass(frozen=True)
class Version:
    """One wording as it was; `author` is None for what came with the portal."""

    version: int
    body: str
    button: str | None
    created_at: dt.datetime
    author: str | None
    is_shipped: bool
    is_current: bool
    sent: int  # messages that were made with it


@dataclass(frozen=True)
class Listed:
    """One kind in the list."""

    kind: str
    lead: str  # how it begins: an answer of the chat has no better name
    version: int
    changed_at: dt.datetime
    is_shipped: bool
    is_notice: bool


@dataclass(frozen=True)
class Preview:
    """A message as it would reach a person now."""

    text: str
    buttons: tuple[Button, ...]
    of: str | None  # the dossier's code where a real message lent its values
    at: dt.datetime | None


def current(kind: str) -> Version:
    """The wording in force; raises Missing."""
    return next(one for one in versions(kind) if one.is_current)


def shipped(kind: str) -> str:
    """The newest words that came with the portal; raises Missing for a kind we do not know."""
    found = db.session.scalar(
        select(MessageTemplate.body)
        .filter_by(kind=kind, channel=CHANNEL, locale=LOCALE, created_by=None)
        .order_by(MessageTemplate.version.desc())
        .limit(1)
    )
    if found is None:
        raise Missing("no such kind")
    return found


def rules_of(kind: str) -> Rules:
    """What a wording of this kind may and must hold."""
    return rules(kind, shipped(kind))


def kinds() -> list[Listed]:
    """Every kind with its wording in force; notices first, then answers of the chat."""
    rows = db.session.execute(
        select(
            MessageTemplate.kind,
            MessageTemplate.version,
            MessageTemplate.created_at,
            MessageTemplate.body,
            MessageTemplate.created_by.is_(None).label("is_shipped"),
        )
        .where(MessageTemplate.channel == CHANNEL, MessageTemplate.locale == LOCALE)
        .order_by(MessageTemplate.kind, MessageTemplate.created_by.is_(None), MessageTemplate.version.desc())
    )
    newest: dict[str, Any] = {}
    for row in rows:
        newest.setdefault(row.kind, row)
    made = [
        Listed(kind, _lead(row.body), row.version, row.created_at, row.is_shipped, is_notice(kind))
        for kind, row in newest.items()
    ]
    order = list(TITLES)
    return sorted(made, key=lambda one: (order.index(one.kind) if one.kind in TITLES else 99, one.kind))


def _lead(body: str) -> str:
    """The first line, shortened."""
    first = body.strip().partition("\n")[0]
    return first if len(first) <= MOST_LEAD else f"{first[:MOST_LEAD].rstrip()}…"


def title(kind: str) -> str:
    """What a kind is called; an answer of the chat by how it begins. Raises Missing."""
    return TITLES.get(kind) or _lead(shipped(kind))


def versions(kind: str) -> list[Version]:
    """Every wording of a kind, the newest first; raises Missing."""
    rows = db.session.execute(
        select(MessageTemplate, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == MessageTemplate.created_by)
        .where(
            MessageTemplate.kind == kind,
            MessageTemplate.channel == CHANNEL,
            MessageTemplate.locale == LOCALE,
        )
        .order_by(MessageTemplate.version.desc())
    ).all()
    if not rows:
        raise Missing("no such kind")
    ours = [row[0] for row in rows if row[0].created_by is not None]
    in_force = (ours or [row[0] for row in rows])[0].version
    used = _used([row[0].id for row in rows])
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


def _used(ids: list[int]) -> dict[int, int]:
    asked = select(Intent.template_id, func.count()).where(Intent.template_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(Intent.template_id))}


def preview(kind: str, body: str, button: str | None) -> Preview:
    """The words filled with what the last real message of this kind held, else with made-up values.

    Values a real message lacks are made up. ValueError where the words cannot be filled.
    """
    last = _last(kind)
    real = {k: v for k, v in (last.params if last else {}).items() if isinstance(v, str)}
    chosen = settings.get()
    usual = {"hotline": chosen.hotline, "province": chosen.province_name, "oa_name": chosen.oa_name}
    made_up = {name: f"({name})" for name in messages.PLACEHOLDERS} | dict(SAMPLE)
    text = messages.render(body, {**made_up, **usual, **real})
    buttons = messages.buttons_of(last.params) if last else _made_up(kind)
    return Preview(
        text, messages.retitled(buttons, button), real.get("code"), last.created_at if last else None
    )


def _last(kind: str) -> Intent | None:
    """The newest message of the kind that still has its values."""
    newest = select(Intent).filter_by(kind=kind).order_by(Intent.created_at.desc()).limit(5)
    return next((one for one in db.session.scalars(newest) if one.params), None)


def _made_up(kind: str) -> tuple[Button, ...]:
    is_dossier = kind.startswith("dossier_")
    return (Button("Xem hồ sơ", "url", f"{settings.get().base_url}/h/mau"),) if is_dossier else ()

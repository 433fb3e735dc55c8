"""Owing messages: what the other features call, inside their own transaction."""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Table, and_, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import distinct_on

from portal.core import db, settings
from portal.core.db import transaction
from portal.core.many import put
from portal.notifications import lifetimes, merging, messages, narrowing, versions
from portal.notifications.leases import CHANNEL
from portal.notifications.messages import Button
from portal.notifications.models import Intent, Lane, MessageTemplate, State
from portal.notifications.shipped import LOCALE as LOCALE
from portal.notifications.shipped import load_templates as load_templates

INTENT = cast(Table, Intent.__table__)
MADE_NOW = ("due_at", "created_at", "caused_at")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owed:
    """A message we owe one person for one version of one subject."""

    citizen_id: uuid.UUID
    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    subject_version: int
    params: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    lane: Lane = Lane.DOSSIER
    consent: str | None = "dossier_notify"
    is_urgent: bool = False  # does not wait for quick changes to end; some kinds never do
    expires_at: dt.datetime | None = None  # told by the subject, as a last day is; else by the kind


def notify(owed: Sequence[Owed]) -> int:
    """Write down what we owe, in the caller's transaction, and ring the relay on its commit.

    Hotline, province and the Official Account's name need not be given. The template's version is kept as it
    is now. A repeat of the same (kind, subject, version, person) adds nothing. Within narrowing.to_guests()
    only guests are owed anything. How many are new.
    """
    barred = narrowing.barred({one.citizen_id for one in owed})
    owed = [one for one in owed if one.citizen_id not in barred]
    if not owed:
        return 0
    with transaction() as session:
        templates = _templates({one.kind for one in owed})
        rows = [_row(one, templates[one.kind]) for one in owed]
        made = put(INTENT, rows, dict.fromkeys(MADE_NOW, func.clock_timestamp()), with_defaults=True)
        added = session.scalars(made.on_conflict_do_nothing().returning(INTENT.c.id)).all()
        if added:
            versions.close_older(session, added)
            db.notify("intents")
    return len(added)


def cancel(intent_id: uuid.UUID) -> bool:
    """Do not send this, unless it is on its way or gone; True when it is cancelled now."""
    with transaction() as session:
        done = session.scalars(
            update(Intent)
            .where(
                Intent.id == intent_id,
                or_(
                    Intent.state.in_((State.QUEUED, State.QUARANTINED)),
                    and_(Intent.state == State.SENDING, Intent.is_on_wire.is_(False)),
                ),
            )
            .values(
                state=State.CANCELLED,
                reason="cancelled",
                due_at=None,
                lease_token=None,
                settled_at=func.clock_timestamp(),
            )
            .returning(Intent.id)
        ).all()
    return bool(done)


def said(kind: str, params: Mapping[str, str]) -> str:
    """The words of a kind as they stand now, filled: a piece of an answer that is put together by the caller.

    Raises ValueError for a hole nobody filled and LookupError for a kind that has no words.
    """
    told = {**_usual(), **params}
    return messages.render(_fitting(_templates({kind})[kind], told).body, told)


def _usual() -> dict[str, str]:
    """What need not be given."""
    chosen = settings.get()
    return {"hotline": chosen.hotline, "province": chosen.province_name, "oa_name": chosen.oa_name}


def _fitting(words: "Words", params: Mapping[str, str]) -> "Words":
    """The words that can be filled: staff's, or the shipped ones where those have become too old.

    A hole nobody filled is told to the caller now, not at night to a worker.
    """
    try:
        messages.checked(words.body, params)
    except ValueError:
        if words.is_shipped:
            raise
    else:
        return words
    log.error("a wording of staff cannot be filled kind=%s template=%s", words.kind, words.id)
    shipped = _newest({words.kind}, is_shipped=True)[words.kind]
    messages.checked(shipped.body, params)
    return shipped


def _row(one: Owed, newest: "Words") -> dict[str, object]:
    params = {**_usual(), **one.params}
    words = _fitting(newest, params)
    return {
        "id": uuid.uuid4(),
        "kind": one.kind,
        "lane": one.lane,
        "subject_kind": one.subject_kind,
        "subject_id": one.subject_id,
        "subject_version": one.subject_version,
        "citizen_id": one.citizen_id,
        "oa_id": settings.get().zalo_oa_id,
        "template_id": words.id,
        "params": messages.packed(params, messages.retitled(one.buttons, words.button)),
        "consent_needed": one.consent,
        "is_urgent": one.is_urgent or one.kind in merging.NEVER_WAIT,
        "expires_at": lifetimes.ends(one.kind, one.lane, one.expires_at),
        "state": State.QUEUED,
        "reason": "queued",
    }


@dataclass(frozen=True)
class Words:
    """A wording in force."""

    kind: str
    id: int
    body: str
    button: str | None
    is_shipped: bool


def _templates(kinds: set[str]) -> dict[str, Words]:
    """Kind -> the words in force; the files are read when a kind is not there yet."""
    found = _newest(kinds)
    if kinds - found.keys():
        load_templates()
        found = _newest(kinds)
    if strange := kinds - found.keys():
        raise LookupError(f"no template for {', '.join(sorted(strange))}")
    return found


def _newest(kinds: Iterable[str], *, is_shipped: bool | None = None) -> dict[str, Words]:
    """Staff's newest words, else those that came along: an update never undoes what staff wrote."""
    came_along = MessageTemplate.created_by.is_(None)
    with transaction() as session:
        rows = session.execute(
            select(
                MessageTemplate.kind,
                MessageTemplate.id,
                MessageTemplate.body,
                MessageTemplate.button,
                came_along.label("is_shipped"),
            )
            .ext(distinct_on(MessageTemplate.kind))
            .where(
                MessageTemplate.kind.in_(sorted(kinds)),
                MessageTemplate.channel == CHANNEL,
                MessageTemplate.locale == LOCALE,
                came_along if is_shipped else true(),
            )
            .order_by(MessageTemplate.kind, came_along, MessageTemplate.version.desc())
        ).all()
    return {row.kind: Words(*row) for row in rows}

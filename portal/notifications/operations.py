"""Owing messages: what the other features call, inside their own transaction."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Table, and_, func, or_, update

from portal.core import db, settings
from portal.core.db import transaction
from portal.core.many import put
from portal.notifications import inforce, lifetimes, merging, messages, narrowing, tongues, versions
from portal.notifications.inforce import Words
from portal.notifications.messages import Button
from portal.notifications.models import Intent, Lane, State
from portal.notifications.shipped import load_templates as load_templates
from portal.notifications.tongues import English, Said

INTENT = cast(Table, Intent.__table__)
MADE_NOW = ("due_at", "created_at", "caused_at")


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
        kinds = {one.kind for one in owed}
        words, english = inforce.of(kinds), tongues.english({one.citizen_id for one in owed}, kinds)
        rows = [_row(one, _said(one, words[one.kind], english)) for one in owed]
        made = put(INTENT, rows, dict.fromkeys(MADE_NOW, func.clock_timestamp()), with_defaults=True)
        added = session.scalars(made.on_conflict_do_nothing().returning(INTENT.c.id)).all()
        if added:
            versions.close_older(session, added)
            db.notify("intents")
    return len(added)


def withdraw(subject_kind: str, versions_now: Mapping[uuid.UUID, int], kinds: Collection[str]) -> None:
    """Messages of these kinds about older versions of these subjects are not true any more: they do not go.

    In the caller's transaction; what is on its way or gone stays as it is. Safe to repeat.
    """
    if versions_now:
        with transaction() as session:
            versions.close_untrue(session, subject_kind, versions_now, kinds)


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
    told = {**inforce.usual(), **params}
    return messages.render(inforce.fitting(inforce.of({kind})[kind], told).body, told)


def _said(one: Owed, newest: Words, english: English) -> Said:
    params = {**inforce.usual(), **one.params}
    told = Said(inforce.fitting(newest, params), params, one.buttons)
    return english.said(one.citizen_id, newest, told) or told


def _row(one: Owed, said: Said) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "kind": one.kind,
        "lane": one.lane,
        "subject_kind": one.subject_kind,
        "subject_id": one.subject_id,
        "subject_version": one.subject_version,
        "citizen_id": one.citizen_id,
        "oa_id": settings.get().zalo_oa_id,
        "template_id": said.words.id,
        "params": messages.packed(said.params, messages.retitled(said.buttons, said.words.button)),
        "consent_needed": one.consent,
        "is_urgent": one.is_urgent or one.kind in merging.NEVER_WAIT,
        "expires_at": lifetimes.ends(one.kind, one.lane, one.expires_at),
        "state": State.QUEUED,
        "reason": "queued",
    }

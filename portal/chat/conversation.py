"""What was said between one person and the account, for the officer who answers, with the dossiers named."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import select

from portal.chat import case_links, events
from portal.chat.models import Handover, InboxEvent
from portal.citizens.models import ZaloIdentity
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.search import tidy
from portal.dossiers import codes
from portal.dossiers import messages as dossier_messages
from portal.dossiers import queries as dossiers
from portal.dossiers.views import DossierView
from portal.inbox.messages import FILES
from portal.notifications import messages
from portal.notifications.models import Intent, MessageTemplate, State

BEFORE = dt.timedelta(days=2)  # what led to the wish for a person is shown, too
MOST = 60
MOST_DOSSIERS = 3
LONGEST_NAME = 60
Row = tuple[uuid.UUID, bytes, dt.datetime]
_THEIRS = [name for name, kind in events.NAMES.items() if kind in (events.Kind.TEXT, events.Kind.ATTACHMENT)]
_TYPED = [name for name, kind in events.NAMES.items() if kind is events.Kind.ECHO]


@dataclass(frozen=True)
class Said:
    """One message; `who` is citizen, machine, officer (from the inbox) or zalo (typed in Zalo's own tool)."""

    at: dt.datetime
    who: str
    text: str
    files: tuple[str, ...] = ()
    event_id: uuid.UUID | None = None  # of a citizen's: it can become a case
    intent_id: uuid.UUID | None = None  # of ours
    state: State | None = None
    reason: str | None = None


def read(handover_id: uuid.UUID) -> Mapping[str, Any]:
    """The conversation, oldest first, the dossiers named in it, and what canned replies may fill in."""
    talk = db.session.get(Handover, handover_id)
    if talk is None:
        raise Missing("no such conversation")
    since = talk.asked_at - BEFORE
    lines = sorted([*_said(talk, since), *_ours(talk, since)], key=lambda one: one.at)[-MOST:]
    found = _dossiers(lines)
    return {
        "lines": lines,
        "name": name_of(talk),
        "dossiers": found,
        "cases": case_links.cases(handover_id),
        "told": {view.code: dossier_messages.words(view.status) for view in found},
        "files": FILES,
        "states": messages.REASONS,
        "holes": {"ten": name_of(talk), "ma": found[0].code if found else None},
    }


def name_of(talk: Handover) -> str | None:
    """The name Zalo told us, fit for a heading."""
    known = select(ZaloIdentity.display_name).filter_by(citizen_id=talk.citizen_id, oa_id=talk.oa_id)
    return tidy(db.session.scalar(known.limit(1)) or "")[:LONGEST_NAME] or None


def _rows(talk: Handover, since: dt.datetime, names: Sequence[str]) -> list[Row]:
    users = select(ZaloIdentity.user_id).filter_by(citizen_id=talk.citizen_id, oa_id=talk.oa_id)
    rows = db.session.execute(
        select(InboxEvent.id, InboxEvent.raw, InboxEvent.event_at)
        .where(
            InboxEvent.user_id.in_(users.scalar_subquery()),
            InboxEvent.received_at > since,
            InboxEvent.name.in_(names),
        )
        .order_by(InboxEvent.received_at.desc())
        .limit(MOST)
    )
    return [(id_, raw, at) for id_, raw, at in rows]


def theirs(talk: Handover) -> list[tuple[uuid.UUID, events.Event, dt.datetime]]:
    """What the citizen sent, the newest first, as it was read from Zalo's events."""
    rows = _rows(talk, talk.asked_at - BEFORE, _THEIRS)
    return [(id_, events.read(raw, events.value_of(raw)), at) for id_, raw, at in rows]


def _said(talk: Handover, since: dt.datetime) -> list[Said]:
    found = []
    for id_, event, at in theirs(talk):
        files = tuple(one.kind for one in event.attachments)
        if event.text.strip() or files:
            found.append(Said(at, "citizen", event.text.strip(), files, event_id=id_))
    return found + [
        Said(at, "zalo", event.text.strip())
        for _, raw, at in _rows(talk, since, _TYPED)
        if (event := events.read(raw, events.value_of(raw))).text.strip() and _is_typed(event)
    ]


def _is_typed(event: events.Event) -> bool:
    return isinstance(event.detail, events.Echo) and event.detail.admin_id is not None


def _ours(talk: Handover, since: dt.datetime) -> list[Said]:
    rows = db.session.execute(
        select(Intent, MessageTemplate.body)
        .join(MessageTemplate, MessageTemplate.id == Intent.template_id)
        .where(Intent.citizen_id == talk.citizen_id, Intent.created_at > since)
        .order_by(Intent.created_at.desc())
        .limit(MOST)
    )
    return [_one_of_ours(intent, body) for intent, body in rows]


def _one_of_ours(intent: Intent, body: str) -> Said:
    try:
        text = messages.render(body, intent.params)
    except (ValueError, TypeError, InvalidToken):
        text = ""
    who = "officer" if intent.kind == "desk_reply" else "machine"
    return Said(intent.created_at, who, text, intent_id=intent.id, state=intent.state, reason=intent.reason)


def _dossiers(lines: Sequence[Said]) -> list[DossierView]:
    """Those whose codes stand in what the citizen wrote, the last first, as the code alone shows them."""
    found: dict[str, None] = {}
    for line in reversed(lines):
        if line.who == "citizen":
            found.update(dict.fromkeys(codes.read(line.text).codes))
    views = (dossiers.view(code, dossiers.Viewer()) for code in list(found)[:MOST_DOSSIERS])
    return [view for view in views if view is not None]

"""The journal of raw events: found by person, kind and time; words stay sealed until asked for."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from portal.chat import events
from portal.chat.events import Event
from portal.chat.models import RECENT_CHATS, InboxEvent
from portal.core.db import db
from portal.core.errors import Missing

PAGE = 50
MOST_COUNTED = 10_000
HIDDEN = "•••"
# Members of the typed details that tell nothing about a person; all others are shown as dots.
OPEN_MEMBERS = (
    *(
        "is_seen",
        "delivered_at",
        "tracking_id",
        "is_from_user",
        "icon",
        "rate",
        "submitted_at",
        "button_type",
    ),
    *(
        "what",
        "template_id",
        "before",
        "after",
        "reason",
        "method",
        "state",
        "expires_at",
        "answer",
        "source",
    ),
    *("call_type", "status_code", "talk_seconds", "kind", "size", "media", "extension_id"),
)


@dataclass(frozen=True)
class Asked:
    """A search; None means any."""

    user_id: str | None = None
    kind: str | None = None
    first: dt.datetime | None = None
    before: dt.datetime | None = None


@dataclass(frozen=True)
class Line:
    """One event in the list; the person is told by the last four signs of their id."""

    id: uuid.UUID
    name: str
    kind: str
    person: str
    received_at: dt.datetime
    outcome: str
    is_replayed: bool


@dataclass(frozen=True)
class Shown:
    """One event by itself: what is told without its words."""

    line: Line
    event_at: dt.datetime
    done_at: dt.datetime | None
    tries: int
    message_ids: Sequence[str]
    is_caught_up: bool  # told by the recent-chat list, not by the webhook
    members: Mapping[str, str]


def search(asked: Asked, page: int) -> tuple[list[Line], int]:
    """A page of what fits, newest first, and the number of the last page."""
    counted = where(select(InboxEvent.id), asked).limit(MOST_COUNTED).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    rows = db.session.execute(
        where(_LINE, asked)
        .order_by(InboxEvent.received_at.desc(), InboxEvent.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return [_line(*row) for row in rows], max(1, -(-total // PAGE))


_LINE = select(
    InboxEvent.id,
    InboxEvent.name,
    InboxEvent.user_id,
    InboxEvent.received_at,
    InboxEvent.outcome,
    InboxEvent.replayed_at,
)


def _line(
    id_: uuid.UUID,
    name: str,
    user_id: str | None,
    received_at: dt.datetime,
    outcome: str | None,
    replayed_at: dt.datetime | None,
) -> Line:
    kind = events.NAMES.get(name, events.Kind.UNKNOWN).value
    person = f"…{user_id[-4:]}" if user_id else ""
    return Line(id_, name, kind, person, received_at, outcome or "", replayed_at is not None)


def where(query: Any, asked: Asked) -> Any:
    """The same select, of the events that were asked for."""
    if asked.user_id:
        query = query.where(InboxEvent.user_id == asked.user_id)
    if asked.kind == events.Kind.UNKNOWN:
        query = query.where(InboxEvent.name.not_in(sorted(events.NAMES)))
    elif asked.kind:
        query = query.where(InboxEvent.name.in_(names_of(asked.kind)))
    if asked.first:
        query = query.where(InboxEvent.received_at >= asked.first)
    if asked.before:
        query = query.where(InboxEvent.received_at < asked.before)
    return query


def names_of(kind: str) -> list[str]:
    """The events of a kind, or the one event that has this very name."""
    return sorted(name for name, its in events.NAMES.items() if kind in (its.value, name)) or [kind]


def one(event_id: uuid.UUID) -> Shown:
    """One event without its words; Missing when there is none."""
    row = _row(event_id)
    event = events.read(row.raw, events.value_of(row.raw))
    line = _line(row.id, row.name, row.user_id, row.received_at, row.outcome, row.replayed_at)
    members, is_caught_up = dict(_members(event)), row.origin == RECENT_CHATS
    return Shown(line, row.event_at, row.done_at, row.tries, row.message_ids, is_caught_up, members)


def raw(event_id: uuid.UUID) -> str:
    """The bytes as they came, set out for eyes; whoever shows them writes down who looked."""
    told = bytes(_row(event_id).raw)
    try:
        return json.dumps(json.loads(told), ensure_ascii=False, indent=2)
    except ValueError:
        return told.decode("utf-8", "replace")


def _row(event_id: uuid.UUID) -> InboxEvent:
    row = db.session.get(InboxEvent, event_id)
    if row is None:
        raise Missing("no such event")
    return row


def _members(event: Event) -> Iterator[tuple[str, str]]:
    """Name and value of what was told; of what may be personal only how long it is."""
    if event.text:
        yield "text", f"{HIDDEN} ({len(event.text)})"
    told = [asdict(event.detail)] if event.detail else []
    for part in [*told, *map(asdict, event.attachments)]:
        for name, value in part.items():
            if value not in (None, (), "") and name != "message_ids":
                yield name, str(value) if name in OPEN_MEMBERS else HIDDEN

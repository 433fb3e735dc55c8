"""Echoes and receipts are read many at a time: what our messages became, and what an unknown send was."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from portal.broadcast.sending import receipts as broadcasts
from portal.chat import events
from portal.chat.models import InboxEvent
from portal.core.db import transaction
from portal.notifications import evidence, receipts
from portal.notifications.evidence import Doubt, Sighting

AT_ONCE = 5000
SEEN = "user_seen_message"
ECHO_NAMES = sorted(name for name, kind in events.NAMES.items() if kind is events.Kind.ECHO)


def read_receipts() -> int:
    """Write down what phones had and people saw, many a commit but bounded; how many events were read."""
    total, read = 0, AT_ONCE
    while read == AT_ONCE:
        read = _read_some()
        total += read
    return total


def _read_some() -> int:
    """Two commits, each in one table, so that it waits for nobody; what is read twice says the same again."""
    with transaction() as session:
        rows = session.execute(
            select(InboxEvent.id, InboxEvent.name, InboxEvent.message_ids, InboxEvent.event_at)
            .where(InboxEvent.is_unread)
            .order_by(InboxEvent.received_at)
            .limit(AT_ONCE)
        ).all()
        got = [row for row in rows if row.name not in ECHO_NAMES]
        for is_seen in (False, True):
            told = [(row.message_ids, row.event_at) for row in got if (row.name == SEEN) is is_seen]
            first = _first(told)
            receipts.note(first, is_seen=is_seen)
            broadcasts.note(first, is_seen=is_seen)
    with transaction() as session:
        session.execute(
            update(InboxEvent)
            .where(InboxEvent.id.in_([row.id for row in rows]))
            .values(is_unread=False)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def _first(told: Iterable[tuple[Sequence[str], dt.datetime]]) -> dict[str, dt.datetime]:
    """Message id -> the earliest moment told."""
    found: dict[str, dt.datetime] = {}
    for ids, at in told:
        for id_ in ids:
            found[id_] = min(at, found.get(id_, at))
    return found


def settle_by_echoes() -> int:
    """Close as sent the unknown sends whose echo has come; how many. Their receipts are read once more."""
    doubts = evidence.doubts()
    if not doubts:
        return 0
    settled = evidence.settle_present(doubts, _echoes(doubts))
    for doubt in settled:
        _read_again(doubt)
    return len(settled)


def _echoes(doubts: Sequence[Doubt]) -> list[Sighting]:
    """What the account sent these people since the first mark; what a person typed there is not ours."""
    since = min(doubt.marked_at for doubt in doubts) - evidence.SLACK
    with transaction() as session:
        rows = session.execute(
            select(InboxEvent.raw, InboxEvent.event_at).where(
                InboxEvent.user_id.in_({doubt.user_id for doubt in doubts if doubt.user_id}),
                InboxEvent.name.in_(ECHO_NAMES),
                InboxEvent.received_at >= since,
            )
        ).all()
    told = [(events.read(raw, events.value_of(raw)), raw, at) for raw, at in rows]
    return [
        Sighting(event.user_id, event.text, event.message_id, at, "echo", raw.decode("utf-8", "replace"))
        for event, raw, at in told
        if event.user_id and event.message_id and not _is_human(event)
    ]


def _is_human(event: events.Event) -> bool:
    return isinstance(event.detail, events.Echo) and event.detail.admin_id is not None


def _read_again(doubt: Doubt) -> None:
    """A receipt that came before we knew the message's id told nothing then."""
    with transaction() as session:
        session.execute(
            update(InboxEvent)
            .where(
                InboxEvent.user_id == doubt.user_id,
                InboxEvent.received_at >= doubt.marked_at - evidence.SLACK,
                InboxEvent.name.in_([SEEN, "user_received_message"]),
            )
            .values(is_unread=True)
            .execution_options(synchronize_session=False)
        )

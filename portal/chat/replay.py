"""Work on kept events once more, after a mended fault or a restore: what would change, or the change itself.

A replay sends nothing twice: an event that owes or owed an answer owes no other one, and one older than a day
is answered no more. What a person has agreed to or taken back since stands against their own older words.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.orm import Session

from portal.chat import events, journal, operations
from portal.chat.events import Event, Kind
from portal.chat.models import InboxEvent
from portal.chat.operations import silencing
from portal.citizens import queries as citizens
from portal.citizens.models import Consent
from portal.core import clock
from portal.core.db import db, release, transaction

ANSWERED_WITHIN = dt.timedelta(hours=24)
SPEAKING = (Kind.TEXT, Kind.ATTACHMENT, Kind.INFO, Kind.WITHDRAW)
NOT_COUNTED = frozenset({"intent", "throttle", "inbox_event", "periodic"})

_TOUCHED = text(
    """SELECT relname, n_tup_ins AS added, n_tup_upd AS changed, n_tup_del AS removed
       FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"""
)


@dataclass
class Report:
    """What a replay did, or would do."""

    events: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # `table verb` -> how many
    messages: int = 0  # owed now, never owed before
    held_back: int = 0  # would have been owed a second time, or too late
    failed: list[str] = field(default_factory=list)  # ids

    def lines(self, *, is_dry: bool) -> list[str]:
        """For people: what was done, or would be."""
        would = "would be " if is_dry else ""
        told = [f"{self.events} events"]
        told += [f"{count} {would}{outcome}" for outcome, count in sorted(self.outcomes.items())]
        told += [f"{count} left alone: {why}" for why, count in sorted(self.skipped.items())]
        told += [f"{count} rows {would}touched: {name}" for name, count in sorted(self.rows.items())]
        told.append(f"{self.messages} messages {would}owed, {self.held_back} held back")
        return [*told, *(f"failed {id_}" for id_ in self.failed)]


class _Rehearsed(Exception):  # noqa: N818 - it ends a rehearsal, nothing is wrong
    """Rolls one event back."""


def run(
    first: dt.datetime,
    before: dt.datetime,
    kind: str | None = None,
    *,
    is_dry: bool,
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Work on the events received from `first` until `before`, in the order in which they happened.

    Each event is one transaction; with `is_dry` each is rolled back. `kind` is a kind or an event's name.
    """
    report, ids = Report(), _ids(first, before, kind)
    for done, event_id in enumerate(ids, 1):
        report.events += 1
        try:
            with suppress(_Rehearsed), transaction() as session:
                _again(session, event_id, report)
                if is_dry:
                    raise _Rehearsed
        except Exception:  # noqa: BLE001 - one that cannot be worked on is named, the others go on
            report.failed.append(str(event_id))
        release()
        tick(done, len(ids))
    return report


def _ids(first: dt.datetime, before: dt.datetime, kind: str | None) -> list[uuid.UUID]:
    asked = journal.Asked(kind=kind, first=first, before=before)
    query = journal.where(select(InboxEvent.id), asked).order_by(InboxEvent.event_at, InboxEvent.received_at)
    found = list(db.session.scalars(query))
    release()
    return found


def _again(session: Session, event_id: uuid.UUID, report: Report) -> None:
    row = session.scalar(
        select(InboxEvent).where(InboxEvent.id == event_id).with_for_update(skip_locked=True)
    )
    if row is None:
        report.skipped["gone or being worked on"] += 1
        return
    event = events.read(row.raw, events.value_of(row.raw))
    if why := _why_not(session, row, event):
        report.skipped[why] += 1
        return
    owed, touched = silencing.owed(session, event_id), _touched(session)
    outcome = operations.do(event, row.id, row.event_at)
    _hold_back(session, row, owed, report)
    for name, count in (_touched(session) - touched).items():
        report.rows[name] += count
    report.outcomes[outcome] += 1
    values = {"replayed_at": clock.now(), "lease_token": None, "outcome": outcome}
    values["done_at"] = row.done_at or clock.now()
    session.execute(update(InboxEvent).where(InboxEvent.id == event_id).values(**values))


def _why_not(session: Session, row: InboxEvent, event: Event) -> str:
    """Why this event is left as it is; empty when it is worked on."""
    if event.kind in events.EVIDENCE:
        session.execute(update(InboxEvent).where(InboxEvent.id == row.id).values(is_unread=True))
        return "read again with the receipts"
    if event.kind not in events.WORKED_ON:
        return "nothing to do"
    if row.outcome == "set_aside":
        return "set aside for its time"
    if row.done_at is None and row.lease_token is not None:
        return "gone or being worked on"
    if row.done_at and event.kind in SPEAKING and _has_spoken_since(session, row, event):
        return "the person has decided otherwise since"
    return ""


def _has_spoken_since(session: Session, row: InboxEvent, event: Event) -> bool:
    """Has this person agreed to or taken back anything after the event had its effect?"""
    known = citizens.by_zalo(row.oa_id, event.user_id) if event.user_id else None
    if known is None:
        return False
    later = or_(Consent.given_at > row.done_at, Consent.withdrawn_at > row.done_at)
    told = select(func.count(Consent.id)).where(Consent.citizen_id == known.citizen_id, later)
    return bool(session.scalar(told))


def _hold_back(session: Session, row: InboxEvent, owed: set[uuid.UUID], report: Report) -> None:
    """Nothing is said a second time, and nothing a day late."""
    if owed or not row.may_answer or clock.now() - row.event_at > ANSWERED_WITHIN:
        report.held_back += silencing.take_back(session, row.id, owed)
    else:
        report.messages += len(silencing.owed(session, row.id) - owed)


def _touched(session: Session) -> Counter[str]:
    """`table verb` -> how many rows this transaction has touched so."""
    session.flush()
    return Counter(
        {
            f"{row.relname} {verb}": getattr(row, verb)
            for row in session.execute(_TOUCHED)
            for verb in ("added", "changed", "removed")
            if row.relname not in NOT_COUNTED and getattr(row, verb)
        }
    )

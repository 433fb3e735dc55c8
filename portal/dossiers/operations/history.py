"""One dossier's life as it is told: which record is new, which late, which a repeat. No database here."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.core import clock
from portal.core.crypto import fingerprint
from portal.dossiers.forms import DossierRecord
from portal.dossiers.forms.parts import Supplement
from portal.dossiers.forms.reading import original_hash
from portal.dossiers.mapping.meanings import NATIONAL, Meanings
from portal.dossiers.models import Standing, Status

LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)
PASSING = frozenset(
    {
        Status.REJECTED,
        Status.SUPPLEMENT_REQUIRED,
        Status.PAYMENT_REQUIRED,
        Status.WITHDRAWN,
        Status.STOPPED,
        Status.RESOLVED,
    }
)
"""What is told of these is untrue once the dossier goes on; a word of its acceptance stays true."""


@dataclass
class Told:
    """One good record of a batch, with its place in it."""

    place: int
    record: DossierRecord
    content: str  # canonical hash
    original: str
    told_time: dt.datetime | None
    meanings: Meanings = NATIONAL  # of its sender's codes

    @cached_property
    def status(self) -> Status | None:
        """What its code means."""
        return self.meanings.of(self.record.raw_status).status

    @cached_property
    def event_key(self) -> str:
        """Status, event time and content: only the very same telling has the same key."""
        time = self.told_time.isoformat() if self.told_time else "-"
        return f"{self.record.raw_status}|{time}|{self.content}"


@dataclass
class Change:
    """What became of one record: a later status, or one that came late."""

    told: Told
    seq: int
    event_time: dt.datetime
    version: int  # 0 when it came late
    is_news: bool  # somebody may be told
    is_payment: bool = False  # what was to be paid is paid: that is the news
    is_way_back: bool = (
        False  # silently out of a state that people are told of: what still waits is not true now
    )


@dataclass
class State:
    """A dossier before and while a batch is applied to it."""

    id: uuid.UUID
    code: str
    is_new: bool
    version: int = 0
    event_time: dt.datetime = LONG_AGO
    received_seq: int = 0
    row: dict[str, Any] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)  # event keys that are written
    moments: set[tuple[str, dt.datetime]] = field(default_factory=set)  # (status, event time)
    statuses: set[str] = field(default_factory=set)  # codes, as told
    contacts: dict[Standing, dict[str, str]] = field(default_factory=dict)  # fingerprint -> number
    changed_contacts: set[Standing] = field(default_factory=set)
    tick: bool | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """True once a record moved it forward."""
        return any(change.version for change in self.changes)


def read(place: int, record: DossierRecord, raw: object, meanings: Meanings = NATIONAL) -> Told:
    """A good record, hashed, timed, and understood as its sender's codes are meant."""
    told_time = record.told_time(clock.now(), meanings.of(record.raw_status).status)
    return Told(place, record, record.canonical_hash(), original_hash(raw), told_time, meanings)


def add(state: State, told: Told, seq: int) -> str:
    """Take one record; `applied`, `older` or `duplicate`.

    Later is decided by (event time, order of arrival). The same status at the same moment with other content
    is a correction: it is applied, and nobody is told the same status twice.
    """
    if told.event_key in state.keys:
        return "duplicate"
    event_time = told.told_time or clock.now()
    moment = (told.record.raw_status, event_time)
    is_later = (event_time, seq) > (state.event_time, state.received_seq)
    before = state.row.get("status")
    is_payment = is_later and has_paid(before, told)
    if is_later:
        state.version += 1
        state.event_time, state.received_seq = event_time, seq
        _take(state, told)
    is_told = is_payment or told.meanings.is_told(told.record.raw_status, frozenset(state.statuses))
    is_news = is_later and moment not in state.moments and is_told
    version = state.version if is_later else 0
    is_way_back = is_later and not is_news and before in PASSING and told.status not in (None, before)
    state.changes.append(Change(told, seq, event_time, version, is_news, is_payment, is_way_back))
    state.keys.add(told.event_key)
    state.moments.add(moment)
    state.statuses.add(told.record.raw_status)
    return "applied" if is_later else "older"


def has_paid(before: int | None, told: Told) -> bool:
    """Does this record say that what was to be paid is paid?

    A record that says so itself is believed; else a dossier that goes on being worked on after it waited for
    money has got it.
    """
    waited = Status.PAYMENT_REQUIRED in (before, told.status)
    if told.record.is_paid is not None:
        return bool(told.record.is_paid) and waited
    return before == Status.PAYMENT_REQUIRED and told.status is Status.PROCESSING


def _take(state: State, said: Told) -> None:
    """What is told replaces what was known; what is left out stays, except the note of the status before."""
    record = said.record
    told = {
        "procedure_code": record.procedure_code,
        "procedure_name": record.procedure_name,
        "field_name": record.field_name,
        "unit_name": record.unit_name,
        "applicant": record.applicant,
        "summary": record.summary,
        "submitted_at": record.submitted_at,
        "received_at": record.received_at,
        "due_at": record.told_due,
        "finished_at": record.finished_at,
        "returned_at": record.returned_at,
        "rejected_at": record.rejected_at,
        "channel": record.channel,
        "return_by_post": None if record.return_way is None else record.return_way == 1,
    }
    row = state.row
    row.update({name: value for name, value in told.items() if value is not None or name not in row})
    row["due_on"] = clock.local(row["due_at"]).date() if row["due_at"] else None
    row["status"] = int(said.status) if said.status else None
    row["raw_status"], row["note"] = record.raw_status, record.note
    row["extra"] = record.extra or row.get("extra", {})
    for standing, numbers in record.contacts().items():
        now = {fingerprint(number): number for number in numbers}
        if now.keys() != state.contacts.get(standing, {}).keys():
            state.contacts[standing] = now
            state.changed_contacts.add(standing)
    if record.is_ticked is not None:
        state.tick = record.is_ticked


def asked_for(record: DossierRecord, status: Status | None) -> dict[str, Any] | None:
    """What the offices ask for in a record of this status: papers and money by item, and the last day."""
    if status is Status.PAYMENT_REQUIRED:
        fees = record.fees or (record.last_supplement.fees if record.last_supplement else None) or []
        amounts = [fee.dong for fee in fees]
        amount = None if None in amounts else sum(a for a in amounts if a is not None)
        asked: dict[str, Any] = {"items": [fee.name for fee in fees if fee.name], "amount": amount or None}
        until = record.supplement_until
    elif status is Status.SUPPLEMENT_REQUIRED:
        last = record.last_supplement or Supplement.model_validate({})
        asked = {"items": [_named(p.name, p.note) for p in last.papers or []], "what": last.what}
        until = last.until or record.supplement_until
    else:
        return None
    asked["until"] = clock.local(until).date().isoformat() if until else None
    asked["items"] = [item for item in asked["items"] if item]
    return asked


def _named(name: str | None, note: str | None) -> str | None:
    return f"{name} ({note})" if name and note else name or note

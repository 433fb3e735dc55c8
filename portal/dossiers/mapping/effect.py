"""What a decision would have done in the last month: how many messages, to how many dossiers."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.dossiers.mapping import queries
from portal.dossiers.mapping.meanings import Meaning, Meanings
from portal.dossiers.mapping.models import EVERYBODY
from portal.dossiers.models import DossierContact, StatusEvent
from portal.dossiers.operations import telling
from portal.dossiers.operations.history import State
from portal.dossiers.operations.many import among

MONTH = dt.timedelta(days=30)
MOST_DOSSIERS = 20_000
AT_ONCE = 1_000


@dataclass(frozen=True)
class Effect:
    """A month as it was told and as it would be; messages are counted for people who have agreed by now."""

    changes: int  # how often the code came
    dossiers: int
    now: int  # messages as the code is meant today
    then: int  # messages as it would be meant
    is_partial: bool  # there were more dossiers than are counted


def of_month(client: str, raw_status: str, meaning: Meaning) -> Effect:
    """The effect of letting this code mean that, on the last 30 days."""
    since = clock.now() - MONTH
    ids = _dossiers(client, raw_status, since)
    changes, told_now, told_then = 0, 0, 0
    known = cache(queries.meanings)
    for start in range(0, min(len(ids), MOST_DOSSIERS), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        people = _people(some)
        for dossier_id, events in _stories(some):
            counted = _Counted(client, raw_status, meaning, since, known)
            for event in events:
                counted.hear(event)
            changes += counted.changes
            told_now += counted.now * people.get(dossier_id, 0)
            told_then += counted.then * people.get(dossier_id, 0)
    return Effect(changes, len(ids[:MOST_DOSSIERS]), told_now, told_then, len(ids) > MOST_DOSSIERS)


def _dossiers(client: str, raw_status: str, since: dt.datetime) -> list[uuid.UUID]:
    asked = select(StatusEvent.dossier_id).where(
        StatusEvent.raw_status == raw_status, StatusEvent.version > 0, StatusEvent.event_time >= since
    )
    if client != EVERYBODY:
        asked = asked.where(StatusEvent.client == client)
    return list(db.session.scalars(asked.distinct().limit(MOST_DOSSIERS + 1)))


def _people(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many would be told of each dossier."""
    states = {id_: State(id_, "", False) for id_ in ids}
    contacts = select(DossierContact.dossier_id, DossierContact.standing, DossierContact.fingerprint)
    for row in db.session.execute(contacts.where(among(DossierContact.dossier_id, ids))):
        states[row.dossier_id].contacts.setdefault(row.standing, {})[row.fingerprint] = ""
    return {id_: len(who) for id_, who in telling.audience(list(states.values())).items()}


def _stories(ids: Sequence[uuid.UUID]) -> Iterator[tuple[uuid.UUID, Iterator["_Heard"]]]:
    """Each dossier with what was told of it, in its order."""
    rows = db.session.execute(
        select(StatusEvent.dossier_id, StatusEvent.client, StatusEvent.raw_status, StatusEvent.event_time)
        .where(among(StatusEvent.dossier_id, ids), StatusEvent.version > 0)
        .order_by(StatusEvent.dossier_id, StatusEvent.version)
    )
    return groupby((_Heard(*row) for row in rows), key=lambda heard: heard.dossier_id)


class _Heard(NamedTuple):
    dossier_id: uuid.UUID
    client: str
    raw_status: str
    event_time: dt.datetime


class _Counted:
    """One dossier's month, heard event by event as intake hears it."""

    def __init__(
        self,
        client: str,
        raw_status: str,
        meaning: Meaning,
        since: dt.datetime,
        known: Callable[[str], Meanings],
    ) -> None:
        self._asked, self._meaning, self._since, self._known = (client, raw_status), meaning, since, known
        self._before: set[str] = set()
        self._moments: set[tuple[str, dt.datetime]] = set()
        self.changes = self.now = self.then = 0

    def hear(self, event: _Heard) -> None:
        """Count it when it lies in the month and bears the code; a correction is no news."""
        client, raw = self._asked
        moment, before = (event.raw_status, event.event_time), frozenset(self._before)
        is_new = moment not in self._moments
        self._moments.add(moment)
        self._before.add(event.raw_status)
        if not is_new or event.event_time < self._since:
            return
        today = self._known(event.client)
        self.changes += event.raw_status == raw and client in (EVERYBODY, event.client)
        self.now += today.is_told(event.raw_status, before)
        self.then += self._changed(today, event.client).is_told(event.raw_status, before)

    def _changed(self, today: Meanings, sender: str) -> Meanings:
        client, raw = self._asked
        if client == EVERYBODY:
            return Meanings(today.own, {**today.shared, raw: self._meaning})
        return Meanings({**today.own, raw: self._meaning}, today.shared) if client == sender else today

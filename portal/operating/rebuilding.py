"""State worked out once more from pushes and Zalo's journal, and compared with the live one.

Nothing is written. Each dossier's life is told again, in the order in which it arrived, to the same pure
rules that took it in (`dossiers.operations.history`). Followers come from the journal as far back as it goes.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select, text

from portal.core.db import db, release
from portal.dossiers.forms import Refusal, read_dossier
from portal.dossiers.mapping import queries as mapping
from portal.dossiers.mapping.meanings import Meanings
from portal.dossiers.models import Dossier, StatusEvent
from portal.dossiers.operations.history import State, Told, add

AT_ONCE = 500
COLUMNS = (
    *("status", "raw_status", "event_time", "received_seq", "procedure_code", "procedure_name", "field_name"),
    *("unit_name", "applicant", "summary", "note", "submitted_at", "received_at", "due_at", "due_on"),
    *("finished_at", "returned_at", "rejected_at", "channel", "return_by_post"),
)
BARE = ("status", "raw_status", "event_time", "received_seq")  # what is left when the words were forgotten
# The last follow or unfollow in the journal; what Zalo's own list of followers said later is newer than it.
_FOLLOWERS = text(
    """WITH last AS (
         SELECT DISTINCT ON (oa_id, user_id) oa_id, user_id, name = 'follow' AS follows, event_at
         FROM inbox_event WHERE name IN ('follow', 'unfollow') AND done_at IS NOT NULL AND user_id IS NOT NULL
           AND outcome NOT IN ('set_aside', 'failed') ORDER BY oa_id, user_id, event_at DESC, id DESC)
       SELECT count(*) FILTER (WHERE one.user_id IS NOT NULL) AS compared,
              count(*) FILTER (WHERE one.is_following <> last.follows
                AND (one.follow_changed_at IS NULL OR one.follow_changed_at <= last.event_at)) AS differ
       FROM last LEFT JOIN zalo_identity AS one ON (one.oa_id, one.user_id) = (last.oa_id, last.user_id)"""
)


@dataclass
class Found:
    """How the two compare; `differing` holds a dossier's id and the columns that differ."""

    dossiers: int = 0
    events: int = 0
    forgotten: int = 0  # dossiers of which only states and moments are left to compare
    differing: list[tuple[uuid.UUID, tuple[str, ...]]] = field(default_factory=list)
    followers: int = 0
    followers_differing: int = 0

    @property
    def is_equal(self) -> bool:
        """Is the live state what was told?"""
        return not self.differing and not self.followers_differing


def check() -> Found:
    """Work everything out again and compare; takes about a minute for 100,000 statuses."""
    found = Found()
    meanings: dict[str, Meanings] = {}
    for dossiers in _pages():
        told = _told([one.id for one in dossiers])
        for dossier in dossiers:
            if dossier.client not in meanings:
                meanings[dossier.client] = mapping.meanings(dossier.client)
            _compare(found, dossier, told.get(dossier.id, []), meanings[dossier.client])
        release()
    found.followers, found.followers_differing = db.session.execute(_FOLLOWERS).one()
    release()
    return found


def _pages() -> Iterator[Sequence[Dossier]]:
    last: uuid.UUID | None = None
    while True:
        asked = select(Dossier).order_by(Dossier.id).limit(AT_ONCE)
        if last is not None:
            asked = asked.where(Dossier.id > last)
        page = db.session.scalars(asked).all()
        if not page:
            return
        last = page[-1].id
        yield page


def _told(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[StatusEvent]]:
    asked = select(StatusEvent).where(StatusEvent.dossier_id.in_(ids))
    rows = db.session.scalars(asked.order_by(StatusEvent.dossier_id, StatusEvent.received_seq)).all()
    return {id_: list(events) for id_, events in groupby(rows, key=lambda event: event.dossier_id)}


def _compare(found: Found, dossier: Dossier, events: Sequence[StatusEvent], meanings: Meanings) -> None:
    found.dossiers += 1
    found.events += len(events)
    if not events:
        found.differing.append((dossier.id, ("no event",)))
        return
    columns: tuple[str, ...] = COLUMNS
    row = _retold(dossier, events, meanings)
    if row is None:
        row, columns = _bare(events), BARE
        found.forgotten += 1
    wrong = tuple(name for name in columns if row.get(name) != getattr(dossier, name))
    if wrong:
        found.differing.append((dossier.id, wrong))


def _retold(dossier: Dossier, events: Sequence[StatusEvent], meanings: Meanings) -> dict[str, Any] | None:
    """The row as the events make it; None where their words were forgotten in time."""
    state = State(dossier.id, dossier.code, is_new=True)
    for place, event in enumerate(events):
        try:
            record = read_dossier(event.record)
        except Refusal:
            return None
        add(state, Told(place, record, event.event_key, "", event.event_time, meanings), event.received_seq)
    return {**state.row, **_bare(events)}


def _bare(events: Sequence[StatusEvent]) -> dict[str, Any]:
    """What the latest event alone says; its status as it was understood, perhaps only later."""
    last = max(events, key=lambda event: (event.event_time, event.received_seq))
    return {name: getattr(last, name) for name in BARE}

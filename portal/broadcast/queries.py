"""Broadcasts as the desk shows them: their lines, how far they are, who got them."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select

from portal.broadcast.models import Broadcast, Progress, Recipient, State
from portal.core.db import db
from portal.core.errors import Missing
from portal.core.search import fold
from portal.staff.models import StaffUser

PAGE = 30
OPEN = (State.APPROVED, State.PREPARING, State.SENDING, State.PAUSED, State.HALTED, State.MISSED)
COUNTED = (
    Progress.SENT,
    Progress.UNKNOWN,
    Progress.REFUSED,
    Progress.FAILED,
    Progress.CANCELLED,
    Progress.EXCLUDED,
)  # of these the broadcast itself keeps how many
NAMED = (Progress.EXCLUDED, Progress.REFUSED, Progress.FAILED)  # shown with their reasons
MAY_HAVE_GOT = (Progress.SENT, Progress.UNKNOWN, Progress.ON_WIRE)


@dataclass(frozen=True)
class Figures:
    """How far one broadcast is; `whole` is everybody that fits, so that the parts add up to it."""

    states: Mapping[str, int]
    excluded: Mapping[str, int]
    refused: Mapping[str, int]
    received: int
    seen: int
    tapped: int

    def of(self, *states: Progress) -> int:
        """How many stand in one of these states."""
        return sum(self.states.get(state.value, 0) for state in states)

    @property
    def whole(self) -> int:
        """Everybody that fits."""
        return sum(self.states.values())

    @property
    def to_send(self) -> int:
        """Everybody that is not excluded."""
        return self.whole - self.of(Progress.EXCLUDED)

    @property
    def done(self) -> int:
        """Those of them whose end is known, or known to be unknown."""
        return self.to_send - self.of(Progress.WAITING, Progress.TAKEN, Progress.ON_WIRE)

    @property
    def percent(self) -> int:
        """How much of the sending is done."""
        return 100 * self.done // self.to_send if self.to_send else 100


def one(broadcast_id: uuid.UUID) -> Broadcast:
    """A broadcast as it stands; raises Missing."""
    found = db.session.get(Broadcast, broadcast_id, populate_existing=True)
    if found is None:
        raise Missing("no such broadcast")
    return found


def lines(text: str = "", state: State | None = None) -> Select[Broadcast]:
    """Every broadcast, the last changed first; found by words of its title."""
    query = select(Broadcast).order_by(Broadcast.changed_at.desc(), Broadcast.id)
    if text:
        query = query.where(Broadcast.folded.contains(fold(text), autoescape=True))
    return query if state is None else query.where(Broadcast.state == state)


def figures(one: Broadcast) -> Figures:
    """All counts of one broadcast with their reasons; of its rows only those with a reason are read."""
    told = counted(one)
    rows = db.session.execute(
        select(Recipient.state, Recipient.reason, func.count())
        .where(Recipient.broadcast_id == one.id, Recipient.reason.is_not(None), Recipient.state.in_(NAMED))
        .group_by(Recipient.state, Recipient.reason)
    ).all()

    def why(*among: Progress) -> dict[str, int]:
        found: Counter[str] = Counter()
        for state, reason, n in rows:
            if state in among:
                found[str(reason)] += n
        return dict(found.most_common())

    return replace(told, excluded=why(Progress.EXCLUDED), refused=why(Progress.REFUSED, Progress.FAILED))


def counted(one: Broadcast) -> Figures:
    """The same without reasons, from the counts that the sender keeps: however many rows there are."""
    states = {state.value: int(getattr(one, state.value)) for state in COUNTED}
    states[Progress.WAITING.value] = max(0, one.people - sum(states.values()))
    return Figures(states, {}, {}, one.received, one.seen, one.tapped)


def people(ids: Sequence[Any]) -> dict[str, str]:
    """Names of staff by id as text."""
    wanted = [uuid.UUID(str(one)) for one in ids if one]
    rows = db.session.execute(select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(wanted)))
    return {str(id_): name for id_, name in rows}


def planned(first: dt.datetime, last: dt.datetime) -> Sequence[Broadcast]:
    """What is to go out between two moments, for the newsroom's calendar."""
    return db.session.scalars(
        select(Broadcast)
        .where(Broadcast.state == State.APPROVED, Broadcast.planned_at.between(first, last))
        .order_by(Broadcast.planned_at)
    ).all()


def rows_of(broadcast_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """What became of everybody, without who they are: state, reason and moments."""
    return (
        select(
            Recipient.state,
            Recipient.reason,
            Recipient.sent_at,
            Recipient.received_at,
            Recipient.seen_at,
            Recipient.tapped_at,
        )
        .where(Recipient.broadcast_id == broadcast_id)
        .order_by(Recipient.id)
    )


def received(citizen_id: uuid.UUID, limit: int = 10) -> Sequence[tuple[Broadcast, dt.datetime | None]]:
    """What one person was sent, or perhaps was, the newest first."""
    rows = db.session.execute(
        select(Broadcast, Recipient.sent_at)
        .join(Recipient, Recipient.broadcast_id == Broadcast.id)
        .where(Recipient.citizen_id == citizen_id, Recipient.state.in_(MAY_HAVE_GOT))
        .order_by(Recipient.sent_at.desc().nulls_last(), Broadcast.id)
        .limit(limit)
    )
    return [(row.Broadcast, row.sent_at) for row in rows]


def correction_of(broadcast_id: uuid.UUID) -> Broadcast | None:
    """The newest broadcast that puts this one right, cancelled ones left out."""
    return db.session.scalar(
        select(Broadcast)
        .where(Broadcast.corrects_id == broadcast_id, Broadcast.state != State.CANCELLED)
        .order_by(Broadcast.made_at.desc())
        .limit(1)
    )

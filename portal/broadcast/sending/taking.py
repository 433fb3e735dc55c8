"""One commit for a group: write down the calls that ended, ask the gates, mark the next rows (R3, R9).

The broadcast's row is held meanwhile, so a pause, a halt or a cancellation lies wholly before or after it.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select, update
from sqlalchemy.orm import Session

from portal.broadcast import wording
from portal.broadcast.audience import MESSAGE, Audience
from portal.broadcast.choosing.topics import GENERAL, URGENT
from portal.broadcast.models import Broadcast, Progress, State
from portal.broadcast.sending import counts, meaning, rows
from portal.broadcast.sending.meaning import Ended
from portal.broadcast.sending.rows import Gate, Marked
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.notifications import channel, hours, quota, stops
from portal.notifications.leases import NOW, seconds
from portal.notifications.messages import Button
from portal.notifications.models import Lane
from portal.zalo import guests
from portal.zalo.oa import pace

TROUBLE_SECONDS = 15.0  # then it is looked whether Zalo still has trouble
_HELD = (
    select(
        Broadcast.state,
        Broadcast.window_calls.label("calls"),
        Broadcast.window_errors.label("errors"),
        NOW.label("now"),
        stops.HELD_BACK.label("in_trouble"),
    )
    .where(Broadcast.id == bindparam("broadcast"))
    .with_for_update(key_share=True, of=Broadcast)
)
NOT_COUNTED = frozenset({Progress.WAITING, Progress.REFUSED, Progress.FAILED})  # of Zalo's day


@dataclass(frozen=True)
class Work:
    """What a burst sends: one broadcast's words, and what its gates ask. Read once a burst."""

    id: uuid.UUID
    token: uuid.UUID  # the lease's, of this burst alone
    text: str
    buttons: tuple[Button, ...]
    version: int  # of the send path
    gate: Gate


def first_id() -> uuid.UUID | None:
    """Which broadcast a turn that begins now would go on with."""
    with transaction() as session:
        found: uuid.UUID | None = session.scalar(_in_order(Broadcast.id).limit(1))
        return found


def _in_order(what: Any) -> Select[Any]:
    return (
        select(what)
        .where(
            Broadcast.state == State.SENDING,
            Broadcast.way == MESSAGE,
            Broadcast.oa_id == settings.get().zalo_oa_id,
            or_(Broadcast.rest_until.is_(None), Broadcast.rest_until <= NOW),
        )
        .order_by(Broadcast.is_urgent.desc(), Broadcast.started_at, Broadcast.id)
    )


def next_work() -> Work | None:
    """The broadcast to go on with, urgent ones first; None when there is none or the account is shut."""
    if channel.is_shut():
        return None
    with transaction() as session:
        one = session.scalar(_in_order(Broadcast).limit(1))
        if one is None:
            return None
        told = Audience.read(one.audience)
        ends = (URGENT,) if one.is_urgent else (told.topics or (GENERAL,))
        allowed = guests.allowed()
        gate = Gate(
            one.prepared_at or one.changed_at,
            () if told.officials or told.got else ends,
            None if allowed is None else allowed.users,
        )
        return Work(
            one.id, uuid.uuid4(), wording.text(one), wording.buttons(one), channel.state().send_version, gate
        )


def turn(work: Work, ended: Sequence[Ended], wanted: int) -> list[Marked]:
    """Write down `ended`, then mark up to `wanted` more; fewer or none when a gate is closed.

    What an answer means for the account is learnt in the same commit. Safe to repeat: an answer that is
    written already, or whose row is somebody else's, changes nothing.
    """
    verdicts = [meaning.verdict(one) for one in ended]
    with transaction() as session:
        held = session.execute(_HELD, {"broadcast": work.id}).one_or_none()
        if held is None:
            return []
        is_sending = held.state is State.SENDING
        steps = rows.write(session, work.token, verdicts)
        window, is_burst = counts.judged((held.calls, held.errors), steps, is_sending=is_sending)
        change = counts.moved(steps)
        _give_back(session, steps, held.now)
        for one in {type(each.error): each for each in ended if each.error}.values():
            meaning.learn(one)
        marked: list[Marked] = []
        if wanted and is_sending and not is_burst and not _rests(session, work, held):
            marked = _mark(session, work, wanted, change)
        judgement = counts.noted(window, halts=is_burst and is_sending) if steps else {}
        counts.add(session, work.id, change, judgement)
        if not marked and not ended:
            return []
        fault("F6" if ended else "F1")
    fault("F3" if marked else "F7")
    return marked


def places(broadcast: uuid.UUID, wanted: int) -> tuple[int, float]:
    """Places for so many calls: of the platform's rate, evenly in time, and of the account's day (R8).

    How many there are now, and in how many seconds the next ones. When the day has none left for what is no
    news of a dossier, the broadcast rests until the next. What is not used is given back by `unused`.
    """
    with transaction() as session:
        now = session.scalar(select(NOW)) or clock.now()
        granted, wait = pace.stream(wanted)
        room = sum(quota.take(settings.get().zalo_oa_id, clock.local(now).date(), [Lane.BULK] * granted))
        if room < granted and not room:
            rest(session, broadcast, hours.spread(hours.tomorrow(now)), "quota")
        return room, wait


def unused(many: int) -> None:
    """Places of the account's day that nobody used."""
    if many:
        quota.give_back(settings.get().zalo_oa_id, [clock.now()] * many)


def _mark(session: Session, work: Work, wanted: int, change: dict[str, int]) -> list[Marked]:
    marked, left_out = rows.mark(session, work.id, wanted, work.token, work.gate)
    if left_out:
        change[Progress.EXCLUDED.value] = change.get(Progress.EXCLUDED.value, 0) + left_out
    return marked


def _rests(session: Session, work: Work, held: Row[Any]) -> bool:
    """Kill switch, pause of the account, trouble, quiet hours: asked in every commit, the last two noted."""
    if channel.is_shut(held.now):
        return True
    if held.in_trouble:
        rest(session, work.id, held.now + seconds(TROUBLE_SECONDS), stops.IN_TROUBLE)
        return True
    until = hours.rest_until(held.now, settings.get().zalo_timeout)
    if until:
        rest(session, work.id, hours.spread(until), "quiet_hours")
    return until is not None


def rest(session: Session, broadcast: uuid.UUID, until: dt.datetime, why: str) -> None:
    """Nobody of it is taken before then; the desk says why."""
    session.execute(
        update(Broadcast)
        .filter_by(id=broadcast)
        .values(rest_until=until, rest_why=why)
        .execution_options(synchronize_session=False)
    )


def _give_back(session: Session, steps: Sequence[tuple[str, str]], now: dt.datetime) -> None:
    """Places of the account's day whose message is proven not to have gone out."""
    free = sum(old == Progress.ON_WIRE.value and new in NOT_COUNTED for old, new in steps)
    if free:
        quota.give_back(settings.get().zalo_oa_id, [now] * free)

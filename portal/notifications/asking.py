"""What every gate says about a message, in R3's order, and the way of those that pass them all."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.citizens import queries as citizens
from portal.core import clock, settings
from portal.notifications import channel, hours, lifetimes, links, merging, messages, stops, topics, versions
from portal.notifications.leases import NOW, Reserved, seconds
from portal.notifications.letters import Letter
from portal.notifications.messages import Button
from portal.notifications.models import Channel, Lane, MessageTemplate, SendingState, State
from portal.notifications.route import NoWay, Routes, Way
from portal.notifications.steps import Step
from portal.zalo import guests, tokens
from portal.zalo.oa import abilities

A_MOMENT = 2.0  # seconds a newer version waits for an older one that is being sent
LOOK_AGAIN = 60.0  # seconds between two looks while sending is off
SURER = ("told_otherwise", "price_cap")  # reasons that say more than why the first channel was closed


@dataclass(frozen=True)
class Ready:
    """A message on its way: marked, with everything the call needs."""

    reserved: Reserved
    to: str  # Zalo's user id; for ZNS and SMS a number
    text: str
    buttons: tuple[Button, ...]
    version: int  # of the consultation's send path
    channel: Channel = Channel.CS
    letter: Letter | None = None  # for template messages
    words_id: int | None = None  # the wording's row, where it is not the message's own
    cost: int = 0


@dataclass(frozen=True)
class Closed:
    """A closed gate: for good when the state is final, else until `due_at`."""

    reason: str
    state: State = State.QUEUED
    due_at: dt.datetime | None = None


class Asked:
    """What the gates need to know about a batch, asked once."""

    def __init__(self, session: Session, batch: Sequence[Reserved]) -> None:
        ids = [one.id for one in batch]
        self.now = session.scalar(select(NOW)) or clock.now()
        self.account: SendingState = channel.state()
        self.rest_until = channel.rest_until(self.account, self.now)
        self.has_token = not tokens.is_held()
        self.guests, self.stops = guests.allowed(), stops.standing(session)
        self.agreed, self.stopped = _agreed(batch), topics.stopped(session, ids)
        self.outdated = versions.outdated(session, ids)
        current = [id_ for id_ in ids if id_ not in self.outdated]
        versions.close_older(session, current)
        self.behind = versions.behind_older(session, current)
        self.merging = merging.waiting(session, current)
        can_send = abilities.can_send()
        self.routes = Routes(session, batch, self.now, can_send=can_send, rest_until=self.rest_until)
        self.steps: dict[uuid.UUID, tuple[Step, ...]] = {}
        rows = session.execute(
            select(MessageTemplate.id, MessageTemplate.body).where(
                MessageTemplate.id.in_({one.template_id for one in batch})
            )
        ).all()
        self.bodies = {row.id: row.body for row in rows}

    def about(self, one: Reserved) -> Ready | Closed:
        """The first closed gate, in R3's order, or the message.

        Cancelled was asked by its token, quota when it was reserved.
        """
        if one.id not in self.agreed:
            return Closed("no_consent", State.DROPPED)
        if one.id in self.stopped:
            return Closed(topics.STOPPED, State.DROPPED)
        if one.id in self.outdated:
            return Closed("newer_version", State.SUPERSEDED)
        if one.id in self.behind:
            return Closed("older_on_wire", due_at=self.now + seconds(A_MOMENT))
        return self._stale(
            one, self._shut(one.lane) or self._held_back(one) or self._merged(one)
        ) or self._way(one)

    def _shut(self, lane: Lane) -> Closed | None:
        """Kill switch, pause, quiet hours: an answer to somebody who wrote knows no hours."""
        if self.account.is_off:
            return Closed("sending_off", due_at=self.now + seconds(LOOK_AGAIN))
        if not self.has_token:
            return Closed("no_token", due_at=self.now + seconds(A_MOMENT))  # the relay waits for the token
        if self.rest_until is not None and not (lane is Lane.DOSSIER and channel.is_only_full(self.account)):
            return Closed("paused", due_at=self.rest_until)
        until = None if lane is Lane.REPLY else hours.rest_until(self.now, settings.get().zalo_timeout)
        return Closed("quiet_hours", due_at=hours.spread(until)) if until else None

    def _held_back(self, one: Reserved) -> Closed | None:
        """Somebody stopped this kind, or all we tell by ourselves while Zalo has trouble."""
        reason = self.stops.reason(one.kind, one.lane)
        return Closed(reason, due_at=self.now + seconds(LOOK_AGAIN)) if reason else None

    def _merged(self, one: Reserved) -> Closed | None:
        until = self.merging.get(one.id)
        return Closed(merging.WAITING, due_at=until) if until else None

    def _stale(self, one: Reserved, closed: Closed | None) -> Closed | None:
        """What would be stale by the time it may go is dropped now, not told in the morning."""
        goes_at = self.now if closed is None else closed.due_at or self.now
        if one.expires_at is not None and one.expires_at <= goes_at:
            return Closed(lifetimes.EXPIRED, State.DROPPED)
        return closed

    def _way(self, one: Reserved) -> Ready | Closed:
        """The channel. Whichever it is, the message passes here and nowhere else on its way to the wire."""
        address = citizens.address(one.citizen_id, settings.get().zalo_oa_id)
        way, self.steps[one.id] = self.routes.choose(one, address)
        if isinstance(way, NoWay):
            return self._stale(one, _nowhere(way)) or _nowhere(way)
        if not self._may_reach(way):
            return Closed("trial", State.DROPPED)
        ready = self._ready(one, way)
        if isinstance(ready, Ready):
            self.routes.charge(one, way)
        return ready

    def _may_reach(self, way: Way) -> bool:
        """In trial mode nobody but guests, by any channel; the wire insists on it once more."""
        if self.guests is None:
            return True
        is_user = way.channel in (Channel.CS, Channel.ZBS)
        return way.to in self.guests.users if is_user else self.guests.has_number(way.to)

    def _ready(self, one: Reserved, way: Way) -> Ready | Closed:
        try:
            text = messages.render(self.bodies[one.template_id], one.params)
            buttons = tuple(links.traced(button, one.reference) for button in messages.buttons_of(one.params))
        except (ValueError, TypeError):
            return Closed("unreadable", State.FAILED)
        made = way.words
        return Ready(
            one,
            way.to,
            made if isinstance(made, str) else text,
            buttons,
            self.account.send_version,
            way.channel,
            made if isinstance(made, Letter) else None,
            way.words_id,
            way.cost,
        )


def _nowhere(found: NoWay) -> Closed:
    """No channel is open: until one is back, or for good, with the reason that says most."""
    if found.back_at is not None:
        return Closed(found.why, due_at=found.back_at)
    if found.ended == "tries_used_up":
        return Closed(found.ended, State.FAILED)
    if found.ended is not None:
        return Closed(found.ended, State.REFUSED)
    told = [step.reason for step in found.passed]
    reason = next((why for why in SURER if why in told), told[0])
    return Closed(reason, State.FAILED if reason == "articles_only" else State.DROPPED)


def _agreed(batch: Sequence[Reserved]) -> set[uuid.UUID]:
    """Those whose person agreed to this, and those that need no consent."""
    found = {one.id for one in batch if one.consent_needed is None}
    for purpose in {one.consent_needed for one in batch if one.consent_needed}:
        asked = {
            one.id: (one.citizen_id, one.subject_id if one.subject_kind == "dossier" else None)
            for one in batch
            if one.consent_needed == purpose
        }
        yes = citizens.agreed(list(asked.values()), purpose)
        found |= {id_ for id_, pair in asked.items() if pair in yes}
    return found

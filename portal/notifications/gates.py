"""The last questions before a call, and the mark that says: from here on the message may arrive (R3)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from portal.citizens import queries as citizens
from portal.core import clock, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.notifications import channel, hours, messages, quota, versions
from portal.notifications.leases import NOW, Reserved, is_in, seconds
from portal.notifications.messages import Button
from portal.notifications.models import Attempt, Intent, Lane, MessageTemplate, SendingState, State
from portal.zalo import guests, tokens
from portal.zalo.oa import abilities, pace

A_MOMENT = 2.0  # seconds a newer version waits for an older one that is being sent
LOOK_AGAIN = 60.0  # seconds between two looks while sending is off


@dataclass(frozen=True)
class Ready:
    """A message on its way: marked, with everything the call needs."""

    reserved: Reserved
    user_id: str
    text: str
    buttons: tuple[Button, ...]
    version: int  # of the send path


@dataclass(frozen=True)
class Closed:
    """A closed gate: for good when the state is final, else until `due_at`."""

    reason: str
    state: State = State.QUEUED
    due_at: dt.datetime | None = None


def pass_through(batch: Sequence[Reserved]) -> list[Ready]:
    """Steps 2 and 3 of R3 in one commit: ask every gate, mark those that pass. Unmarked ones are not sent."""
    # Taken for all of them before anything is locked: nobody waits for the count while holding messages.
    granted, wait = pace.take(len(batch))
    with transaction() as session:
        mine = _still_mine(session, batch)
        asked = _Asked(session, mine)
        verdicts = {one.id: asked.about(one) for one in mine}
        asked.keep_pace(verdicts, granted, wait)
        marked = _mark(session, [said for said in verdicts.values() if isinstance(said, Ready)])
        for id_, said in verdicts.items():
            if isinstance(said, Closed):
                _put_back(session, id_, said)
        gone = {ready.reserved.id for ready in marked}
        _forget(session, [one for one in batch if one.id not in gone])
    fault("F3")
    return marked


def _still_mine(session: Session, batch: Sequence[Reserved]) -> list[Reserved]:
    """The first gate: cancelled, superseded or taken back since? The token tells."""
    held = session.execute(
        select(Intent.id, Intent.lease_token).where(
            Intent.id.in_([one.id for one in batch]), is_in(State.SENDING)
        )
    ).all()
    tokens = {row.id: row.lease_token for row in held}
    return [one for one in batch if tokens.get(one.id) == one.token]


class _Asked:
    """What the gates need to know about a batch, asked once."""

    def __init__(self, session: Session, batch: Sequence[Reserved]) -> None:
        ids = [one.id for one in batch]
        self.now = session.scalar(select(NOW)) or clock.now()
        self.account: SendingState = channel.state()
        self.has_token, self.can_send = not tokens.is_held(), abilities.can_send()
        self.guests = guests.allowed()
        self.agreed = _agreed(batch)
        self.outdated = versions.outdated(session, ids)
        current = [id_ for id_ in ids if id_ not in self.outdated]
        versions.close_older(session, current)
        self.behind = versions.behind_older(session, current)
        wanted = {one.template_id for one in batch}
        rows = session.execute(
            select(MessageTemplate.id, MessageTemplate.body).where(MessageTemplate.id.in_(wanted))
        ).all()
        self.bodies = {row.id: row.body for row in rows}

    def about(self, one: Reserved) -> Ready | Closed:
        """The first closed gate, in R3's order, or the message."""
        if one.id not in self.agreed:
            return Closed("no_consent", State.DROPPED)
        address = citizens.address(one.citizen_id, settings.get().zalo_oa_id)
        if address is None:
            return Closed("no_address", State.DROPPED)
        if self.guests and address.user_id not in self.guests.users:
            return Closed("trial", State.DROPPED)
        if not address.is_following and one.lane is not Lane.REPLY:
            return Closed("not_following", State.DROPPED)
        if one.id in self.outdated:
            return Closed("newer_version", State.SUPERSEDED)
        if one.id in self.behind:
            return Closed("older_on_wire", due_at=self.now + seconds(A_MOMENT))
        if not self.can_send:
            return Closed("articles_only", State.FAILED)  # listed at the desk: somebody tells them otherwise
        return self._shut(one.lane) or self._ready(one, address.user_id)

    def keep_pace(self, verdicts: dict[uuid.UUID, Ready | Closed], granted: int, wait: float) -> None:
        """No more calls than the account may make in this minute; the rest wait for the next one."""
        ready = [id_ for id_, said in verdicts.items() if isinstance(said, Ready)]
        for id_ in ready[granted:]:
            verdicts[id_] = Closed("pace", due_at=self.now + dt.timedelta(seconds=wait))

    def _shut(self, lane: Lane) -> Closed | None:
        """Kill switch, pause, quiet hours: an answer to somebody who wrote knows no hours."""
        if self.account.is_off:
            return Closed("sending_off", due_at=self.now + seconds(LOOK_AGAIN))
        if not self.has_token:
            return Closed("no_token", due_at=self.now + seconds(A_MOMENT))  # the relay waits for the token
        if self.account.paused_until is not None and self.account.paused_until > self.now:
            return Closed("paused", due_at=self.account.paused_until)
        until = None if lane is Lane.REPLY else hours.quiet_until(self.now)
        return Closed("quiet_hours", due_at=hours.spread(until)) if until else None

    def _ready(self, one: Reserved, user_id: str) -> Ready | Closed:
        try:
            text = messages.render(self.bodies[one.template_id], one.params)
            buttons = tuple(_traced(button, one.reference) for button in messages.buttons_of(one.params))
        except (ValueError, TypeError):
            return Closed("unreadable", State.FAILED)
        return Ready(one, user_id, text, buttons, self.account.send_version)


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


def _traced(button: Button, reference: str) -> Button:
    """Our own links carry the attempt's reference, so that evidence can be matched (R5)."""
    own, link = urlsplit(settings.get().base_url), urlsplit(button.payload)
    if button.kind != "url" or (link.scheme, link.netloc) != (own.scheme, own.netloc):
        return button
    query = f"{link.query}&r={reference}" if link.query else f"r={reference}"
    return replace(button, payload=link._replace(query=query).geturl())


def _mark(session: Session, ready: Sequence[Ready]) -> list[Ready]:
    """Where the token is mine and the lease outlives any call; the database's clock decides."""
    margin = seconds(settings.get().lease_margin_seconds)
    held = [(one.reserved.id, one.reserved.token) for one in ready]
    marked = set(
        session.scalars(
            update(Intent)
            .where(
                tuple_(Intent.id, Intent.lease_token).in_(held),
                is_in(State.SENDING),
                Intent.due_at >= NOW + margin,
            )
            .values(is_on_wire=True)
            .returning(Intent.id)
            .execution_options(synchronize_session=False)
        )
    )
    gone = [one for one in ready if one.reserved.id in marked]
    session.execute(
        update(Attempt)
        .where(Attempt.id.in_([one.reserved.attempt_id for one in gone]))
        .values(marked_at=NOW)
        .execution_options(synchronize_session=False)
    )
    return gone


def _put_back(session: Session, id_: uuid.UUID, closed: Closed) -> None:
    is_final = closed.state is not State.QUEUED
    session.execute(
        update(Intent)
        .where(Intent.id == id_)
        .values(
            state=closed.state,
            reason=closed.reason,
            due_at=closed.due_at,
            lease_token=None,
            attempts=Intent.attempts - 1,
            settled_at=NOW if is_final else None,
        )
        .execution_options(synchronize_session=False)
    )


def _forget(session: Session, batch: Sequence[Reserved]) -> None:
    """Attempts that never became a call leave no row, and their places in the quota are free again."""
    gone = session.scalars(
        delete(Attempt)
        .where(
            Attempt.id.in_([one.attempt_id for one in batch]),
            Attempt.marked_at.is_(None),
            Attempt.outcome.is_(None),
        )
        .returning(Attempt.reserved_at)
        .execution_options(synchronize_session=False)
    ).all()
    quota.give_back(settings.get().zalo_oa_id, gone)

"""By which channel a message goes: the free one while Zalo's window allows, then the paid ones in order.

A channel is left for good only once it is proven that nothing arrived by it (R1); what is unknown never comes
here. Paid ones are for news of dossiers alone, and stop at the dossier's cap.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.citizens.queries import Address
from portal.core import clock, settings
from portal.core.db import transaction
from portal.notifications import costs, hours, letters, links, numbers, prices, standing, steps, tongues
from portal.notifications.leases import Reserved
from portal.notifications.letters import Letter
from portal.notifications.models import PAID, Channel, Lane
from portal.notifications.steps import Step
from portal.sms import bodies


@dataclass(frozen=True)
class Way:
    """The channel chosen, whom it reaches there, in which words, for how much."""

    channel: Channel
    to: str  # Zalo's user id; for ZNS and SMS a number, +84…
    words: Letter | str | None = None  # a template's values, a short text; None: the message's own
    words_id: int | None = None  # the row of that wording
    cost: int = 0  # đồng


@dataclass(frozen=True)
class NoWay:
    """Nothing is open: for good, or until a channel that rests is back."""

    passed: tuple[Step, ...] = ()
    ended: str | None = None  # how the last channel that was tried ended; None when none was
    back_at: dt.datetime | None = None
    why: str = "channel_rests"


Tried = Way | str | dt.datetime
"""A way, or why not: at all (a key of steps.WHY), or not until then."""


def more(session: Session, one: Reserved, channel: Channel) -> bool:
    """Is there a paid channel after this one that such a message may try? Asked when this one failed."""
    if one.lane is not Lane.DOSSIER or not settings.get().dossier_cost_cap:
        return False
    found = letters.newest(session, [one.kind])
    after = list(Channel)[list(Channel).index(channel) + 1 :]
    return any(letters.of(found, one.kind, way) and standing.is_set_up(way) for way in after)


def to_numbers(kinds: Collection[str]) -> set[str]:
    """Kinds that may go to somebody of whom no more than a number is known."""
    ways = [way for way in (Channel.ZNS, Channel.SMS) if standing.is_set_up(way)]
    if not kinds or not ways or not settings.get().dossier_cost_cap:
        return set()
    with transaction() as session:
        found = letters.newest(session, kinds)
    return {kind for kind in kinds if any(letters.of(found, kind, way) for way in ways)}


class Routes:
    """What has to be known to choose channels for a batch; what paid ones need is asked only if one is on."""

    def __init__(
        self,
        session: Session,
        batch: Sequence[Reserved],
        now: dt.datetime,
        *,
        can_send: bool,
        rest_until: dt.datetime | None = None,
    ):
        self._session, self._now, self._can_send = session, now, can_send
        self._rest_until = rest_until  # the account's day is full, as Zalo says
        news = [one for one in batch if one.lane is Lane.DOSSIER]
        self._words = letters.newest(session, {one.kind for one in news}) if news else {}
        self._paid = [way for way in PAID if self._is_on(way, news)]
        self._over: Mapping[uuid.UUID, Mapping[Channel, str]] = {}
        if self._paid:
            self._over = steps.over(session, [one.id for one in news])
            self._prices = prices.on(clock.local(now).date())
            self._shut = standing.shut(self._paid, now)
            self._spent = costs.of(session, {one.subject_id for one in news})
            self._abroad = tongues.are_english(session, {one.template_id for one in news})

    def _is_on(self, channel: Channel, news: Sequence[Reserved]) -> bool:
        return (
            settings.get().dossier_cost_cap > 0
            and standing.is_set_up(channel)
            and any(letters.of(self._words, one.kind, channel) for one in news)
        )

    def choose(self, one: Reserved, address: Address | None) -> tuple[Way | NoWay, tuple[Step, ...]]:
        """The way of one message, and why the channels before it were passed over."""
        over, spare = self._over.get(one.id, {}), None
        passed: list[Step] = []
        for channel in [way for way in self._order(one) if way not in over]:
            found = self._try(one, channel, address)
            if isinstance(found, Way) and channel is Channel.CS and self._is_late(address):
                spare, found = found, "window_closed"  # kept: we may have missed their last word
            if isinstance(found, Way):
                return found, tuple(passed)
            if isinstance(found, dt.datetime):
                if not one.is_urgent and not (channel is Channel.CS and self._is_late(address)):
                    return NoWay(
                        back_at=found, why=self._why(one, channel)
                    ), ()  # a cheaper one is back soon; who must act is told now
                passed.append(Step(channel, "resting"))
                continue
            passed.append(Step(channel, found))
        if spare is not None:
            return spare, ()
        return self._none(one, passed, over)

    def _none(
        self, one: Reserved, passed: list[Step], over: Mapping[Channel, str]
    ) -> tuple[NoWay, tuple[Step, ...]]:
        back = [at for way in self._order(one) if (at := self._back_at(one, way))]
        if any(step.reason == "resting" for step in passed) and back:
            return NoWay(back_at=min(back), why=self._why(one, passed[-1].channel)), ()
        ended = list(over.values())[-1] if over else None
        return NoWay(tuple(passed), ended), tuple(passed) if self._paid else ()

    def _order(self, one: Reserved) -> Sequence[Channel]:
        return (Channel.CS, *PAID) if one.lane is Lane.DOSSIER and self._paid else (Channel.CS,)

    def _try(self, one: Reserved, channel: Channel, address: Address | None) -> Tried:
        if channel in (Channel.ZNS, Channel.SMS):
            return self._by_phone(one, channel, address)
        if address is None:
            return "no_address"
        if not address.is_following and one.lane is not Lane.REPLY:
            return "not_following"
        if back_at := self._full_until(one, channel):
            return back_at
        if channel is Channel.ZBS:
            return self._paid_way(one, channel, address.user_id)
        return Way(channel, address.user_id) if self._can_send else "articles_only"

    def _full_until(self, one: Reserved, channel: Channel) -> dt.datetime | None:
        """Until when the account's own day is full for this message; we count consultations alone."""
        if self._rest_until is not None or one.has_room or channel is not Channel.CS:
            return self._rest_until
        return hours.spread(hours.tomorrow(self._now))

    def _back_at(self, one: Reserved, channel: Channel) -> dt.datetime | None:
        is_account = channel in (Channel.CS, Channel.ZBS)
        full = self._full_until(one, channel) if is_account else None
        return full or (self._shut.get(channel) if self._paid else None)

    def _why(self, one: Reserved, channel: Channel) -> str:
        is_account = channel in (Channel.CS, Channel.ZBS)
        return "quota" if is_account and self._full_until(one, channel) else "channel_rests"

    def _by_phone(self, one: Reserved, channel: Channel, address: Address | None) -> Tried:
        if (number := numbers.of(self._session, one)) is None:
            return "no_phone"
        if numbers.is_told(self._session, one, is_met=address is not None):
            return "told_otherwise"
        if channel is Channel.SMS and not numbers.agreed_to_sms(self._session, one):
            return "no_sms_consent"
        return self._paid_way(one, channel, number)

    def _paid_way(self, one: Reserved, channel: Channel, to: str) -> Tried:
        if not standing.is_set_up(channel):
            return "off"
        in_english = one.template_id in self._abroad
        if (words := letters.of(self._words, one.kind, channel, in_english=in_english)) is None:
            return "no_template"
        if channel in self._shut:
            return self._shut[channel] or "shut"
        link = links.link_of(one.params, one.reference)
        try:
            is_sms = channel is Channel.SMS
            made = (letters.sms if is_sms else letters.letter)(words.body, one.params, link)
        except (ValueError, KeyError, TypeError):
            return "unreadable"
        cost = self._prices[channel] * (bodies.size(made).parts if isinstance(made, str) else 1)
        if self._spent.get(one.subject_id, 0) + cost > settings.get().dossier_cost_cap:
            return "price_cap"
        return Way(channel, to, made, words.id, cost)

    def charge(self, one: Reserved, way: Way) -> None:
        """It goes: the next message about the same dossier in this batch counts its cost, too."""
        if way.cost:
            self._spent[one.subject_id] = self._spent.get(one.subject_id, 0) + way.cost

    def _is_late(self, address: Address | None) -> bool:
        last = address.last_interaction_at if address else None
        return last is not None and last + dt.timedelta(days=settings.get().zalo_window_days) < self._now

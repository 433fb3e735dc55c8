"""What may still be said to one person, by which kind of message, at what cost, and until when (OD9).

Zalo takes consultations for seven days after somebody's last act, the first 48 hours free (its
CONTRACT.md 4); later only a template message the province has set up for answers goes, at its price.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from portal.citizens import queries as citizens
from portal.core import clock, settings
from portal.core.db import transaction
from portal.notifications import letters, prices, standing
from portal.notifications.models import Channel

KIND = "desk_reply"
FREE = dt.timedelta(hours=48)


class Open(StrEnum):
    """How it stands between the account and a person."""

    FREE = "free"
    CHARGED = "charged"  # taken, and counted against the account's own package
    TEMPLATE = "template"  # the window is shut; a paid template message goes
    SHUT = "shut"  # nothing goes until they write again
    STRANGER = "stranger"  # they never wrote to the account


@dataclass(frozen=True)
class Window:
    """The answer."""

    state: Open
    until: dt.datetime | None = None  # when this state ends; None: not by itself
    ends_at: dt.datetime | None = None  # when no consultation goes any more
    dong: int = 0

    @property
    def can_send(self) -> bool:
        """Something may be sent now."""
        return self.state in (Open.FREE, Open.CHARGED, Open.TEMPLATE)


def of(citizen_id: uuid.UUID | None, at: dt.datetime | None = None) -> Window:
    """How it stands at a moment (now)."""
    now = at or clock.now()
    address = citizens.address(citizen_id, settings.get().zalo_oa_id) if citizen_id else None
    if address is None:
        return Window(Open.STRANGER)
    last = address.last_interaction_at
    if last is not None:
        ends_at = last + dt.timedelta(days=settings.get().zalo_window_days)
        if now < min(last + FREE, ends_at):
            return Window(Open.FREE, min(last + FREE, ends_at), ends_at)
        if now < ends_at:
            return Window(Open.CHARGED, ends_at, ends_at)
    if address.is_following and (price := _template_price(now)) is not None:
        return Window(Open.TEMPLATE, dong=price)
    return Window(Open.SHUT if last is not None else Open.STRANGER)


def _template_price(now: dt.datetime) -> int | None:
    """What an answer by template costs today in đồng; None where none is set up, or it rests."""
    way = Channel.ZBS
    if not standing.is_set_up(way) or not settings.get().dossier_cost_cap:
        return None
    if way in standing.shut([way], now):
        return None
    with transaction() as session:
        words = letters.of(letters.newest(session, [KIND]), KIND, way)
    return prices.on(clock.local(now).date())[way] if words else None

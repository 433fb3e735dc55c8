"""How the channels stand: set up or not, closed to this account, or resting for a while."""

import datetime as dt
from collections.abc import Mapping, Sequence

from portal.core.settings import get as settings
from portal.notifications import steps
from portal.notifications.models import Channel
from portal.sms import client as sms
from portal.zalo import codes
from portal.zalo.codes import Class, Host
from portal.zalo.oa import abilities
from portal.zalo.oa.models import Ability, Capability, Known

ABILITIES: Mapping[Channel, Ability] = {Channel.ZBS: Ability.TEMPLATE_UID, Channel.ZNS: Ability.ZNS}
HOSTS: Mapping[str, Host] = {Channel.ZNS: Host.BUSINESS}
"""Whose codes an attempt by a channel carries; the account's where a channel is not here."""


def is_set_up(channel: Channel) -> bool:
    """Could it be used at all? Template messages need a wording besides, which is asked for each kind."""
    return channel is not Channel.SMS or sms.is_on()


def host_of(channel: str | None) -> Host:
    """Whose code an answer by this channel holds."""
    return HOSTS.get(channel or "", Host.OA)


def shut(channels: Sequence[Channel], now: dt.datetime) -> dict[Channel, dt.datetime | None]:
    """Channels that take nothing: until then, or (None) because this account does not have them."""
    found: dict[Channel, dt.datetime | None] = dict(steps.rests(channels))
    known = abilities.all_of() if any(way in ABILITIES for way in channels) else {}
    for way in channels:
        row = known.get(ABILITIES[way]) if way in ABILITIES else None
        if row is not None and row.state is Known.NO:
            until = _until(row, way)
            if until is None:
                found[way] = None
            elif until > now:
                found[way] = max(until, found.get(way) or until)
    return found


def _until(row: Capability, channel: Channel) -> dt.datetime | None:
    """What an operator may have mended is tried again after a while; a kind of account does not change."""
    if row.is_fixed or row.error_at is None:
        return None
    if row.error_code is not None and codes.meaning(row.error_code, host_of(channel)).kind is Class.SWITCH:
        return None
    return row.error_at + dt.timedelta(seconds=settings().scaled(abilities.LOOK_AGAIN))

"""The wire: every message of every channel leaves here and nowhere else, by one call (R3)."""

from dataclasses import dataclass

from portal.notifications.asking import Ready
from portal.notifications.letters import Letter
from portal.notifications.models import Channel
from portal.sms import client as sms
from portal.zalo.answers import Refused
from portal.zalo.calls import templates
from portal.zalo.client import ZaloClient

NONE_LEFT = 0


@dataclass(frozen=True)
class Taken:
    """The other side took it: its id of the message, and whether its day is full now."""

    message_id: str
    is_last: bool = False


def send(ready: Ready, speaking: ZaloClient) -> Taken:
    """Make the call of a marked message; a ZaloError for every end but a proven yes.

    The attempt's reference travels along: in our own link, as Zalo's tracking id, as the gateway's reference.
    """
    one, letter = ready.reserved, ready.letter
    if ready.channel is Channel.CS:
        return Taken(speaking.send_text(ready.to, ready.text, ready.buttons, ready.version))
    if ready.channel is Channel.SMS:
        return Taken(sms.send(ready.to, ready.text, one.reference, speaking.guests))
    if letter is None:
        raise Refused("no template")
    return _by_template(ready, letter, speaking)


def _by_template(ready: Ready, letter: Letter, speaking: ZaloClient) -> Taken:
    asked = (letter.template_id, letter.data, ready.reserved.reference)
    if ready.channel is Channel.ZBS:
        told = templates.send_to_user(speaking, ready.to, *asked)
    else:
        told = templates.send_to_phone(speaking, ready.to, *asked)
    return Taken(told.message_id, told.remaining == NONE_LEFT)

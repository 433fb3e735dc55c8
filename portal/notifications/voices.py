"""In which forms a kind of message is said: on Zalo, there in English, and as an SMS in either language."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_

from portal.core.settings import ROOT
from portal.notifications.leases import CHANNEL
from portal.notifications.models import Channel, MessageTemplate


@dataclass(frozen=True)
class Voice:
    """One form of a kind's words; wordings of a kind are numbered voice by voice."""

    name: str  # in addresses of the desk
    channel: str
    locale: str
    folder: Path  # the words that come along, one file a kind

    @property
    def is_optional(self) -> bool:
        """A kind may have no words of this form, or empty ones: then it is not said so."""
        return self is not USUAL

    @property
    def is_sms(self) -> bool:
        """Short words with a link at their end."""
        return self.channel == Channel.SMS.value

    @property
    def own(self) -> ColumnElement[bool]:
        """Which wordings are of this form."""
        return and_(MessageTemplate.channel == self.channel, MessageTemplate.locale == self.locale)


FIRST = "vi"
USUAL = Voice("zalo", CHANNEL, FIRST, ROOT / "templates" / "zalo")
ENGLISH = Voice("en", CHANNEL, "en", ROOT / "templates" / "zalo" / "en")
SMS = Voice("sms", Channel.SMS.value, FIRST, ROOT / "templates" / "sms")
SMS_ENGLISH = Voice("smsen", Channel.SMS.value, "en", ROOT / "templates" / "sms" / "en")
ALL = (USUAL, SMS, ENGLISH, SMS_ENGLISH)


def named(name: str) -> Voice:
    """The voice of an address; KeyError for none."""
    return {voice.name: voice for voice in ALL}[name]

"""Whether a form looks like a robot's. Such a one is received like any other and waits apart for triage.

Who writes again within minutes, or what was said before, brings proof of work first; a phone does it alone.
"""

import re
import uuid
from collections.abc import Iterator

from portal.core import limits, settings
from portal.core.search import fold
from portal.core.tolls import Gate
from portal.feedback import phrases, speech

LONG = 40  # signs: many people send the same few words when the light is out, nobody the same long sentence
SAME, DAY = 1, 86_400  # so often may the same long sentence come a day
BURST, MINUTES = 5, 600  # nobody writes a sixth report within ten minutes of the first
LINKS, SENTENCES, HOUR = 2, 8, 3600
GATE = Gate("feedback", lambda: settings.get().feedback_normal, HOUR)
_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
_END = re.compile(r"[.!?;:\n]+")


def needs_work(text: str, sender: str) -> bool:
    """Whether it brings proof of work before it is received; counts nothing but a place of the calm."""
    if limits.seen(_burst(sender)) or any(limits.seen(one) for one in _sentences(text)):
        return True
    return not GATE.is_free()


def looks_made(text: str, sender: str, contact: str = "") -> bool:
    """By links, by words that are none, by the same sentences or phrases again, or by haste.

    Hasty is one browser, or one `contact` that stands under reports of many browsers.
    """
    is_again = any(limits.seen(one) >= SAME for one in _sentences(text)) or phrases.are_known(text)
    is_fast = any(limits.seen(_burst(one)) >= BURST for one in (sender, contact) if one)
    return is_again or is_fast or len(_LINK.findall(text)) >= LINKS or not speech.is_language(text)


def count(key: uuid.UUID, text: str, sender: str, contact: str = "") -> None:
    """What was received counts for those that come after it; a form (`key`) once."""
    if limits.count(limits.key("feedback-counted", str(key)), DAY)[0] > 1:
        return
    for one in filter(None, (sender, contact)):
        limits.count(_burst(one), MINUTES)
    phrases.count(text)
    for one in _sentences(text):
        limits.count(one, DAY)


def _burst(sender: str) -> str:
    return limits.key("feedback-burst", sender)


def _sentences(text: str) -> Iterator[str]:
    """Counters of the long sentences of a text; figures and marks in them make no other sentence."""
    found = (re.sub(r"[0-9 ]+", " ", fold(part)).strip() for part in _END.split(text)[:SENTENCES])
    return (limits.key("feedback-said", one) for one in found if len(one) >= LONG)

"""Whether a form looks like a robot's. Such a one is received like any other and waits apart for triage."""

import datetime as dt
import re

from sqlalchemy import func, select

from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import TooMany
from portal.feedback.models import Feedback

LONG = 40  # signs: many people send the same few words when the light is out, nobody the same long text
SAME, DAY = 3, dt.timedelta(days=1)  # so often may the same long text come
BURST, MINUTES = 5, 600  # nobody writes a sixth report within ten minutes of the first
LINKS = 2
_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)


def looks_made(text: str, digest: str, sender: str) -> bool:
    """By links, by the same words again, or by how fast one browser (`sender`) writes; counts this one."""
    is_fast = _is_fast(sender)
    return is_fast or len(_LINK.findall(text)) >= LINKS or _came_before(text, digest)


def _is_fast(sender: str) -> bool:
    try:
        limits.allow(limits.key("feedback-burst", sender), BURST, MINUTES)
    except TooMany:
        return True
    return False


def _came_before(text: str, digest: str) -> bool:
    if len(text) < LONG:
        return False
    asked = select(func.count()).where(
        Feedback.text_digest == digest, Feedback.received_at > clock.now() - DAY
    )
    return (db.session.scalar(asked) or 0) >= SAME

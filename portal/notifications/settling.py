"""Asking Zalo about unknown sends, one chat at a time, no more often than it pays (R5 b)."""

import logging
import time

from portal.core import db, limits, settings
from portal.notifications import conversations, evidence
from portal.notifications.evidence import Doubt
from portal.notifications.models import Channel
from portal.zalo import client
from portal.zalo.answers import NotNow, ZaloError

FIRST_ASK = 60.0  # seconds after the mark: until then the echo may still come
ASK_EVERY = 900.0
MOST_ASKED = 50
RING_EVERY = 30.0
LONGEST = 25.0  # less than that: one worker at a time asks, the others send

log = logging.getLogger(__name__)


def ask() -> int:
    """Read the chats of people with an unknown send; how many sends were settled.

    Seen there: sent. Not there, the list reaching back before the mark, and long enough ago: queued again.
    Zalo does not tell: it stays unknown, on the officers' desk. No connection is held during calls.
    """
    until, settled, asked = time.monotonic() + settings.get().scaled(LONGEST), 0, 0
    for doubt in evidence.doubts():
        if asked >= MOST_ASKED or time.monotonic() > until:
            break
        if (
            doubt.user_id is None
            or doubt.channel != Channel.CS
            or not evidence.waits_enough(doubt, FIRST_ASK)
            or not _is_turn(doubt)
        ):
            continue
        asked += 1
        try:
            settled += _asked(doubt, doubt.user_id)
        except NotNow as error:
            log.warning("conversations are not told now %s", error)
            break
        except ZaloError as error:
            log.warning("conversation not told intent=%s %s", doubt.intent_id, error)
    db.release()
    return settled


def is_due() -> bool:
    """Whether a worker should ask now: something is unknown, and nobody was sent to ask a moment ago."""
    if not evidence.how_many():
        return False
    every = max(1, round(settings.get().scaled(RING_EVERY)))
    return limits.within(limits.key("evidence-rung"), 1, every)


def _is_turn(doubt: Doubt) -> bool:
    every = max(1, round(settings.get().scaled(ASK_EVERY)))
    return limits.within(limits.key("evidence", str(doubt.attempt_id)), 1, every)


def _asked(doubt: Doubt, user_id: str) -> bool:
    speaking = client.client()
    db.release()
    read = conversations.since(speaking, user_id, doubt.marked_at)
    if evidence.settle_present([doubt], read.seen):
        return True
    return read.is_whole and evidence.settle_absent(doubt)

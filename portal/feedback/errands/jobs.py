"""What a worker runs for photos that lie elsewhere; safe to run twice and at the same time."""

import logging
import time
from io import BytesIO

from portal.core import db, fetch, queue
from portal.core.errors import Unavailable
from portal.core.images import LARGEST
from portal.feedback import photos
from portal.feedback.errands import operations
from portal.feedback.errands.models import Origin
from portal.feedback.errands.operations import KEPT, Taken
from portal.zalo import pictures

WORK = "portal.feedback.errands.jobs.work"
MOST_SECONDS = 30.0  # then messages have their turn
PATIENCE = 10.0  # seconds for one photo

log = logging.getLogger(__name__)


class Away(Exception):
    """Nobody gave the photo out; perhaps later."""


def hand_over() -> bool:
    """The relay's part: ask for one job when a photo waits; it takes all."""
    if operations.is_due():
        queue.ring(WORK)
    return False


def work() -> int:
    """Fetch every photo that is due; how many were closed."""
    until, closed = time.monotonic() + MOST_SECONDS, 0
    try:
        while (taken := operations.take()) is not None:
            db.release()  # fetching may take seconds
            closed += _fetch(taken)
            if time.monotonic() > until:
                queue.ring(WORK)
                break
    finally:
        db.release()
    return closed


def _fetch(taken: Taken) -> bool:
    try:
        outcome = _kept(taken)
    except Away:
        if not taken.is_last_try:
            operations.put_back(taken)
            return False
        outcome = "away"
    operations.finish(taken, outcome)
    log.info("photo of a case fetched outcome=%s origin=%s", outcome, taken.origin.value)
    return True


def _kept(taken: Taken) -> str:
    """How it ended, in a word; raises Away."""
    try:
        raw = _raw(taken)
        complaints = photos.keep_later(taken.feedback_id, raw)
    except (pictures.NotOurs, fetch.Barred):
        return "barred"
    except pictures.NoPicture:
        return "kind"
    except Unavailable:  # all places where pictures are developed are taken
        raise Away from None
    return complaints[0].word if complaints else KEPT


def _raw(taken: Taken) -> BytesIO:
    try:
        if taken.origin is Origin.CHAT:
            return BytesIO(pictures.fetch(taken.address))
        return BytesIO(fetch.fetched(taken.address, PATIENCE, LARGEST).raw)
    except pictures.Away as away:
        if away.is_final:
            raise pictures.NoPicture("gone") from None
        raise Away from None
    except fetch.Away:
        raise Away from None

"""What a worker runs for photos of the chat: fetch, look, answer; safe to run twice and at the same time."""

import logging
import time

from portal.chat import photos
from portal.chat.photos import Looked, Taken
from portal.core import db, queue
from portal.core.images import BadPicture
from portal.core.scanner import Scanner
from portal.zalo import pictures

READ = "portal.chat.photo_jobs.read"
MOST_SECONDS = 60  # then another job goes on, so that one worker is not held for ever

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """The relay's part: ask for one job when a photo waits; it takes all."""
    if photos.is_due():
        queue.ring(READ)
    return False


def read() -> int:
    """Read every photo that is due; how many were closed."""
    until, closed = time.monotonic() + MOST_SECONDS, 0
    with Scanner() as scanner:
        while taken := photos.take():
            db.release()  # fetching may take seconds
            scanner.start()  # warms up meanwhile
            closed += _read(taken, scanner)
            if time.monotonic() > until:
                queue.ring(READ)
                break
    db.release()
    return closed


def _read(taken: Taken, scanner: Scanner) -> bool:
    looked = _look(taken, scanner)
    if looked is None:
        photos.put_back(taken)
        return False
    outcome = photos.finish(taken, looked)
    log.info("photo read outcome=%s pictures=%s", outcome, len(taken.addresses))
    return outcome != "lost"


def _look(taken: Taken, scanner: Scanner) -> Looked | None:
    """What all the pictures say together; None to try again, because Zalo's host was away."""
    texts: list[str] = []
    outcomes: set[str] = set()
    for address in taken.addresses:
        try:
            seen = scanner.read(pictures.fetch(address))
        except pictures.Away as away:
            if not away.is_final and not taken.is_last_try:
                return None
            outcomes.add("away")
        except pictures.NotOurs as stranger:
            log.error("photo not fetched: host not in ZALO_PICTURE_HOSTS host=%s", stranger)
            outcomes.add("away")
        except (pictures.NoPicture, BadPicture):
            outcomes.add("no_picture")
        else:
            texts += seen.texts
            outcomes.add("read" if seen.texts else "unread")
    best = next((one for one in ("read", "unread", "no_picture") if one in outcomes), "away")
    return Looked(best, tuple(texts))

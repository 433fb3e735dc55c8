"""What a worker runs for uploaded files; safe to run twice and at the same time."""

import logging
import time

from portal.core import db, queue
from portal.tables.operations import leasing, reading

WORK = "portal.tables.jobs.work"
MOST_SECONDS = 5.0  # then messages have their turn

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """The relay's part: ask for one job when a file waits."""
    if leasing.is_due():
        queue.ring(WORK)
    return False


def work() -> int:
    """Look into files and bring rows in for some seconds; how many steps were done."""
    until, done = time.monotonic() + MOST_SECONDS, 0
    try:
        while taken := leasing.take():
            try:
                has_more = reading.work_on(taken)
            except leasing.Lost:
                log.info("edition was given up meanwhile edition=%s", taken.id)
                has_more = False
            done += 1
            log.info("edition worked on edition=%s state=%s more=%s", taken.id, taken.state.value, has_more)
            if time.monotonic() > until:
                queue.ring(WORK)
                break
    finally:
        db.release()
    return done

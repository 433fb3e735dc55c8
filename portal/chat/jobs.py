"""What a worker runs for the inbox; safe to run twice and at the same time."""

import logging
import time
import traceback
from pathlib import PurePath

from portal.chat import operations
from portal.core import db, queue

BATCH = 20
MOST_SECONDS = 60  # then another job goes on, so that one worker is not held for ever

log = logging.getLogger(__name__)


def drain() -> int:
    """Work on everything that is due; how many events were closed."""
    until, closed = time.monotonic() + MOST_SECONDS, 0
    while taken := operations.take(BATCH):
        closed += sum(_work(one) for one in taken)
        if time.monotonic() > until:
            queue.ring("portal.chat.jobs.drain")
            break
    db.release()
    return closed


def _work(taken: operations.Taken) -> bool:
    """One event; whatever is wrong with it stays with it."""
    try:
        return operations.work(taken)
    except Exception as error:  # noqa: BLE001 - a poisoned event must not stop the ones behind it
        # No message and no trace: they may carry what somebody wrote.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{PurePath(frame.filename).name}:{frame.lineno}"
        log.warning("inbox event not worked event=%s error=%s at=%s", taken.id, type(error).__name__, where)
        operations.put_back(taken)
        return False

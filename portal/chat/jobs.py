"""What the relay and the workers do about the inbox; safe to do twice and at the same time."""

import logging
import time
import traceback
import uuid
from pathlib import PurePath

from portal.chat import operations, outage
from portal.chat.operations import catching_up
from portal.core import db, queue
from portal.notifications import settling

DRAIN = "portal.chat.jobs.drain"
SETTLE = "portal.chat.jobs.settle"
CATCH_UP = "portal.chat.jobs.catch_up"
BATCH = 20
MOST_SECONDS = 60  # then another job goes on, so that one worker is not held for ever

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """The relay's part: ask for one drain when something is due, it takes all; True to be asked again soon.

    The first event of a calm hour is handed over at once. While a flood arrives its work waits, so that the
    answers to Zalo get the processor; never longer than `operations.is_flood` says.
    """
    standing = operations.backlog()
    if standing.is_flood:
        return True
    if standing.due:
        queue.ring(DRAIN)
    return False


def drain() -> int:
    """Work on everything that is due; how many events were closed. Leaves while a flood arrives."""
    until, closed = time.monotonic() + MOST_SECONDS, 0
    while not (is_flood := operations.backlog().is_flood) and (taken := operations.take(BATCH)):
        closed += sum(_work(one) for one in taken)
        if time.monotonic() > until:
            queue.ring(DRAIN)
            break
    if is_flood:
        operations.ring_again()
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


def read_evidence() -> int:
    """The relay's duty: receipts and echoes of the last seconds, in a few statements; how many were read."""
    read = operations.read_receipts()
    operations.settle_by_echoes()
    operations.settle_by_receipts()
    if settling.is_due():
        queue.ring(SETTLE)  # one job for all of them; it knows whose turn it is
    return read


def settle() -> int:
    """A worker's part: ask Zalo about the sends of which nobody knows; how many are settled."""
    return settling.ask()


def watch_webhook() -> None:
    """The relay's duty: raise or end the alarm, and have readings of the recent chats gone on with."""
    outage.watch()
    ring_catching_up()


def ring_catching_up() -> bool:
    """Have readings that nobody is at gone on with; False when the queue is away."""
    return all([queue.ring(CATCH_UP, str(run_id)) for run_id in catching_up.due()])


def catch_up(run_id: str) -> bool:
    """A worker's part: read recent chats for a while, then stand in the queue again behind the messages."""
    try:
        has_more = catching_up.go_on(uuid.UUID(run_id))
    finally:
        db.release()
    if has_more:
        queue.ring(CATCH_UP, run_id)
    else:
        outage.watch()  # what was found may be the proof
        db.release()
    return has_more

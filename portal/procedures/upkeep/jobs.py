"""What a worker runs for files of the catalogue; safe to run twice."""

import logging

from portal.core import db, queue
from portal.procedures.upkeep import importing, turns, undoing
from portal.procedures.upkeep.models import ImportState

WORK = "portal.procedures.upkeep.jobs.work"

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """The relay's part: ask for one job when a file waits."""
    if turns.is_due():
        queue.ring(WORK)
    return False


def work() -> int:
    """Compare, apply or take back every file that is due; how many."""
    done = 0
    try:
        while taken := turns.take():
            import_id, state = taken
            if state is ImportState.READING:
                importing.compare(import_id)
            elif state is ImportState.UNDOING:
                undoing.carry_out(import_id)
            else:
                importing.carry_out(import_id)
            done += 1
            log.info("catalogue file worked on import=%s state=%s", import_id, state.value)
    finally:
        db.release()
    return done

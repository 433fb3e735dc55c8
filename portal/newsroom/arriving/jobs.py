"""What a worker runs for articles that arrive; safe to run twice and at the same time."""

import logging
import time

from portal.core import db, queue
from portal.core.errors import Unavailable
from portal.core.feeds import BadFeed
from portal.newsroom.arriving import bringing, looking, turns
from portal.newsroom.arriving.models import Stage
from portal.newsroom.arriving.turns import Lost, Turn

WORK = "portal.newsroom.arriving.jobs.work"
MOST_SECONDS = 5.0  # then messages have their turn
PAUSE = 30.0  # seconds, when the store of files is away

log = logging.getLogger(__name__)


def hand_over() -> bool:
    """The relay's part: ask for one job when an import waits."""
    if turns.is_due():
        queue.ring(WORK)
    return False


def work() -> int:
    """Read, ask, bring in or undo for some seconds; how many steps were done."""
    until, done = time.monotonic() + MOST_SECONDS, 0
    try:
        while (turn := turns.take()) is not None:
            step(turn, until)
            done += 1
            log.info("articles worked on import=%s stage=%s", turn.id, turn.stage.value)
            if time.monotonic() > until:
                queue.ring(WORK)
                break
    finally:
        db.release()
    return done


def step(turn: Turn, until: float) -> None:
    """One turn's work until the time is up; a file that cannot be taken is refused whole."""
    try:
        if _has_more(turn, until):
            turns.rest(turn)
    except BadFeed as error:
        turns.refuse(turn, error.word, **error.facts)
    except Unavailable:
        turns.rest(turn, PAUSE)
    except Lost:
        log.info("import was given up meanwhile import=%s", turn.id)


def _has_more(turn: Turn, until: float) -> bool:
    if turn.stage is Stage.CHECKING:
        return looking.check(turn, until)
    if turn.stage is Stage.BRINGING:
        return bringing.bring(turn, until)
    if turn.stage is Stage.UNDOING:
        return bringing.undo(turn, until)
    if turn.tries > turns.MOST_TRIES:
        raise BadFeed("worker")
    looking.read(turn)
    return False

"""A worker's turn at a broadcast: calls in threads, and one commit between two groups of them.

It ends as soon as anything else waits for a worker, so that what is urgent is never behind a broadcast. A
waiting turn of sending is for workers with nothing to do: none ends for it that has the right broadcast.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError

from portal.broadcast.sending import meaning, taking
from portal.broadcast.sending.clockwork import SEND
from portal.broadcast.sending.meaning import Ended
from portal.broadcast.sending.rows import Marked
from portal.broadcast.sending.slots import Slots, insist
from portal.broadcast.sending.taking import Work
from portal.core import db, queue, settings
from portal.core.crew import Crew
from portal.notifications.links import traced
from portal.zalo import client
from portal.zalo.answers import NotNow, NotSent, Unclear, ZaloError
from portal.zalo.client import ZaloClient

LONGEST = 20.0  # seconds of one turn: what it knows of the account is never older
SHORTEST = 0.5  # seconds before it looks whether others wait
LOOK_EVERY = 0.25
GATHER = 0.02  # seconds to let calls end that are written down together
ASIDE = 4  # a group is a fourth of the threads: meanwhile the others go on
AT_HAND = 1  # as many rows as threads are marked ahead: no thread waits while a group is written down
LATEST = 10.0  # seconds after its mark from which a call is not begun any more; far below the lease

Calls = Crew[tuple[Marked, float], Ended]  # a row, and when it was marked
log = logging.getLogger(__name__)


@dataclass
class Burst:
    """One turn at one broadcast."""

    work: Work
    speaking: ZaloClient
    is_over: Callable[[], bool]
    slots: Slots
    called: int = 0
    is_stale: bool = False  # the token or the path this turn speaks by was refused: the next one reads anew

    def run(self, threads: int) -> int:
        """Until told to end, or nobody more is to be taken; how many calls were made."""
        with Crew(self._called, threads) as crew:
            return self._run(crew)

    def _run(self, crew: Calls) -> int:
        ended: list[Ended] = []
        is_dry = False
        while True:
            stops = is_dry or self.is_stale or self.is_over()
            wanted = 0 if stops else self.slots.take(crew.size + crew.size // AT_HAND - crew.under_way)
            if ended or wanted:
                marked = self._turned(ended, wanted)
                self.slots.left += wanted - len(marked)
                is_dry = bool(wanted) and not marked
                self.called += len(marked)
                for row in marked:
                    crew.begin((row, time.monotonic()))
            if not crew.under_way:
                if stops or is_dry:
                    return self.called
                time.sleep(min(0.05, max(0.002, self.slots.next_at - time.monotonic())))
                ended = []
                continue
            ended = self._gathered(crew)

    def _turned(self, ended: list[Ended], wanted: int) -> list[Marked]:
        return insist(lambda: taking.turn(self.work, ended, wanted), has_answers=bool(ended)) or []

    def _gathered(self, crew: Calls) -> list[Ended]:
        """The calls that ended; a moment is waited for a group of them."""
        group = max(1, min(crew.under_way, crew.size // ASIDE))
        ended = crew.gathered(group, GATHER, LOOK_EVERY)
        self.is_stale = self.is_stale or any(meaning.is_about_us(one) for one in ended)
        return ended

    def _called(self, task: tuple[Marked, float]) -> Ended:
        """A row that waited for its thread is not called with a dead token, nor near its lease's end."""
        row, marked_at = task
        if self.is_stale or time.monotonic() - marked_at > settings.get().scaled(LATEST):
            return Ended(row, self.work.version, error=NotSent("not begun"))
        return _call(self.work, row, self.speaking)


def run(stopping: threading.Event) -> int:
    """One turn at whatever broadcast comes first; how many calls were made. No job, no work: 0.

    Safe beside itself: each row has one holder. No database connection is held while calls are under way.
    """
    begun = time.monotonic()
    work, speaking = _begun()
    if work is None or speaking is None:
        return 0
    slots = Slots(work.id)
    try:
        made = Burst(work, speaking, ending(work, stopping, begun), slots)
        return made.run(settings.get().broadcast_threads)
    finally:
        slots.give_back()


def ending(work: Work, stopping: threading.Event, begun: float) -> Callable[[], bool]:
    """What a turn that began then asks again and again: is it over?"""
    looked = [begun]

    def is_over() -> bool:
        now = time.monotonic()
        if stopping.is_set() or now - begun > LONGEST:
            return True
        if now - begun < SHORTEST or now - looked[0] < LOOK_EVERY:
            return False
        looked[0] = now
        waiting = set(queue.waiting())
        return bool(waiting) and (waiting != {SEND} or not _is_first(work.id))

    return is_over


def _is_first(broadcast: uuid.UUID) -> bool:
    """Would the next turn be at this broadcast as well? Unknown is yes: this one ends soon enough."""
    try:
        return taking.first_id() in (broadcast, None)
    except (OperationalError, InterfaceError):
        return True
    finally:
        db.release()


def _begun() -> tuple[Work | None, ZaloClient | None]:
    try:
        work = taking.next_work()
        if work is None:
            return None, None
        return work, client.client()
    except NotNow:
        log.warning("no token, a broadcast waits")
    except (OperationalError, InterfaceError):
        log.warning("database away, a broadcast waits")
    finally:
        db.release()
    return None, None


def _call(work: Work, row: Marked, speaking: ZaloClient) -> Ended:
    """Step 4 of R3, in a thread of its own; never raises, since from here on the message may have arrived."""
    try:
        buttons = tuple(traced(button, row.reference) for button in work.buttons)
        return Ended(
            row, work.version, message_id=speaking.send_text(row.user_id, work.text, buttons, work.version)
        )
    except ZaloError as error:
        return Ended(row, work.version, error=error)
    except Exception as error:
        log.exception("a call of a broadcast broke")
        return Ended(row, work.version, error=Unclear(type(error).__name__))

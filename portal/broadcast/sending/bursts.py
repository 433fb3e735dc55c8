"""A worker's turn at a broadcast: calls in threads, and one commit between two groups of them.

It ends as soon as anything else waits for a worker, so that what is urgent is never behind a broadcast.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from sqlalchemy.exc import InterfaceError, OperationalError

from portal.broadcast.sending import meaning, taking
from portal.broadcast.sending.meaning import Ended
from portal.broadcast.sending.rows import Marked
from portal.broadcast.sending.slots import Slots, insist
from portal.broadcast.sending.taking import Work
from portal.core import db, queue, settings
from portal.notifications.links import traced
from portal.zalo import client
from portal.zalo.answers import NotNow, NotSent, Unclear, ZaloError
from portal.zalo.client import ZaloClient

LONGEST = 60.0  # seconds of one turn; far below the queue's own limit for a job
SHORTEST = 0.5  # seconds before it looks whether others wait
LOOK_EVERY = 0.25
GATHER = 0.02  # seconds to let calls end that are written down together
ASIDE = 4  # a group is a fourth of the threads: meanwhile the others go on
AT_HAND = 2  # rows for half the threads are marked ahead: no thread waits while a group is written down
LATEST = 10.0  # seconds after its mark from which a call is not begun any more; far below the lease

log = logging.getLogger(__name__)


@dataclass
class Burst:
    """One turn at one broadcast."""

    work: Work
    speaking: ZaloClient
    pool: ThreadPoolExecutor
    threads: int
    is_over: Callable[[], bool]
    slots: Slots
    under_way: set[Future[Ended]] = field(default_factory=set)
    called: int = 0
    is_stale: bool = False  # the token this turn speaks with was refused: the next turn reads the one in use

    def run(self) -> int:
        """Until told to end, or nobody more is to be taken; how many calls were made."""
        ended: list[Ended] = []
        is_dry = False
        while True:
            stops = is_dry or self.is_stale or self.is_over()
            wanted = 0 if stops else self.slots.take(self._room())
            if ended or wanted:
                marked = self._turned(ended, wanted)
                self.slots.left += wanted - len(marked)
                is_dry = bool(wanted) and not marked
                self.called += len(marked)
                self.under_way |= {self._started(row) for row in marked}
            if not self.under_way:
                if stops or is_dry:
                    return self.called
                time.sleep(min(0.05, max(0.002, self.slots.next_at - time.monotonic())))
                ended = []
                continue
            ended = self._gathered()

    def _room(self) -> int:
        return self.threads + self.threads // AT_HAND - len(self.under_way)

    def _turned(self, ended: list[Ended], wanted: int) -> list[Marked]:
        return insist(lambda: taking.turn(self.work, ended, wanted), has_answers=bool(ended)) or []

    def _gathered(self) -> list[Ended]:
        """The calls that ended; a moment is waited for a group of them."""
        until = time.monotonic() + GATHER
        group = max(1, min(len(self.under_way), self.threads // ASIDE))
        done, left = wait(self.under_way, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)
        while len(done) < group and left and time.monotonic() < until:
            more, left = wait(left, timeout=max(0.0, until - time.monotonic()), return_when=FIRST_COMPLETED)
            done |= more
        self.under_way = set(left)
        ended = [future.result() for future in done]
        self.is_stale = self.is_stale or any(meaning.is_token_refused(one) for one in ended)
        return ended

    def _started(self, row: Marked) -> Future[Ended]:
        """The call in a thread; without a thread there was no call, and that is known."""
        try:
            return self.pool.submit(self._called, row, time.monotonic())
        except RuntimeError:
            log.exception("no thread for a call")
            nothing: Future[Ended] = Future()
            nothing.set_result(Ended(row, self.work.version, error=NotSent("no thread")))
            return nothing

    def _called(self, row: Marked, marked_at: float) -> Ended:
        """A row that waited for its thread is not called with a dead token, nor near its lease's end."""
        if self.is_stale or time.monotonic() - marked_at > settings.get().scaled(LATEST):
            return Ended(row, self.work.version, error=NotSent("not begun"))
        return _call(self.work, row, self.speaking)


def run(stopping: threading.Event) -> int:
    """One turn at whatever broadcast comes first; how many calls were made. No job, no work: 0.

    Safe beside itself: each row has one holder. No database connection is held while calls are under way.
    """
    begun = time.monotonic()
    looked = [begun]

    def is_over() -> bool:
        now = time.monotonic()
        if stopping.is_set() or now - begun > LONGEST:
            return True
        if now - begun < SHORTEST or now - looked[0] < LOOK_EVERY:
            return False
        looked[0] = now
        return bool(queue.depth())

    work, speaking = _begun()
    if work is None or speaking is None:
        return 0
    threads = settings.get().broadcast_threads
    with ThreadPoolExecutor(threads) as pool:
        slots = Slots(work.id)
        try:
            return Burst(work, speaking, pool, threads, is_over, slots).run()
        finally:
            slots.give_back()


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

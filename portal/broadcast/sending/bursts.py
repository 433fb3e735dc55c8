"""A worker's turn at a broadcast: calls in threads, and one commit between two groups of them.

It ends as soon as anything else waits for a worker, so that what is urgent is never behind a broadcast.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from portal.broadcast.sending import meaning, taking
from portal.broadcast.sending.meaning import Ended
from portal.broadcast.sending.rows import Marked
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
AHEAD = 200  # places asked of the platform's rate at once
STALE = 1.0  # seconds after which places that were asked for are gone
PATIENCE = 20.0  # seconds an answer is kept while the database is away

log = logging.getLogger(__name__)
Given = TypeVar("Given")


@dataclass
class Slots:
    """Places of the platform's rate this worker holds; asked for in groups, gone when not used in time."""

    broadcast: uuid.UUID
    left: int = 0
    asked_at: float = 0.0
    next_at: float = 0.0

    def take(self, wanted: int) -> int:
        """How many of these calls may be made now. Writes to the shared rows, and commits, when it asks."""
        now = time.monotonic()
        if now - self.asked_at > STALE:
            self.give_back()
        if self.left < wanted and now >= self.next_at:
            told = _insist(lambda: taking.places(self.broadcast, AHEAD - self.left), has_answers=False)
            granted, wait_for = told or (0, STALE)
            self.left, self.asked_at, self.next_at = self.left + granted, now, now + wait_for
        given = min(wanted, self.left)
        self.left -= given
        return given

    def give_back(self, more: int = 0) -> None:
        """What is left, and what was taken for rows that were not there."""
        many, self.left = self.left + more, 0
        _insist(lambda: taking.unused(many), has_answers=False)


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
            wanted = 0 if stops else self.slots.take(self.threads - len(self.under_way))
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

    def _turned(self, ended: list[Ended], wanted: int) -> list[Marked]:
        return _insist(lambda: taking.turn(self.work, ended, wanted), has_answers=bool(ended)) or []

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
            return self.pool.submit(_call, self.work, row, self.speaking)
        except RuntimeError:
            log.exception("no thread for a call")
            nothing: Future[Ended] = Future()
            nothing.set_result(Ended(row, self.work.version, error=NotSent("no thread")))
            return nothing


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


def _insist(write: Callable[[], Given], *, has_answers: bool) -> Given | None:
    """Keep answers while the database restarts; after that the lease's end makes them unknown."""
    ends_at = time.monotonic() + (PATIENCE if has_answers else 0.0)
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends_at:
                log.warning("database away, a broadcast's turn ends")
                return None
            time.sleep(0.2)
        finally:
            db.release()

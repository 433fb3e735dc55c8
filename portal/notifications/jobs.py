"""From the database to Zalo: the relay rings, a worker delivers, and periodic duties are done (R2, R3)."""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from portal.citizens import operations as citizens
from portal.core import clock, db, queue, settings
from portal.notifications import channel, departures, expiry, gates, leases, operations, outcomes
from portal.notifications.endings import Ended
from portal.notifications.gates import Ready
from portal.notifications.models import Intent, Lane
from portal.notifications.operations import Owed
from portal.zalo import client
from portal.zalo.answers import NotNow, NotSent, Unclear, ZaloError
from portal.zalo.client import ZaloClient

DELIVER = "portal.notifications.jobs.deliver"
MOST_WAITING = 2  # jobs in the queue; while workers are busy what is due gathers into larger ones
LONGEST_JOB = 100.0  # seconds after which no new attempt is started; the queue's own limit lies above
PATIENCE = 20.0  # seconds an answer is kept while the database is away

log = logging.getLogger(__name__)
Given = TypeVar("Given")
_stopping = threading.Event()


def stop() -> None:
    """Start no new attempt from now on; calls under way end and are written down (R10)."""
    _stopping.set()


def stopping() -> threading.Event:
    """Set once this job is told to end; other long work of a worker looks at it, too."""
    return _stopping


def is_full() -> bool:
    """Enough jobs wait already: the workers are busy, look again in a moment."""
    return (queue.depth() or 0) >= MOST_WAITING


def relay_once(limit: int) -> int:
    """Hand due messages to the queue, most urgent first; how many. Nothing is lost when the queue is away."""
    if queue.depth() is None or channel.is_shut():
        return 0
    taken = leases.hand_over(limit)
    rung = 0
    for ids in _batches(taken):
        if not queue.ring(DELIVER, [str(id_) for id_ in ids]):
            leases.hand_back([row.id for row in taken][rung:])
            break
        rung += len(ids)
    return rung


def _batches(taken: Sequence[leases.Handed]) -> list[list[uuid.UUID]]:
    """Jobs of a bounded size; a message whose worker died before travels alone, it may be the reason."""
    size = settings.get().batch_size
    alone = [[row.id] for row in taken if row.crashes]
    calm = [row.id for row in taken if not row.crashes]
    return [calm[start : start + size] for start in range(0, len(calm), size)] + alone


def deliver(ids: list[str]) -> int:
    """Send what is due of these, as many at a time as settings say; how many calls were made.

    Safe to run twice and beside itself: each intent has one holder. No database connection is held while a
    call is under way.
    """
    waiting = [uuid.UUID(id_) for id_ in ids]
    ends_at, called = time.monotonic() + LONGEST_JOB, 0
    threads = min(settings.get().sender_threads, max(1, len(waiting)))
    under_way: set[Future[Ended]] = set()
    with ThreadPoolExecutor(threads) as pool:
        while waiting or under_way:
            if _stopping.is_set() or time.monotonic() > ends_at:
                _give_up(waiting)
                waiting = []
            room = threads - len(under_way)
            if waiting and room:
                batch, waiting = waiting[:room], waiting[room:]
                speaking = _speaking()
                ready = _prepared(batch) if speaking else []
                called += len(ready)
                under_way |= {_started(pool, one, speaking) for one in ready if speaking}
            under_way = _written_down(under_way) if under_way else under_way
    return called


class _Rehearsed(Exception):  # noqa: N818 - it ends a rehearsal, nothing is wrong
    """Rolls a rehearsal back."""


def rehearse() -> None:
    """Walk a message through every step and roll it back: what a fork inherits, no job has to learn again.

    Without it each job compiles the same statements anew: 140 ms instead of 30 ms of a core.
    """
    with suppress(_Rehearsed), db.transaction():
        now, oa_id = clock.now(), settings.get().zalo_oa_id
        someone = citizens.meet(oa_id, "rehearsal", now)
        citizens.agree(
            "dossier_notify", citizen_id=someone, text_version="-", channel="oa", evidence="rehearsal"
        )
        owed = Owed(someone, "chat_reply", "inbox_event", uuid.uuid4(), 1, {"text": "-"}, lane=Lane.REPLY)
        operations.notify([owed])
        ids = db.db.session.scalars(select(Intent.id).filter_by(citizen_id=someone)).all()
        reserved = leases.reserve(ids)
        gates.pass_through(reserved)
        made = [Ready(one, "rehearsal", "-", (), 3) for one in reserved]
        outcomes.record([Ended(one, message_id="-") for one in made])
        leases.hand_back(ids)
        raise _Rehearsed
    db.release()


def _speaking() -> ZaloClient | None:
    """The way out with the token of this moment; None while there is none, or the database is away."""
    try:
        return client.client()
    except NotNow:
        log.warning("no token, messages wait")
    except (OperationalError, InterfaceError):
        log.warning("database away, messages wait")
    finally:
        db.release()
    return None


def _prepared(ids: Sequence[uuid.UUID]) -> list[Ready]:
    """Reserve and mark. What breaks here is not sent; the one that breaks a batch is found and blamed."""
    try:
        reserved = leases.reserve(ids)
        return gates.pass_through(reserved) if reserved else []
    except (OperationalError, InterfaceError):
        log.warning("database away, %s messages wait for the next ring", len(ids))
        return []
    except Exception:
        db.release()
        if len(ids) > 1:
            return [ready for id_ in ids for ready in _prepared([id_])]
        log.exception("message cannot be prepared intent=%s", ids[0])
        expiry.blame(ids[0])
        return []
    finally:
        db.release()


def _written_down(under_way: set[Future[Ended]]) -> set[Future[Ended]]:
    """Wait for the next call to end and write down all that have; those still under way."""
    done, left = wait(under_way, return_when=FIRST_COMPLETED)
    ended = [future.result() for future in done]
    _insist(lambda: outcomes.record(ended))
    return left


def _started(pool: ThreadPoolExecutor, ready: Ready, speaking: ZaloClient) -> Future[Ended]:
    """The call in a thread; without a thread there was no call, and that is known."""
    try:
        return pool.submit(_call, ready, speaking)
    except RuntimeError:
        log.exception("no thread for a call")
        nothing: Future[Ended] = Future()
        nothing.set_result(Ended(ready, error=NotSent("no thread")))
        return nothing


def _call(ready: Ready, speaking: ZaloClient) -> Ended:
    """Step 4 of R3, in a thread of its own; never raises, since from here on the message may have arrived."""
    try:
        taken = departures.send(ready, speaking)
    except ZaloError as error:
        log.warning("not sent intent=%s outcome=%s %s", ready.reserved.id, error.outcome, error)
        return Ended(ready, error=error)
    except Exception as error:
        log.exception("call broke intent=%s", ready.reserved.id)
        return Ended(ready, error=Unclear(type(error).__name__))
    return Ended(ready, message_id=taken.message_id, is_last=taken.is_last)


def _insist(write: Callable[[], Given]) -> Given | None:
    """Keep an answer while the database restarts; after that the lease's end makes it unknown."""
    ends_at = time.monotonic() + PATIENCE
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > ends_at:
                log.exception("answers lost, the database is away")
                return None
            time.sleep(0.2)
        finally:
            db.release()


def _give_up(ids: Sequence[uuid.UUID]) -> None:
    if ids:
        leases.hand_back(ids)
        db.release()

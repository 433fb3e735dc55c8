"""Changing the tokens: one process at a time asks Zalo, and no answer is ever lost on our side (R14).

Lock of the journal, replay, `started_at` committed, the call, the answer on the disk, the row, the journal
again. Nothing here holds a database connection while Zalo is asked.
"""

import datetime as dt
import logging
import time
import uuid
from dataclasses import dataclass
from enum import StrEnum

from cryptography.fernet import InvalidToken
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.core import clock, db, settings
from portal.core.db import transaction
from portal.core.faults import fault
from portal.staff import operations as staff
from portal.zalo import journal, oauth, standing, tokens
from portal.zalo.answers import NotSent, Unclear
from portal.zalo.entries import Entry, State
from portal.zalo.journal import Busy, Journal
from portal.zalo.models import ZaloToken
from portal.zalo.oauth import Reply
from portal.zalo.operations import settling
from portal.zalo.operations.settling import ROTATION, Ended

FIRST_REST, LONGEST_REST = 60.0, 600.0  # seconds after calls that never left us
STUBBORN = 600.0  # seconds an answer is held in memory while neither disk nor database takes it
NOW = func.clock_timestamp()
log = logging.getLogger(__name__)


class Ran(StrEnum):
    """What one look came to."""

    IDLE = "idle"  # nothing due, or nothing to change
    BUSY = "busy"  # somebody else is at it
    CHANGED = "changed"
    FAILED = "failed"  # comes again by itself
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True)
class Lease:
    """The right to ask Zalo with this refresh token, until `zalo_token_lease` after it began."""

    generation: int
    refresh: SecretStr
    by: uuid.UUID


def run(*, is_forced: bool = False) -> Ran:
    """Look once: replay the journal, and change the tokens if that is due (or forced, by a person's hand).

    Safe in any number of processes at any time. SQLAlchemyError while the database is away: nothing was asked
    of Zalo then, or the answer lies in the journal.
    """
    try:
        with journal.opened() as book:
            if settling.replay(book):
                return Ran.CHANGED
            lease = _begin(book, is_forced)
            return _change(book, lease) if lease else Ran.IDLE
    except Busy:
        return Ran.BUSY
    except OSError as error:
        log.error("the journal of tokens cannot be opened error=%s", error.strerror)
        _trouble(standing.NO_JOURNAL)
        return Ran.FAILED
    except InvalidToken:
        _trouble(standing.NO_KEY)
        return Ran.FAILED
    finally:
        db.release()


def ask(user_id: uuid.UUID) -> bool:
    """Somebody wants new tokens now: the relay begins at once. False when only a grant would help.

    Writes the time and a line of the trail; a repeat changes nothing more.
    """
    with transaction() as session:
        asked = session.execute(
            update(ZaloToken)
            .where(
                ZaloToken.oa_id == settings.get().zalo_oa_id,
                ZaloToken.refresh_token.is_not(None),
                ZaloToken.consent_needed_at.is_(None),
            )
            .values(due_at=NOW)
            .returning(ZaloToken.generation)
        ).all()
        if asked:
            staff.record_act("zalo_token.change", "zalo_token", settings.get().zalo_oa_id, user_id)
            db.notify(tokens.BELL)
    return bool(asked)


def _begin(book: Journal, is_forced: bool) -> Lease | None:
    """Commit that we start now: it proves that the database can be written. None when it is not our turn."""
    with transaction() as session:
        row = session.scalar(
            select(ZaloToken)
            .filter_by(oa_id=settings.get().zalo_oa_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        now = session.scalar(select(NOW)) or clock.now()
        if row is None or row.refresh_token is None or row.consent_needed_at is not None:
            return None
        if row.problem in {standing.NO_JOURNAL, standing.NO_KEY}:
            row.problem = row.problem_at = None  # it is open now
        if _is_leased(row, now, book) or not (is_forced or _is_due(row, now)):
            return None
        lease = Lease(row.generation, SecretStr(row.refresh_token), uuid.uuid4())
        row.started_at, row.started_by, row.started_in = now, lease.by, book.name
        fault("A1")
    fault("A2")
    db.release()
    return lease


def _is_leased(row: ZaloToken, now: dt.datetime, book: Journal) -> bool:
    """Whether somebody has asked a moment ago. In our own home it is dead by now, for we hold its lock."""
    if row.started_at is None:
        return False
    if row.started_in == book.name and row.doubt_at is None:
        row.doubt_at = now
        standing.alarm(standing.DOUBT)
    return row.started_at + tokens.seconds(settings.get().zalo_token_lease) > now


def _is_due(row: ZaloToken, now: dt.datetime) -> bool:
    """At its time, or when Zalo refused the token; not again and again for a token that was just made."""
    if row.due_at <= now:
        return True
    if row.asked_at is None or row.failures:
        return False
    if row.issued_at is not None and row.issued_at + tokens.seconds(tokens.PROBE_SECONDS) > now:
        if row.problem != standing.REFUSED_AGAIN:
            row.problem, row.problem_at = standing.REFUSED_AGAIN, now
            standing.alarm(standing.REFUSED_AGAIN)
        return False
    return True


def _change(book: Journal, lease: Lease) -> Ran:
    """Ask, and in doubt ask once more with the same token: then Zalo says whether it was used up (R14.5)."""
    for _ in range(2):
        try:
            reply = _asked(lease)
        except NotSent:
            return _failed(lease, "not_sent", is_used=False)
        except Unclear:
            continue
        match _written(book, lease, reply):
            case Ended.CHANGED | Ended.OLD | Ended.KEPT:
                return Ran.CHANGED
            case Ended.NEEDS_PERSON:
                return Ran.NEEDS_PERSON
            case Ended.REFUSED:
                return Ran.FAILED
    return _failed(lease, "unclear", is_used=True)


def _asked(lease: Lease) -> Reply:
    seconds = settings.get().scaled(settings.get().zalo_token_timeout)
    try:
        return oauth.ask(oauth.OA_TOKEN, oauth.refresh_form(lease.refresh), seconds)
    except (NotSent, Unclear) as error:
        log.warning("no answer from the token endpoint outcome=%s %s", error.outcome, error)
        raise


def _written(book: Journal, lease: Lease, reply: Reply) -> Ended:
    """The answer on the disk, unread; then in the database. One of the two must take it."""
    try:
        entry = book.write(ROTATION, lease.generation, lease.by, reply.status, reply.raw)
    except OSError as error:
        log.critical("the journal of tokens cannot be written error=%s", type(error).__name__)
        return _insisted(book, lease, reply)
    fault("A5")
    return settling.settle(book, entry)


def _insisted(book: Journal, lease: Lease, reply: Reply) -> Ended:
    """The only copy is in memory: try disk and database in turn for as long as this process may live."""
    bare = Entry(0, State.PENDING, settings.get().zalo_oa_id, ROTATION, lease.generation, lease.by,
                 clock.now(), reply.status, reply.raw)  # fmt: skip
    ends_at = time.monotonic() + STUBBORN
    while True:
        try:
            return settling.apply(bare)
        except SQLAlchemyError:
            db.release()
        try:
            return settling.settle(
                book, book.write(ROTATION, lease.generation, lease.by, reply.status, reply.raw)
            )
        except OSError:
            if time.monotonic() > ends_at:
                raise
            time.sleep(0.5)


def _failed(lease: Lease, problem: str, *, is_used: bool) -> Ran:
    """Write down a change that did not work. One that never left us is tried again soon."""
    with transaction() as session:
        row = session.scalar(select(ZaloToken).filter_by(oa_id=settings.get().zalo_oa_id).with_for_update())
        if row is None or row.generation != lease.generation:
            return Ran.IDLE
        row.failures += 1
        row.problem, row.problem_at = problem, NOW
        if is_used:
            row.doubt_at = func.coalesce(ZaloToken.doubt_at, NOW)
        elif row.doubt_at is None:  # else the one before may be under way at Zalo still
            row.started_at = row.started_by = row.started_in = None
        if is_used:
            row.due_at = NOW  # when the lease ends
        else:
            row.due_at = NOW + tokens.seconds(min(FIRST_REST * 2 ** (row.failures - 1), LONGEST_REST))
    standing.alarm(standing.DOUBT if is_used else problem)
    return Ran.FAILED


def _trouble(problem: str) -> None:
    """Nothing was asked of Zalo: the old tokens stay good, and the operator is told once."""
    is_new = (ZaloToken.problem.is_distinct_from(problem)) & (ZaloToken.oa_id == settings.get().zalo_oa_id)
    with transaction() as session:
        told = session.execute(update(ZaloToken).where(is_new).values(problem=problem, problem_at=NOW))
    if told.rowcount:  # type: ignore[attr-defined]
        standing.alarm(problem)

"""Many callers, one commit: threads hand in rows, one of them writes them all, each is told after the commit.

The second place that commits beside core/db.py: a single statement on a connection of its own, without a
session, since a webhook waits for exactly this. There is no thread of its own: whoever comes while nobody
writes leads; those who come meanwhile wait, and the first of them leads next, with all that have gathered.
"""

import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.core.db import db
from portal.core.errors import Unavailable

Row = TypeVar("Row")
Answer = TypeVar("Answer")
Line = psycopg.Connection[Any]

MOST = 200  # rows in one commit
ANSWER_SECONDS = 1.7  # then the caller is told to come again; what is late is written all the same
STATEMENT_MS = 1500
RETRY_AFTER = 5

log = logging.getLogger(__name__)


class _Ticket(Generic[Row, Answer]):
    """One caller's row and what became of it."""

    __slots__ = ("answer", "error", "is_done", "is_leader", "row", "wake")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.is_done = self.is_leader = False
        self.wake = threading.Lock()
        self.wake.acquire()


class GroupCommit(Generic[Row, Answer]):
    """Gathers rows; `write` puts many into the database with one statement and gives an answer for each.

    It may be called again with the same rows when the connection broke, so a repeat must be harmless.
    """

    def __init__(self, write: Callable[[Line, Sequence[Row]], Sequence[Answer]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket[Row, Answer]] = deque()
        self._is_led = False
        self._line: Line | None = None
        self._made_for: tuple[int, Engine] | None = None
        atexit.register(self._hang_up)

    def put(self, row: Row) -> Answer:
        """Keep a row; its answer once it is committed. Unavailable when the database is away or too slow."""
        ticket: _Ticket[Row, Answer] = _Ticket(row)
        with self._lock:
            self._waiting.append(ticket)
            ticket.is_leader, self._is_led = not self._is_led, True
        if not ticket.is_leader and not ticket.wake.acquire(timeout=ANSWER_SECONDS):
            self._give_up(ticket)
        if ticket.is_leader and not ticket.is_done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.answer  # type: ignore[return-value]  # done and without error: it was answered

    def _give_up(self, ticket: _Ticket[Row, Answer]) -> None:
        with self._lock:
            if ticket.is_done or ticket.is_leader:
                return
            if ticket in self._waiting:
                self._waiting.remove(ticket)
        raise Unavailable("the database is slow", retry_after=RETRY_AFTER)

    def _lead(self) -> None:
        """Write what has gathered, tell everybody, and let the next in line lead."""
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        error: BaseException | None = None
        answers: Sequence[Answer] = ()
        try:
            answers = self._written([ticket.row for ticket in batch])
        except (psycopg.OperationalError, psycopg.InterfaceError, SQLAlchemyError) as away:
            log.warning("database away error=%s", type(away).__name__)
            error = Unavailable("the database is away", retry_after=RETRY_AFTER)
        except BaseException as broken:  # noqa: BLE001 - every caller is told, and the next one must lead
            error = broken
        for ticket, answer in zip(batch, answers, strict=False):
            ticket.answer = answer
        for ticket in batch:
            ticket.error, ticket.is_done = error, True
        with self._lock:
            self._is_led = bool(self._waiting)
            if self._is_led:
                self._waiting[0].is_leader = True
                self._waiting[0].wake.release()
        for ticket in batch:
            if not ticket.is_leader:
                ticket.wake.release()

    def _written(self, rows: Sequence[Row]) -> Sequence[Answer]:
        """One statement, one commit; once more on a fresh connection when the kept one had died."""
        fresh, line = self._connected()
        try:
            return self._write(line, rows)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            self._hang_up()
            if fresh or isinstance(error, psycopg.errors.QueryCanceled):
                raise
        _, line = self._connected()
        try:
            return self._write(line, rows)
        except psycopg.Error:
            self._hang_up()
            raise

    def _connected(self) -> tuple[bool, Line]:
        """The kept connection and whether it is new; one for each process and engine."""
        wanted = (os.getpid(), db.engine)
        if self._line is not None and self._made_for == wanted and not self._line.closed:
            return False, self._line
        made = db.engine.raw_connection()
        line: Line = made.driver_connection  # type: ignore[assignment]  # psycopg is the one driver we use
        made.detach()
        line.autocommit = True
        line.execute(f"SET statement_timeout = {STATEMENT_MS}")
        self._hang_up()
        self._line, self._made_for = line, wanted
        return True, line

    def _hang_up(self) -> None:
        if self._line is not None and self._made_for and self._made_for[0] == os.getpid():
            self._line.close()
        self._line = None

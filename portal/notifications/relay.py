"""The relay's loop: wakes on PostgreSQL's bell, looks by itself from time to time, and outlives restarts."""

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from portal.core import db, queue, release, settings
from portal.notifications import duties, jobs
from portal.notifications.duties import Duty

BEAT_SECONDS = 10.0
GLANCE = 0.05  # seconds between two looks while workers are busy
NAP = 1.0  # seconds without looking whether we shall stop
LIMIT = 400
log = logging.getLogger(__name__)


class Beat:
    """Says now and then that this process lives."""

    def __init__(self, kind: str) -> None:
        self._name, self._due_at = f"{kind}:{socket.gethostname()}-{os.getpid()}", 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._due_at:
            queue.beat(self._name, release.version())
            self._due_at = time.monotonic() + BEAT_SECONDS


def hand_over_intents() -> bool:
    """Hand due messages to the queue; True when there may be more."""
    return jobs.relay_once(LIMIT) >= LIMIT


class Relay:
    """`chores`: a channel of PostgreSQL's bell -> what to do when it rings; True when it wants to go on.

    Chores are done at each sweep as well, so a bell that nobody heard is no loss.
    """

    def __init__(self, chores: Mapping[str, Callable[[], bool]], tasks: Mapping[str, Duty]) -> None:
        self._chores, self._tasks, self._beat = chores, tasks, Beat("relay")
        self._is_over = False
        self._wanted = set(chores)
        self._sweep_at = 0.0

    def stop(self, _: int, __: FrameType | None) -> None:
        """End within a second."""
        self._is_over = True

    def run(self) -> None:
        """Until told to stop; a database or a queue that goes away is waited for."""
        while not self._is_over:
            try:
                with psycopg.connect(settings.get().database_url, autocommit=True, connect_timeout=3) as line:
                    for channel in self._chores:
                        line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    self._sweep_at = 0.0
                    self._listen(line)
            except (psycopg.Error, SQLAlchemyError) as error:
                log.warning("database away error=%s", type(error).__name__)
                db.release()
                self._beat()
                time.sleep(0.3)

    def _listen(self, line: "psycopg.Connection[Any]") -> None:
        while not self._is_over:
            self._beat()
            if time.monotonic() >= self._sweep_at:
                self._sweep_at = time.monotonic() + settings.get().scaled(settings.get().sweep_seconds)
                duties.run_due(self._tasks)
                self._wanted |= set(self._chores)
            if self._wanted and not jobs.is_full():
                # What is wanted and cannot be handed over yet stays wanted.
                self._wanted = {channel for channel in self._wanted if self._chores[channel]()}
            db.release()
            left = min(NAP, max(0.0, self._sweep_at - time.monotonic()))
            # While something is held back, bells are gathered: a flood must not wake us for each drop.
            gathers = {"timeout": GLANCE} if self._wanted else {"timeout": left, "stop_after": 1}
            heard = line.notifies(**gathers)  # type: ignore[arg-type]
            self._wanted |= {bell.channel for bell in heard}

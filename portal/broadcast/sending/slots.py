"""What a turn has of the database between its calls: places of the rate, answers kept while it is away."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from portal.broadcast.sending import taking
from portal.core import db

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
            told = insist(lambda: taking.places(self.broadcast, AHEAD - self.left), has_answers=False)
            granted, wait_for = told or (0, STALE)
            self.left, self.asked_at, self.next_at = self.left + granted, now, now + wait_for
        given = min(wanted, self.left)
        self.left -= given
        return given

    def give_back(self, more: int = 0) -> None:
        """What is left, and what was taken for rows that were not there."""
        many, self.left = self.left + more, 0
        insist(lambda: taking.unused(many), has_answers=False)


def insist(write: Callable[[], Given], *, has_answers: bool) -> Given | None:
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

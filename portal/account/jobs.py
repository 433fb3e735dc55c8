"""What workers do for the account: read it, and go on reading its followers. Safe to run twice."""

import datetime as dt
import logging
import uuid

from portal.account import queries
from portal.account.operations import following, posting, reading, ringing
from portal.core import clock, db, settings

EVERY = 6 * 3600.0
AFTER_A_FAILURE = 900.0

log = logging.getLogger(__name__)


def read_when_due() -> None:
    """The relay's duty: every six hours, and a quarter of an hour after a failure."""
    known = queries.profile()
    wait = AFTER_A_FAILURE if known is None or known.error or known.error_code else EVERY
    if known is None or known.asked_at is None or _is_over(known.asked_at, wait):
        ringing.read()


def _is_over(moment: dt.datetime, wait: float) -> bool:
    return clock.now() - moment >= dt.timedelta(seconds=settings.get().scaled(wait))


def read() -> bool:
    """Ask Zalo what the account is and what is left of its quotas."""
    try:
        return reading.read()
    finally:
        db.release()


def ring_following() -> None:
    """The relay's duty: readings of followers and posts that nobody is at go on, also after a kill."""
    for run_id in following.due():
        ringing.follow(run_id)
    for article in posting.due():
        ringing.post(article)


def follow(run_id: str) -> bool:
    """Read followers for some seconds, then stand in the queue again behind the messages."""
    try:
        has_more = following.step(uuid.UUID(run_id))
    finally:
        db.release()
    if has_more:
        ringing.follow(uuid.UUID(run_id))
    return has_more


def post(article: str) -> None:
    """The next step of one post of the account."""
    try:
        posting.go_on(uuid.UUID(article))
    finally:
        db.release()

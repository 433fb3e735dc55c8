"""What workers do for broadcasts; ids only, safe to run twice and beside themselves."""

import uuid

from portal.broadcast.sending import articles, bursts, clockwork, preparing
from portal.core import db
from portal.notifications import jobs as notifications


def prepare(broadcast_id: str) -> bool:
    """Write the rows of one whose time has come."""
    try:
        return preparing.prepare(uuid.UUID(broadcast_id))
    finally:
        db.release()


def send() -> int:
    """One turn of sending; then the next one stands in the queue behind whatever else waits there."""
    called = bursts.run(notifications.stopping())
    try:
        if called and not notifications.stopping().is_set():
            clockwork.ring_sending()
    finally:
        db.release()
    return called


def post(broadcast_id: str) -> None:
    """The next step of an article: made, waited for, handed to Zalo's audience."""
    try:
        articles.go_on(uuid.UUID(broadcast_id))
    finally:
        db.release()


def run() -> None:
    """The relay's duty."""
    clockwork.run()


def hand_over() -> bool:
    """The relay's bell: the same as the duty, at once; False, since the duty comes again by itself."""
    clockwork.run()
    return False

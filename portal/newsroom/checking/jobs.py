"""What a worker runs at night: asks every address that articles lead to; safe to run twice."""

import logging
import time

from flask import current_app

from portal.core import clock, db, fetch, queue, settings
from portal.newsroom.checking import links

WORK = "portal.newsroom.checking.jobs.work"
NIGHT = range(1, 5)  # hours in Vietnam when nobody waits for a worker
BATCH, SECONDS, PATIENCE = 40, 120.0, 5.0

log = logging.getLogger(__name__)


def hand_over() -> None:
    """The relay's part: at night, ask for one job at a time."""
    if clock.now().astimezone(clock.VIETNAM).hour in NIGHT:
        queue.ring(WORK)


def work() -> int:
    """Read what is due, for two minutes at most; how many. What is left comes with the next ring."""
    until, done = time.monotonic() + SECONDS, 0
    try:
        links.collect()
        while (waiting := links.due(BATCH)) and time.monotonic() < until:
            for address in waiting:
                db.release()  # a slow site must not hold our connections
                links.note(address, asked(address))
                done += 1
    finally:
        db.release()
    log.info("links of articles read count=%s", done)
    return done


def asked(address: str) -> int:
    """The status an address answers with; 0 when it cannot be asked or nobody answers.

    Our own pages are asked in this process: a server need not reach itself by its public name.
    """
    if address.startswith("/"):
        with current_app.app_context():  # a request of its own shares nothing with this job
            return current_app.test_client().get(address, base_url=settings.get().base_url).status_code
    try:
        return fetch.look(address, PATIENCE)
    except (fetch.Barred, fetch.Away):
        return 0

"""Asking workers for the account's jobs; a ring that is lost is rung again by the relay's duties."""

import uuid

from portal.core import queue


def read() -> bool:
    """Have the account read now: at start, and when somebody asks; False when the queue is away."""
    return queue.ring("portal.account.jobs.read")


def follow(run_id: uuid.UUID) -> bool:
    """Have a reading of the followers gone on with."""
    return queue.ring("portal.account.jobs.follow", str(run_id))


def post(article: uuid.UUID) -> bool:
    """Have the next step of a post done."""
    return queue.ring("portal.account.jobs.post", str(article))

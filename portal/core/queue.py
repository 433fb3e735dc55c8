"""The doorbell: RQ carries ids and nothing else; losing a ring loses nothing (reliability.md R2)."""

import logging
from functools import cache

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from portal.core import settings

NAME = "portal"
JOB_SECONDS = 180  # above the deadline of every call a job may make
FAILURE_SECONDS = 3 * 24 * 3600

log = logging.getLogger(__name__)


@cache
def connection() -> Redis:
    """One pool of connections a process; short waits, since the queue is only a doorbell."""
    return Redis.from_url(
        settings.get().redis_url, socket_timeout=5, socket_connect_timeout=2, health_check_interval=30
    )


@cache
def queue() -> Queue:
    """The only queue."""
    return Queue(NAME, connection=connection(), serializer=JSONSerializer, default_timeout=JOB_SECONDS)


def ring(job: str, *ids: str | int | list[str] | list[int]) -> bool:
    """Ask a worker to run `job` (dotted name) with ids; False when the queue is away."""
    try:
        queue().enqueue_call(job, args=ids, result_ttl=0, failure_ttl=FAILURE_SECONDS, ttl=JOB_SECONDS)
    except RedisError as error:
        log.warning("queue away error=%s", type(error).__name__)
        return False
    return True


def depth() -> int | None:
    """Jobs waiting, or None when the queue is away."""
    try:
        return queue().count
    except RedisError:
        return None


def beat(name: str) -> None:
    """Say that a process lives; forgotten after 30 s."""
    try:
        connection().set(f"portal:beat:{name}", "1", ex=30)
    except RedisError as error:
        log.warning("no heartbeat error=%s", type(error).__name__)


def beating(kind: str) -> int:
    """How many processes of a kind said they live within 30 s; 0 when the queue is away."""
    try:
        return sum(1 for _ in connection().scan_iter(f"portal:beat:{kind}:*", count=100))
    except RedisError:
        return 0

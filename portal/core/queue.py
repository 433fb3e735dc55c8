"""The doorbell: RQ carries ids and nothing else; losing a ring loses nothing (reliability.md R2)."""

import datetime as dt
import logging
from dataclasses import dataclass
from functools import cache

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from portal.core import settings

NAME = "portal"
JOB_SECONDS = 180  # above the deadline of every call a job may make
FAILURE_SECONDS = 3 * 24 * 3600
BEAT_LIFE = 30  # seconds

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


def waiting(most: int = 20) -> list[str]:
    """Dotted names of the jobs that wait, the oldest first; none when the queue is away."""
    try:
        ids = queue().get_job_ids(0, most)
        jobs = Job.fetch_many(ids, connection(), serializer=JSONSerializer) if ids else []
    except RedisError:
        return []
    return [job.func_name or "?" for job in jobs if job is not None]


@dataclass(frozen=True)
class FailedJob:
    """A job that ended in an error: its dotted name and the error's kind, never what it was about."""

    id: str
    name: str
    error: str
    at: dt.datetime | None


def failed(most: int = 50) -> list[FailedJob]:
    """Jobs that failed within three days, the newest first; none when the queue is away."""
    try:
        found = queue().failed_job_registry
        ids = found.get_job_ids(0, most - 1, desc=True)
        jobs = Job.fetch_many(ids, connection(), serializer=JSONSerializer)
    except RedisError:
        return []
    return [
        FailedJob(job.id, job.func_name or "?", _error_of(job), job.ended_at)
        for job in jobs
        if job is not None
    ]


def _error_of(job: Job) -> str:
    """The last line of a traceback up to its first colon: what comes behind may be about somebody."""
    result = job.latest_result()
    lines = (result.exc_string or "").strip().splitlines() if result else []
    return lines[-1].split(":")[0].strip()[:80] if lines else "?"


def retry(job_id: str) -> bool:
    """Put a failed job at the end of the queue once more; False when it is not there any more."""
    try:
        queue().failed_job_registry.requeue(job_id)
    except (RedisError, InvalidJobOperation, NoSuchJobError, ValueError):  # the last: no id at all
        return False
    return True


def forget(job_id: str) -> bool:
    """Take a failed job from the list: its work is due again by itself; False when it is not there."""
    try:
        queue().failed_job_registry.remove(job_id, delete_job=True)
    except (RedisError, NoSuchJobError, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Living:
    """A process that said it lives: where, which one, how many seconds ago, and of which version."""

    kind: str
    name: str
    seconds_ago: float
    version: str


def living() -> list[Living]:
    """Every process that said so within 30 s, by kind and name; none when the queue is away."""
    try:
        names = sorted(connection().scan_iter("portal:beat:*", count=100))
        found = [(name.decode(), connection().pttl(name), connection().get(name)) for name in names]
    except RedisError:
        return []
    told = [(name.split(":", 3), left, said) for name, left, said in found if isinstance(said, bytes)]
    return [Living(p[2], p[3], max(0.0, BEAT_LIFE - left / 1000), said.decode()) for p, left, said in told]


def beat(name: str, version: str = "?") -> None:
    """Say that a process of this version lives; forgotten after 30 s."""
    try:
        connection().set(f"portal:beat:{name}", version, ex=BEAT_LIFE)
    except RedisError as error:
        log.warning("no heartbeat error=%s", type(error).__name__)


def beating(kind: str) -> int:
    """How many processes of a kind said they live within 30 s; 0 when the queue is away."""
    try:
        return sum(1 for _ in connection().scan_iter(f"portal:beat:{kind}:*", count=100))
    except RedisError:
        return 0

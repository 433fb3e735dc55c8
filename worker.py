"""The two processes behind the web: `relay` hands due work to the queue, `work` does it."""

import gc
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from portal.account.operations import ringing
from portal.broadcast import jobs as _broadcasts  # noqa: F401 - what jobs need most, forks find loaded
from portal.chat import inbox_kind as _talks  # noqa: F401 - the inbox knows conversations by it
from portal.chat import jobs as _chat_jobs  # noqa: F401
from portal.core import db, logs, queue, settings
from portal.core.faults import fault
from portal.dossiers.papers import models as _papers  # noqa: F401 - every table that another one names
from portal.feedback import inbox_kind as _cases  # noqa: F401 - and feedback
from portal.newsroom import models as _items  # noqa: F401
from portal.notifications import jobs
from portal.notifications.relay import Beat
from portal.places import models as _places  # noqa: F401
from portal.procedures import models as _procedures  # noqa: F401
from portal.ratings import inbox_kind as _ratings  # noqa: F401 - and low ratings
from portal.staff import models as _staff  # noqa: F401
from portal.supervisor import kernel

JOBS_A_LIFE = 500  # then the worker ends, and the supervisor starts a fresh one
JOB_BYTES = 512 * 1024 * 1024  # data of a job, its threads' stacks included
STACK_BYTES = 1024 * 1024
NICENESS = 10  # who waits for an answer over HTTP goes first
log = logging.getLogger("worker")


class Sender(Worker):
    """RQ's worker: forks for each job, ends calls in peace, says that it lives."""

    max_connection_wait_time = 1.0

    def __init__(self, *told: Any, **more: Any) -> None:
        self._beat = Beat("worker")
        self._leash = kernel.die_with_parent(signal.SIGTERM)
        self.done = 0
        super().__init__(*told, **more)

    @property
    def is_told_to_stop(self) -> bool:
        """True after SIGTERM or Ctrl-C."""
        return self._shutdown_requested_date is not None

    def execute_job(self, job: Job, queue: Queue) -> None:
        self.done += 1
        super().execute_job(job, queue)

    def heartbeat(self, *told: Any, **more: Any) -> None:
        super().heartbeat(*told, **more)
        self._beat()

    def handle_warm_shutdown_request(self) -> None:
        """The job must know as well: it starts no new attempt and ends (R10)."""
        if self.horse_pid:
            os.kill(self.horse_pid, signal.SIGTERM)

    def setup_work_horse_signals(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: jobs.stop())
        self._leash()
        threading.stack_size(STACK_BYTES)
        resource.setrlimit(resource.RLIMIT_DATA, (JOB_BYTES, JOB_BYTES))

    def perform_job(self, job: Job, queue: Queue, execution: Any) -> bool:
        done = bool(super().perform_job(job, queue, execution))
        fault("F7")
        return done


def sender() -> Sender:
    """On a connection of its own, since RQ changes the waits of the one it gets."""
    connection = Redis.from_url(settings.get().redis_url)
    rung = Queue(queue.NAME, connection=connection, serializer=JSONSerializer)
    made = Sender(
        [rung],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=20,
        job_monitoring_interval=5,
    )
    made.log_result_lifespan = False
    return made


def work() -> None:
    """Do jobs until told to stop, or recycled; a queue that goes away is waited for."""
    os.nice(NICENESS)
    try:
        jobs.rehearse()
    except SQLAlchemyError as error:
        log.warning("database away error=%s", type(error).__name__)
    db.release()
    db.db.engine.dispose()  # a fork must not inherit a connection
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every page a job shares with us
    left, made = JOBS_A_LIFE, None
    while left > 0 and not (made and made.is_told_to_stop):
        try:
            made = sender()
            made.work(logging_level="WARNING", max_jobs=left)
            left -= made.done
        except RedisError as error:
            log.warning("queue away error=%s", type(error).__name__)
            time.sleep(0.5)


def relay() -> None:
    """Hand over and keep the clock's duties until told to stop."""
    from portal import clockwork  # noqa: PLC0415 - a worker knows no duties, and is 10 MB lighter for it

    made = clockwork.relay()
    signal.signal(signal.SIGTERM, made.stop)
    signal.signal(signal.SIGINT, made.stop)
    ringing.read()  # what the account can do may have changed while nobody looked
    made.run()


ROLES: dict[str, Callable[[], None]] = {"relay": relay, "work": work}


def slim_app() -> Flask:
    """The database without the web: pages, forms and translations would double the memory of each process."""
    app = Flask("worker")
    app.config["SQLALCHEMY_DATABASE_URI"] = db.database_url(settings.get().database_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True, "pool_size": 2, "pool_timeout": 5}
    db.db.init_app(app)
    return app


def main() -> None:
    """`python worker.py relay` or `python worker.py work`."""
    if len(sys.argv) != 2 or sys.argv[1] not in ROLES:
        raise SystemExit(f"usage: python worker.py {'|'.join(ROLES)}")
    logs.set_up()
    with slim_app().app_context():
        ROLES[sys.argv[1]]()


if __name__ == "__main__":
    main()

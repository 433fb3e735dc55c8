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

from portal.account import jobs as account
from portal.account.operations import ringing
from portal.broadcast import jobs as broadcasts
from portal.broadcast.feeds import telling as feeds
from portal.broadcast.sending import clockwork as broadcast_clock
from portal.chat import inbox_kind as _talks  # noqa: F401 - the inbox knows conversations by it
from portal.chat import inboxed, photo_jobs, photos, typed_answers
from portal.chat import jobs as chat_jobs
from portal.chat import operations as chat
from portal.citizens import operations as citizens
from portal.core import db, limits, logs, once, queue, settings
from portal.core.aside import Aside
from portal.core.faults import fault
from portal.counter.operations import inboxed as unreached
from portal.counter.operations import visits as counter
from portal.dossiers.deadlines import operations as deadlines
from portal.dossiers.deliveries import gathering
from portal.dossiers.deliveries import jobs as callbacks
from portal.dossiers.experience import operations as usual_times
from portal.dossiers.mapping import operations as mapping
from portal.feedback import inbox_kind as _cases  # noqa: F401 - and feedback
from portal.feedback import photos as feedback_photos
from portal.feedback.cases import climbing, confirming
from portal.feedback.errands import jobs as errand_jobs
from portal.feedback.errands.operations import BELL as ERRANDS
from portal.figures import digest
from portal.figures import operations as figures
from portal.inbox import absences, replies
from portal.media import operations as media
from portal.media import papers
from portal.newsroom import clockwork as newsroom
from portal.newsroom.arriving import jobs as arriving_jobs
from portal.newsroom.arriving import turns as arriving_turns
from portal.newsroom.checking import jobs as checking_jobs
from portal.newsroom.writing import autosave
from portal.notifications import expiry, jobs, worklist
from portal.notifications.duties import Duty
from portal.notifications.relay import Beat, Relay, hand_over_intents
from portal.operating import alerting, retention
from portal.operating.backup import nightly
from portal.places import models as _places  # noqa: F401 - every table that another one names
from portal.procedures import models as _procedures  # noqa: F401
from portal.procedures.asked import operations as searches
from portal.procedures.upkeep import importing as catalogue
from portal.procedures.upkeep import jobs as catalogue_jobs
from portal.procedures.upkeep import turns as catalogue_turns
from portal.ratings import inbox_kind as _ratings  # noqa: F401 - and low ratings
from portal.ratings.useful import operations as useful
from portal.staff import chain
from portal.staff import models as _staff  # noqa: F401
from portal.supervisor import kernel
from portal.tables import jobs as tables
from portal.tables.operations import clearing as old_tables
from portal.tables.operations import putting_up as tables_of_the_day
from portal.zalo import tokens
from portal.zalo.operations import rotation

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
    change_tokens = Aside("tokens", rotation.run)  # waits two minutes for Zalo, if need be
    made = Relay(
        {
            "intents": hand_over_intents,
            "inbox": chat_jobs.hand_over,
            "photos": photo_jobs.hand_over,
            gathering.BELL: callbacks.hand_over,
            "tables": tables.hand_over,
            catalogue.BELL: catalogue_jobs.hand_over,
            arriving_turns.BELL: arriving_jobs.hand_over,
            ERRANDS: errand_jobs.hand_over,
            broadcast_clock.BELL: broadcasts.hand_over,
            tokens.BELL: change_tokens,
        },
        {
            "tokens": Duty(settings.get().sweep_seconds, change_tokens),
            "leases": Duty(settings.get().sweep_seconds, expiry.expire),
            "evidence": Duty(settings.get().sweep_seconds, chat_jobs.read_evidence),
            "webhook": Duty(30.0, chat_jobs.watch_webhook),
            "throttles": Duty(3600.0, limits.sweep),
            "inbox_history": Duty(86_400.0, chat.prune),
            "account": Duty(300.0, account.read_when_due),
            "followers": Duty(settings.get().sweep_seconds, account.ring_following),
            "chat_photos": Duty(86_400.0, photos.sweep),
            "handovers": Duty(60.0, typed_answers.look_after),
            "talks_in_inbox": Duty(60.0, inboxed.sync),
            "desk_replies": Duty(10.0, replies.send_due),
            "absences": Duty(300.0, absences.move),
            "form_keys": Duty(3600.0, once.sweep),
            "citizen_sessions": Duty(3600.0, citizens.sweep),
            "status_codes": Duty(settings.get().sweep_seconds, mapping.settle),
            "apologies": Duty(20.0, deadlines.apologise),
            "due_digests": Duty(300.0, deadlines.warn),
            "unreached": Duty(30.0, worklist.gather),
            "unreached_in_inbox": Duty(30.0, unreached.sync),
            "usual_times": Duty(900.0, usual_times.reckon),
            "deliveries": Duty(settings.get().sweep_seconds, gathering.gather),
            "deliveries_deep": Duty(21_600.0, gathering.gather_deep),
            "counter_numbers": Duty(3600.0, counter.forget_numbers),
            "waiting_photos": Duty(3600.0, feedback_photos.sweep),
            "late_feedback": Duty(60.0, climbing.climb),
            "unconfirmed_answers": Duty(3600.0, confirming.close_silent),
            "old_searches": Duty(86_400.0, searches.forget_old),
            "old_catalogue_files": Duty(86_400.0, catalogue_turns.sweep),
            "links_of_articles": Duty(300.0, checking_jobs.hand_over),
            "unsaved_texts": Duty(86_400.0, autosave.sweep),
            "page_votes": Duty(86_400.0, useful.sweep),
            "pictures": Duty(600.0, media.sweep),
            "papers": Duty(600.0, papers.sweep),
            "old_tables": Duty(60.0, old_tables.sweep),
            "tables_of_the_day": Duty(60.0, tables_of_the_day.switch),
            "closed_days": Duty(600.0, figures.close_days),
            "weekly_digest": Duty(600.0, digest.send_when_due),
            "alerts": Duty(30.0, alerting.look),
            "retention": Duty(86_400.0, retention.run_nightly),
            "backup": Duty(600.0, Aside("backup", nightly.run)),
            "audit_chain": Duty(60.0, chain.link),
            "audit_check": Duty(86_400.0, chain.look_nightly),
            "broadcasts": Duty(2.0, broadcasts.run),
            "table_feeds": Duty(60.0, feeds.run),
            "newsroom": Duty(5.0, newsroom.run),
            "newsroom_reminders": Duty(3600.0, newsroom.remind),
        },
    )
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

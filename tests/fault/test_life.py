"""A worker's life: it says that it lives, stops in peace, is recycled, and survives a greedy job (R10)."""

import os
import signal
import time

import pytest
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from portal.core import queue
from portal.notifications.models import State
from tests.fault.house import House, is_alive
from tests.fault.test_outages import until


@pytest.mark.fault
def test_told_to_stop_it_ends_its_calls_and_starts_none(home: House) -> None:
    home.stub.choose = lambda _: "slow"
    home.open(workers=1)
    until(lambda: bool(queue.beating("relay") and queue.beating("worker")), 15)
    home.owe(60)
    until(lambda: len(home.stub.taken) >= 6, 15)
    home.stop_keeping()
    worker = home.pids["work-0"]
    os.kill(worker, signal.SIGTERM)
    begun = time.monotonic()
    while is_alive(worker):
        assert time.monotonic() - begun < 20
        time.sleep(0.02)
    asked = len(home.stub.asked)
    states = list(home.states().values())
    assert asked < 60
    assert states.count(State.SENT) == asked  # every call that was made is written down
    assert states.count(State.QUEUED) == 60 - asked
    time.sleep(0.5)
    assert len(home.stub.asked) == asked


@pytest.mark.fault
def test_a_worker_is_recycled_and_the_next_goes_on(home: House) -> None:
    home.open(workers=1, jobs_a_life=2)
    first = home.pids["work-0"]
    for _ in range(3):
        home.owe(1)
        assert home.settle(15)
    until(lambda: home.pids["work-0"] != first, 10)
    home.owe(1)
    assert home.settle(15)
    assert home.verdict().is_clean


@pytest.mark.fault
def test_a_greedy_job_dies_alone(home: House) -> None:
    home.open(workers=1)
    until(lambda: bool(queue.beating("worker")), 15)
    worker = home.pids["work-0"]
    assert queue.ring("tests.fault.greedy.eat")
    failed = FailedJobRegistry(queue=queue.queue())
    until(lambda: failed.get_job_count() > 0, 15)
    job = Job.fetch(failed.get_job_ids()[0], connection=queue.connection(), serializer=JSONSerializer)
    result = job.latest_result()
    assert result is not None
    assert "MemoryError" in str(result.exc_string)
    home.owe(3)
    assert home.settle(15)
    assert home.pids["work-0"] == worker

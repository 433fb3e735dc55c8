"""A home of its own for fault tests: servers, a stub of Zalo, relays and workers that are started again."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Self

from flask import Flask
from redis import Redis
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.citizens import operations as citizens
from portal.core import clock, settings
from portal.core.db import db, release, transaction
from portal.notifications import operations, queries
from portal.notifications.models import Intent, State
from portal.supervisor.services import Pair
from tests.fault import oracle
from tests.fault.stub import Stub

ROOT = Path(__file__).resolve().parents[2]
WAITING = (State.QUEUED, State.SENDING)
SCALE = 10
number = count(1)


def environment(pair: Pair, stub: Stub, folder: Path) -> dict[str, str]:
    """Waits a tenth as long, calls shorter than the lease's margin, at any hour of the day."""
    return {
        "DATABASE_URL": pair.database_url,
        "REDIS_URL": pair.redis_url,
        "PORTAL_HOME": str(folder),
        "PORTAL_FAULT": str(folder / "orders"),
        "ZALO_OPENAPI_BASE": stub.url,
        "ZALO_BUSINESS_BASE": stub.url,
        "ZALO_TIMEOUT": "1.5",
        "TIME_SCALE": str(SCALE),
        "IS_TEST_HOME": "1",
        "QUIET_FROM": "0",
        "QUIET_UNTIL": "0",
        "SENDER_THREADS": "4",
        "BATCH_SIZE": "10",
        "LOG_LEVEL": "ERROR",
    }


class House:
    """The home while it is lived in."""

    def __init__(self, pair: Pair, stub: Stub, folder: Path, app: Flask) -> None:
        self.pair, self.stub, self.folder, self.app = pair, stub, folder, app
        self.orders = folder / "orders"
        self.owed: list[str] = []
        self.pids: dict[str, int] = {}
        self.log = folder / "house.log"
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    # Processes

    def open(self, workers: int, jobs_a_life: int = 500) -> Self:
        """Start a relay and workers; whoever dies is started again, as the supervisor would."""
        self.orders.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.fault.nursery", str(jobs_a_life)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._names = ["relay", *(f"work-{n}" for n in range(workers))]
        for name in self._names:
            self.pids[name] = self._bear(name)
        self._keeper.start()
        return self

    def stop_keeping(self) -> None:
        """Whoever dies from now on stays dead."""
        self._over.set()
        self._keeper.join(5)

    def close(self) -> None:
        self.stop_keeping()
        for pid in self.pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 8
        while any(is_alive(pid) for pid in self.pids.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        self._nursery.kill()
        self._nursery.wait()
        for line in (self._nursery.stdin, self._nursery.stdout):
            if line:
                line.close()

    def _bear(self, name: str) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write(name.partition("-")[0] + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def _keep(self) -> None:
        while not self._over.wait(0.05):
            for name in self._names:
                if not is_alive(self.pids[name]) and not self._over.is_set():
                    self.pids[name] = self._bear(name)

    def is_busy(self, name: str) -> bool:
        """Whether it runs a job now."""
        return bool(children(self.pids[name]))

    def strike(self, name: str, whom: str) -> bool:
        """SIGKILL a worker, its job, or both; False when there was nobody to hit."""
        parent = self.pids[name]
        jobs = children(parent)
        targets = {"child": jobs, "parent": [parent], "both": [*jobs, parent]}[whom]
        for pid in targets:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(targets)

    # Messages

    def owe(self, many: int) -> None:
        """Owe messages, one to each of as many people; remembered once they are committed."""
        codes = [f"T{next(number):06}" for _ in range(many)]
        with self.app.app_context():
            with transaction():
                operations.notify([self._message(code) for code in codes])
            release()
        self.owed += codes

    def _message(self, code: str) -> operations.Owed:
        oa_id, now = settings.get().zalo_oa_id, clock.now()
        person = citizens.follow(oa_id, f"3121{code[1:]:0>12}", now)
        citizens.agree("dossier_notify", citizen_id=person, text_version="1", channel="oa", evidence=code)
        return operations.Owed(person, "dossier_neutral", "dossier", uuid.uuid4(), 1, {"code": code})

    def states(self) -> dict[str, State | None]:
        """The state of each message owed."""
        with self.app.app_context():
            rows = db.session.execute(select(Intent.params, Intent.state)).all()
            release()
        found: dict[str, State] = {params["code"]: state for params, state in rows}
        return {code: found.get(code) for code in self.owed}

    def settle(self, seconds: float) -> bool:
        """Wait until nothing waits."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(DBAPIError):
                if not any(state in WAITING for state in self.states().values()):
                    return True
            time.sleep(0.2)
        return False

    def verdict(self) -> oracle.Verdict:
        """The stub's record against the table."""
        with self.app.app_context():
            listed = [one.id for one in queries.open_ones(limit=100_000)]
            rows = db.session.execute(select(Intent.params).where(Intent.id.in_(listed))).all()
            release()
        shown = [params["code"] for (params,) in rows]
        return oracle.judge([one.text for one in self.stub.taken], self.states(), shown)

    def redis(self) -> Redis:
        return Redis.from_url(self.pair.redis_url, socket_timeout=2)


def is_alive(pid: int) -> bool:
    """Whether it runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The jobs a worker runs."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []

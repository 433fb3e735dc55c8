"""A home of its own for fault tests: servers, a stub of Zalo, relays and workers that are started again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from flask import Flask

import worker
from portal.core import queue, settings
from portal.core.db import db
from portal.supervisor.services import Pair
from tests.conftest import EMPTY
from tests.fault.owing import Debts
from tests.fault.stub import Stub

ROOT = Path(__file__).resolve().parents[2]
SCALE = 10
SETTLE_SECONDS = "60"  # before scaling; a stub of little patience takes nothing so late
Place = tuple[Sequence[str], Mapping[str, str]]
"""A command to put before a program, and what its environment says otherwise."""


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
        "SETTLE_SECONDS": SETTLE_SECONDS,
        "IS_TEST_HOME": "1",
        "QUIET_FROM": "0",
        "QUIET_UNTIL": "0",
        "SENDER_THREADS": "4",
        "BATCH_SIZE": "10",
        "LOG_LEVEL": "ERROR",
    }


class House(Debts):
    """The home while it is lived in."""

    def __init__(self, pair: Pair, stub: Stub, folder: Path, app: Flask) -> None:
        super().__init__(pair, stub, app)
        self.folder, self.orders = folder, folder / "orders"
        self.pids: dict[str, int] = {}
        self.log = folder / "house.log"
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    # Processes

    def open(
        self,
        workers: int,
        jobs_a_life: int = 500,
        shifts: Sequence[int] = (),
        within: Mapping[str, Place] | None = None,
    ) -> Self:
        """Start a relay and workers; whoever dies is started again, as the supervisor would.

        `shifts`: seconds by which the workers' clocks are wrong; the home must be opened within
        `shifted.preloaded` then. `within`: where a worker lives that does not live here.
        """
        self._wrong = {f"work-{n}": shift for n, shift in enumerate(shifts)}
        self.orders.mkdir(exist_ok=True)
        self._nurseries = {"": self._nursery((), {}, jobs_a_life)}
        for name, (before, more) in (within or {}).items():
            self._nurseries[name] = self._nursery(before, more, jobs_a_life)
        self._names = ["relay", *(f"work-{n}" for n in range(workers))]
        for name in self._names:
            self.pids[name] = self._bear(name)
        self._keeper.start()
        return self

    def _nursery(
        self, before: Sequence[str], more: Mapping[str, str], jobs_a_life: int
    ) -> "subprocess.Popen[str]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*before, sys.executable, "-m", "tests.fault.nursery", str(jobs_a_life)],
                cwd=ROOT,
                env={**os.environ, **more},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def stop_keeping(self) -> None:
        """Whoever dies from now on stays dead."""
        self._over.set()
        self._keeper.join(5)

    def close(self) -> None:
        """Everybody ends in peace; nothing to do when it was never opened."""
        if self._keeper.ident is None:
            return
        self.stop_keeping()
        for pid in self.pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 8
        while any(is_alive(pid) for pid in self.pids.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        for nursery in self._nurseries.values():
            nursery.kill()
            nursery.wait()
            for line in (nursery.stdin, nursery.stdout):
                if line:
                    line.close()

    def _bear(self, name: str) -> int:
        nursery = self._nurseries.get(name) or self._nurseries[""]
        assert nursery.stdin
        assert nursery.stdout
        wrong = f" {self._wrong[name]}" if name in self._wrong else ""
        nursery.stdin.write(name.partition("-")[0] + wrong + "\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline())

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


def moved_in(pair: Pair, stub: Stub, folder: Path) -> House:
    """An empty home in the environment as it stands now; the test opens it."""
    forget()
    app = worker.slim_app()
    with app.app_context():
        db.create_all()
        db.session.execute(EMPTY)
        db.session.commit()
        queue.connection().flushall()
        db.session.remove()
    return House(pair, stub, folder, app)


def forget() -> None:
    """What this process remembers of its settings."""
    for remembered in (settings.get, queue.connection, queue.queue):
        remembered.cache_clear()


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

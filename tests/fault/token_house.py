"""A home whose only work is changing tokens: processes that are born again, and an operator who consents."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

import worker
from portal.core import queue, settings
from portal.core.db import db, release
from portal.staff.models import Role, StaffUser
from portal.supervisor.services import Pair
from portal.zalo import standing
from portal.zalo.models import ZaloToken
from portal.zalo.operations import grants
from portal.zalo.standing import Level
from tests.conftest import EMPTY
from tests.factories import make_staff
from tests.fault.house import ROOT, is_alive
from tests.fault.token_stub import TokenStub

HARMLESS = ("A1", "A2", "A5", "A6")  # before the request, or after the journal's fsync
BETWEEN = ("F4", "A4")  # request sent; answer in memory


def environment(pair: Pair, stub: TokenStub, folder: Path, wait: int = 48) -> dict[str, str]:
    """Waits a hundredth as long; the lease still longer than two waits of so many seconds for an answer."""
    return {
        "DATABASE_URL": pair.database_url,
        "REDIS_URL": pair.redis_url,
        "PORTAL_HOME": str(folder),
        "ZALO_OAUTH_BASE": stub.url,
        "ZALO_OPENAPI_BASE": stub.url,
        "ZALO_ACCESS_TOKEN": stub.access,
        "ZALO_REFRESH_TOKEN": stub.refresh,
        "ZALO_TOKEN_TIMEOUT": str(wait),
        "ZALO_TOKEN_LEASE": str(2 * wait + 2),
        "TIME_SCALE": "100",
        "IS_TEST_HOME": "1",
        "QUIET_FROM": "0",
        "QUIET_UNTIL": "0",
        "LOG_LEVEL": "CRITICAL",
    }


@dataclass
class Seen:
    """What the operator saw."""

    alarms: list[float] = field(default_factory=list)  # seconds from a loss to an alarm
    consents: int = 0
    errors: list[str] = field(default_factory=list)


class TokenHouse:
    """The home while it is lived in."""

    def __init__(self, stub: TokenStub, folder: Path, app: Flask) -> None:
        self.stub, self.folder, self.app, self.seen = stub, folder, app, Seen()
        self.orders = folder / "orders"
        self.orders.mkdir(exist_ok=True)
        self.pids: list[int] = []
        self.user_id = uuid.uuid4()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._keep, self._operate)]
        self._lost_at: float | None = None

    def open(self, processes: int) -> Self:
        """Start processes; whoever dies is born again. An operator consents whenever that is asked."""
        with self.app.app_context():
            self.user_id = db.session.scalars(select(StaffUser.id)).first() or self.user_id
            assert grants.seed()
            release()
        with (self.folder / "house.log").open("ab") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.fault.token_nursery"],
                cwd=ROOT,
                env={**os.environ, "PORTAL_FAULT": str(self.orders)},  # the operator here must not be killed
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.pids = [self._bear() for _ in range(processes)]
        for thread in self._threads:
            thread.start()
        return self

    def close(self) -> None:
        """Let everybody end in peace."""
        (self.folder / "over").touch()
        deadline = time.monotonic() + 5
        while any(is_alive(pid) for pid in self.pids) and time.monotonic() < deadline:
            time.sleep(0.02)
        self._over.set()
        for thread in self._threads:
            thread.join(5)
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._nursery.kill()
        self._nursery.wait()
        for line in (self._nursery.stdin, self._nursery.stdout):
            if line:
                line.close()
        with self.app.app_context():
            db.engine.dispose()

    def _bear(self) -> int:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("one\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def _keep(self) -> None:
        while not self._over.wait(0.01):
            if (self.folder / "over").exists():
                return
            self.pids = [pid if is_alive(pid) else self._bear() for pid in self.pids]

    def kill_at(self, point: str, seconds: float = 30.0) -> bool:
        """Have whoever comes to this point next killed there; False when nobody came."""
        order = self.orders / f"{point}.self"
        order.touch()
        deadline = time.monotonic() + seconds
        while order.exists():
            if time.monotonic() > deadline:
                order.unlink(missing_ok=True)
                return False
            time.sleep(0.002)
        return point not in BETWEEN or self.is_helped(deadline)

    @contextmanager
    def held_at(self, point: str, seconds: float = 30.0) -> Iterator[bool]:
        """Have somebody wait at this point for the time of the block; False when nobody came."""
        hold, held = self.folder / f"hold-{point}", self.folder / f"held-{point}"
        hold.touch()
        deadline = time.monotonic() + seconds
        while not held.exists() and time.monotonic() < deadline:
            time.sleep(0.002)
        try:
            yield held.exists()
        finally:
            hold.unlink()

    def is_helped(self, deadline: float) -> bool:
        """A token was lost just now: an alarm is due, and then a person's help."""
        before, self._lost_at = self.stub.grants, time.monotonic()
        while self.stub.grants == before and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.stub.grants > before

    def _operate(self) -> None:
        """Look as the desk's banner does; agree on Zalo's page when a person is needed."""
        with self.app.app_context():
            while not self._over.wait(0.02):
                try:
                    self._look()
                except SQLAlchemyError:
                    continue  # the database is away
                finally:
                    release()

    def _look(self) -> None:
        stands = standing.look()
        if stands.level is Level.PERSON and self._lost_at is not None:
            self.seen.alarms.append(time.monotonic() - self._lost_at)
            self._lost_at = None
        if stands.consent_needed_at is None or (self.folder / "no-operator").exists():
            return
        if not stands.is_held:
            self.seen.errors.append("a person is needed, and sending goes on")
        url = grants.begin(self.user_id)
        asked = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
        came = grants.finish(asked["state"], self.stub.new_code(asked["code_challenge"]), oa_id())
        self.seen.consents += came.is_good
        if not came.is_good and came.outcome not in {grants.WAIT, standing.NO_JOURNAL}:
            self.seen.errors.append(came.outcome)

    def wait_changes(self, many: int, seconds: float) -> bool:
        """Until the stub made so many pairs in all."""
        deadline = time.monotonic() + seconds
        while self.stub.changes < many:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def ours(self) -> tuple[str | None, str | None]:
        """The pair as the database has it."""
        with self.app.app_context():
            row = db.session.execute(select(ZaloToken.access_token, ZaloToken.refresh_token)).one()
            release()
        return row.access_token, row.refresh_token


def moved_in(pair: Pair, stub: TokenStub, folder: Path, wait: int = 48) -> TokenHouse:
    """An empty home in this environment; the test opens it."""
    os.environ.update(environment(pair, stub, folder, wait))
    forget()
    app = worker.slim_app()
    with app.app_context():
        db.create_all()
        db.session.execute(EMPTY)
        db.session.commit()
        make_staff(Role.ADMIN)
        db.session.remove()
    return TokenHouse(stub, folder, app)


def forget() -> None:
    """What this process remembers of its settings."""
    for remembered in (settings.get, queue.connection, queue.queue):
        remembered.cache_clear()


def oa_id() -> str:
    """The account of the tests."""
    return os.environ["ZALO_OA_ID"]

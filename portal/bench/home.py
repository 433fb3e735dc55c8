"""A whole product for the time of a measurement: started as `./run` starts it, thrown away after."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from flask import Flask

from portal.core import queue, settings
from portal.core.db import database_url, db
from portal.core.settings import ROOT

NOT_OURS = ("DATABASE_URL", "REDIS_URL", "ZALO_", "TIME_SCALE", "PORTAL_", "BASE_URL")
KINDS = {"wsgi:app": "web", "relay": "relay", "work": "worker", "zalosim": "zalosim"}
AT_ANY_HOUR = {"IS_TEST_HOME": "1", "QUIET_FROM": "0", "QUIET_UNTIL": "0"}


@dataclass(frozen=True)
class Home:
    """Where the parts are."""

    url: str
    zalo_url: str
    app: Flask
    supervisor: int

    def zalo(self, path: str, body: Any = None) -> Any:
        """Ask one of zalosim's control addresses."""
        asked = urllib.request.Request(  # noqa: S310 - loopback, our own
            self.zalo_url + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def memory_mb(self) -> dict[str, float]:
        """Proportional set size of each kind of program, jobs of a worker counted with it."""
        found: dict[str, float] = {}
        for pid in _children(self.supervisor):
            name = kind(pid)
            size = sum(_pss(one) for one in [pid, *_descendants(pid)]) / 1024
            found[name] = max(found.get(name, 0.0), size)
        return found


@contextmanager
def opened(
    more: Mapping[str, str] | None = None, workers: int = 1, kept: Path | None = None
) -> Iterator[Home]:
    """Start everything below a new folder, with `more` settings; stop it and remove the folder in the end.

    `kept` is a folder that stays for the next time instead.
    """
    told = AT_ANY_HOUR | dict(more or {})
    folder = kept or Path(tempfile.mkdtemp(prefix="portal-bench-"))
    port, zalo_port = free_port(), free_port()
    usual = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    command = [sys.executable, "-m", "portal.supervisor", "--home", str(folder), "--no-demo"]
    command += ["--port", str(port), "--zalo-port", str(zalo_port), "--workers", str(workers)]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        started = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, env=usual | told, stdout=subprocess.PIPE, stderr=log
        )
    try:
        _wait_ready(started, log.name)
        os.environ.update(_chosen(folder) | told)
        for remembered in (settings.get, queue.connection, queue.queue):
            remembered.cache_clear()
        app = _app()
        with app.app_context():
            yield Home(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{zalo_port}", app, started.pid)
            db.session.remove()
            db.let_go()
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(40)
        if started.stdout:
            started.stdout.close()
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)
        Path(log.name).unlink(missing_ok=True)


def _wait_ready(started: "subprocess.Popen[bytes]", log: str) -> None:
    for line in started.stdout or ():
        if line.startswith(b"ready "):
            return
    raise SystemExit(f"the bench's own home did not start:\n{Path(log).read_text()[-2000:]}")


def _chosen(folder: Path) -> dict[str, str]:
    told: dict[str, str] = {}
    for name in ("secrets.env", "addresses.env"):
        told |= {key: value for key, value in dotenv_values(folder / name).items() if value is not None}
    return told


def _app() -> Flask:
    app = Flask("bench")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(settings.get().database_url)
    db.init_app(app)
    return app


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _descendants(pid: int) -> list[int]:
    found = _children(pid)
    return found + [far for near in found for far in _descendants(near)]


def kind(pid: int) -> str:
    """Which of our programs a process is."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "gone"
    return next((kind for word, kind in KINDS.items() if word in words), "other")


def _pss(pid: int) -> int:
    """Kilobytes."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0

"""Web servers for the time of a measurement, with the options our own has."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

from portal.bench.home import free_port
from portal.core.settings import ROOT
from portal.supervisor.plan import WEB

START = "from granian.cli import entrypoint; entrypoint()"


@contextmanager
def serving(app: str, probe: str = "/", more: Mapping[str, str] | None = None) -> Iterator[tuple[str, int]]:
    """`app` on a port of its own, with `more` in its environment; its address and process."""
    port = free_port()
    command = [sys.executable, "-c", START, *WEB, "--port", str(port), app]
    started = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(more or {})})  # noqa: S603 - our own
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url + probe)
        yield url, started.pid
    finally:
        started.terminate()
        started.wait(20)


def _wait_until_up(url: str) -> None:
    """Any answer counts, a refusal too."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urlopen(url, timeout=2).close()  # noqa: S310 - our own address
        except HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nobody answers at {url}")

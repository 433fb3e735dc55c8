"""Rolling restarts under load: `python -m tests.fault.rolling_full [RESTARTS]` (100; wants nginx).

Two web programs behind the nginx file of `deploy/`, restarted in turns as `deploy/roll.sh` does. Meanwhile
vendors push signed changes one after the other and people read pages. Lost is a change that was taken (200)
and stands nowhere, and a push that failed again when it was repeated as vendors do. Exit code 1 on any.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests
from sqlalchemy import select

from portal.bench.home import Home, free_port, opened
from portal.core import clock
from portal.core.db import db
from portal.dossiers import operations as dossiers
from portal.dossiers import signature
from portal.dossiers.models import Dossier
from tests.live import record_of, wait_for

ROOT = Path(__file__).resolve().parents[2]
SECRET = dossiers.new_secret()
PEOPLE, PAUSE = 3, 0.05  # who read pages; seconds between a vendor's calls
READ = ("/", "/thu-tuc/", "/ho-tro/", "/thong-tin/")


def main(restarts: int) -> int:
    """Restart, load, compare; prints a table."""
    if not shutil.which("nginx"):
        sys.exit("nginx is needed: apt-get install nginx-light")
    with opened({"API_CALLS_PER_MINUTE": "100000"}) as home, ExitStack() as stack:
        dossiers.ensure_client("demo", SECRET)
        ports = [free_port(), free_port()]
        webs = [Web(port) for port in ports]
        for web in webs:
            stack.callback(web.stop)
        url = stack.enter_context(nginx(ports))
        load = Load(url)
        load.start()
        begun = time.monotonic()
        for number in range(restarts):
            webs[number % 2].restart()
        load.stop()
        return told(load, home, restarts, time.monotonic() - begun)


class Web:
    """One web program, as its unit runs it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._begin()

    def _begin(self) -> None:
        command = [str(ROOT / ".venv/bin/portal"), "serve", "--port", str(self.port), "--workers", "1"]
        self._program = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"PROXY_HOPS": "1", "LOG_LEVEL": "WARNING"}
        )
        wait_for(self._is_ready, 60, "a web program")

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    def restart(self) -> None:
        """Told to stop; a new one is ready when this returns."""
        self.stop()
        self._begin()

    def stop(self) -> None:
        """In peace, as systemd does."""
        self._program.terminate()
        self._program.wait(20)


@contextmanager
def nginx(ports: list[int]) -> Iterator[str]:
    """The file of `deploy/` with our ports, without TLS and its limit of one address."""
    folder, port = Path(tempfile.mkdtemp(prefix="portal-nginx-")), free_port()
    whole = _plain(folder, port, ports)
    (folder / "nginx.conf").write_text(whole)
    program = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
    try:
        time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        program.terminate()
        program.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _plain(folder: Path, port: int, ports: list[int]) -> str:
    """The file as it stands, but for what is not here: a certificate, a name, a folder of nginx's."""
    text = (ROOT / "deploy/nginx/portal.conf").read_text()
    left_out = ("ssl_", "listen", "limit_req ", "add_header Strict")
    text = "\n".join(line for line in text.splitlines() if not line.strip().startswith(left_out))
    text = text.replace("return 308", f"listen 127.0.0.1:{free_port()}; return 308")
    text = text.replace("client_max_body_size", f"listen 127.0.0.1:{port}; client_max_body_size")
    for name, mine in zip(("8001", "8002"), ports, strict=True):
        text = text.replace(f"127.0.0.1:{name}", f"127.0.0.1:{mine}")
    text = text.replace("/var/cache/nginx", str(folder))
    head = f"pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    return f"{head}\nhttp {{ access_log off;\n{text}\n}}"


class Load:
    """A vendor who repeats what failed, and people who read."""

    def __init__(self, url: str) -> None:
        self.url, self.taken, self.given_up = url, list[str](), list[str]()
        self.pushes, self.pages = Counter[str](), Counter[str]()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._push)]
        self._threads += [threading.Thread(target=self._read) for _ in range(PEOPLE)]

    def start(self) -> None:
        """All of them."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Until each has its last answer."""
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _push(self) -> None:
        number = 0
        while not self._over.wait(PAUSE):
            number += 1
            code = f"H44.12-260902-{number:05d}"
            if any(self._pushed(code, f"roll-{number}") for _ in range(5)):
                self.taken.append(code)
            else:
                self.given_up.append(code)

    def _pushed(self, code: str, webhook_id: str) -> bool:
        raw = json.dumps({"data": [record_of(code, 2)]}).encode()
        head = signature.headers(SECRET, raw, webhook_id, clock.now())
        head |= {"x-client": "demo", "Content-Type": "application/json"}
        try:
            answer = requests.post(f"{self.url}/api/v1/dossiers", data=raw, headers=head, timeout=20)
        except requests.RequestException as error:
            self.pushes[type(error).__name__] += 1
            time.sleep(0.5)
            return False
        self.pushes[str(answer.status_code)] += 1
        if not answer.ok:
            time.sleep(0.5)
        return answer.ok

    def _read(self) -> None:
        with requests.Session() as line:
            number = 0
            while not self._over.wait(PAUSE):
                number += 1
                try:
                    answer = line.get(self.url + READ[number % len(READ)], timeout=20)
                    self.pages[str(answer.status_code)] += 1
                except requests.RequestException as error:
                    self.pages[type(error).__name__] += 1


def told(load: Load, home: Home, restarts: int, seconds: float) -> int:
    """The table; 1 when anything was lost."""
    there = set(db.session.scalars(select(Dossier.code)))
    lost = [code for code in load.taken if code not in there]
    bad = sum(n for status, n in load.pages.items() if status != "200")
    rows = {
        "restarts": restarts,
        "seconds": round(seconds),
        "pushes by answer": dict(load.pushes),
        "changes taken": len(load.taken),
        "changes lost": len(lost),
        "given up after five tries": len(load.given_up),
        "pages by answer": dict(load.pages),
        "pages not answered": bad,
    }
    for name, value in rows.items():
        sys.stdout.write(f"{name:28}{value}\n")
    return int(bool(lost or load.given_up or bad))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))

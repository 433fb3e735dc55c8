"""The web of a home under fault, and somebody who asks it all the time and writes down what came."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from portal.app import create_app
from portal.bench.home import free_port
from portal.core import schema as tables
from portal.core.db import db
from portal.supervisor.plan import PRELOADED, WEB
from tests.fault.house import ROOT, forget

ASKED: Sequence[tuple[str, str, str]] = (
    ("page", "GET", "/"),
    ("look-up", "POST", "/ho-so/"),
    ("alive", "GET", "/healthz"),
)
FORM = "code=H44.12-260701-0001"
GENEROUS = {"LOOKUPS_PER_BROWSER": "1000000", "LOOKUPS_PER_ADDRESS": "1000000", "LOOKUPS_NORMAL": "1000000"}
OFTEN = 0.2
ENOUGH = 40


@dataclass(frozen=True)
class Seen:
    """One answer; status 0 when nobody answered."""

    what: str
    at: float
    status: int
    seconds: float
    has_retry_after: bool


class Web:
    """granian as `./run` starts it, in the environment as it stands; and its asker."""

    def __init__(self) -> None:
        self.port, self.seen = free_port(), list[Seen]()
        self.log = Path(os.environ["PORTAL_HOME"]) / "web.log"
        self._over = threading.Event()
        self._asker = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", PRELOADED, *WEB, "--port", str(self.port), "wsgi:app"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, cwd=ROOT, env={**os.environ, **GENEROUS}, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + 60
        while self._once("GET", "/")[0] != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("the web did not start")
            time.sleep(0.2)
        for _ in range(ENOUGH):  # each process has made the page once: what it never had it cannot keep
            self._once("GET", "/")
        self._asker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._asker.join(10)
        self._process.terminate()
        self._process.wait(20)
        told = self.log.read_text(errors="replace").splitlines()
        sys.stderr.write(
            "\n".join(
                line[-1500:] for line in told if " ERROR " in line or "[ERROR]" in line or "Error" in line
            )[:6000]
        )

    def _ask(self) -> None:
        while not self._over.wait(OFTEN):
            for what, method, path in ASKED:
                at = time.monotonic()
                status, has_retry_after = self._once(method, path)
                self.seen.append(Seen(what, at, status, time.monotonic() - at, has_retry_after))

    def _once(self, method: str, path: str) -> tuple[int, bool]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            body = FORM if method == "POST" else None
            line.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Retry-After") is not None
        except (OSError, http.client.HTTPException):
            return 0, False
        finally:
            line.close()

    def well_after(self, moment: float) -> float | None:
        """Seconds from this moment to the first look-up that was answered; None when none was."""
        good = (one.at + one.seconds for one in self.seen if one.what == "look-up" and one.at >= moment)
        answered = [at for at, one in zip(good, self._later(moment), strict=True) if one.status == 200]
        return answered[0] - moment if answered else None

    def _later(self, moment: float) -> list[Seen]:
        return [one for one in self.seen if one.what == "look-up" and one.at >= moment]

    def table(self) -> dict[str, object]:
        """Answers by what was asked, and by status."""
        counts = Counter((one.what, one.status) for one in self.seen)
        found: dict[str, object] = {f"{what} {status}": n for (what, status), n in sorted(counts.items())}
        return found | {"longest answer s": round(max(one.seconds for one in self.seen), 2)}

    def complaints(self, *, may_refuse: bool) -> list[str]:
        """A page from memory is always there; a look-up may be put off with a Retry-After, if at all."""
        bad = Counter(f"{one.what} {one.status}" for one in self.seen if not _is_good(one, may_refuse))
        return [f"{many} answers {what}" for what, many in bad.items()]


def _is_good(one: Seen, may_refuse: bool) -> bool:
    return one.status == 200 or (
        may_refuse and one.what == "look-up" and one.status == 503 and one.has_retry_after
    )


def schema() -> None:
    """Every table of the portal, as migrations leave them, in the environment as it stands."""
    forget()
    app = create_app()
    with app.app_context():
        tables.bring_up()
        db.session.remove()
        db.engine.dispose()

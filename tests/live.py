"""The whole product alive for a test: web server, relay and worker as processes, a pretend Zalo beside."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests

from portal.core import clock
from portal.dossiers import operations as dossiers
from portal.dossiers import signature
from tests.conftest import empty
from zalosim.server import Sim

ROOT = Path(__file__).resolve().parents[1]
SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0"
AN, BICH, CHAU = "6713920485510237746", "5820174639920145583", "4917285036644720916"
PEOPLE: list[dict[str, Any]] = [
    {"user_id": AN, "name": "Nguyễn Văn An", "phone": "84901234567", "is_following": False},
    {"user_id": BICH, "name": "Trần Thị Bích", "phone": "84912345678", "is_following": False},
    {"user_id": CHAU, "name": "Lê Minh Châu", "phone": "84923456789", "is_following": False},
]
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], seconds: float = 15.0, what: str = "it") -> Found:
    """What `look` finds, asked again until it does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass
class Live:
    """What a flow test holds in its hands."""

    url: str
    sim: Sim
    log: Path
    environment: Mapping[str, str]

    def begin(self) -> None:
        """A new test: nobody follows, nothing was said."""
        empty(is_alive=True)
        self.sim.reset(webhook_url=f"{self.url}/zalo/webhook")
        self.sim.configure(portal_url=self.url)
        dossiers.ensure_client("demo", SECRET)

    def tell_logs(self) -> None:
        """Say what the processes logged since the last time; pytest shows it when a test failed."""
        for path in sorted(self.log.glob("*.log")):
            text = path.read_text(errors="replace")
            sys.stdout.write(f"--- {path.name}\n{text[-4000:]}\n")
            os.truncate(path, 0)

    def calls(self, user_id: str) -> list[dict[str, Any]]:
        """Accepted sends to a citizen: text and buttons."""
        return [
            {"text": call["body"]["message"]["text"], "buttons": _buttons(call["body"])}
            for call in self.sim.accepted()
            if call["path"].endswith(("/message/cs", "/oa/message"))
            and call["body"].get("recipient", {}).get("user_id") == user_id
        ]

    def hear(self, user_id: str, after: int, seconds: float = 15.0) -> dict[str, Any]:
        """The next message a citizen gets after the first `after` ones."""
        return wait_for(lambda: self.calls(user_id)[after : after + 1], seconds, "a message")[0]

    def ask(self, user_id: str, text: str) -> dict[str, Any]:
        """A citizen writes; what comes back."""
        before = len(self.calls(user_id))
        self.sim.say(user_id, text)
        return self.hear(user_id, before)

    def finds(self, words: str, shown: str = "Tìm thấy") -> None:
        """Wait until the search of procedures knows what was just written: it looks now and then."""
        question = {"q": words}

        def look() -> bool:
            page = requests.get(f"{self.url}/thu-tuc/", params=question, timeout=10)
            return page.ok and shown in page.text

        wait_for(look, what=f"the search to find {words}")

    def push(self, *records: Mapping[str, Any], webhook_id: str | None = None) -> dict[str, Any]:
        """The one-stop system tells dossiers over HTTP, signed."""
        raw = json.dumps({"data": [record_of(**record) for record in records]}, ensure_ascii=False).encode()
        told = signature.headers(SECRET, raw, webhook_id or f"t-{uuid.uuid4()}", clock.now())
        headers = {**told, "x-client": "demo", "Content-Type": "application/json"}
        answer = requests.post(f"{self.url}/api/v1/dossiers", data=raw, headers=headers, timeout=10)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def record_of(code: str, status: int, **fields: Any) -> dict[str, Any]:
    """A dossier in the national names; told just now unless `at` says otherwise."""
    moment = fields.pop("at", clock.now())
    return {
        "MaHoSo": code,
        "TrangThaiHoSo": str(status),
        "ThoiDiem": f"{clock.local(moment):%Y-%m-%dT%H:%M:%S.%f%z}",
        "TenTTHC": "Cấp giấy phép xây dựng nhà ở riêng lẻ",
        "TenLinhVuc": "Hoạt động xây dựng",
        "ChuHoSo": "Nguyễn Văn An",
        "SoDienThoai": "0901234567",
        "NgayTiepNhan": "20260902080000",
        "NgayHenTra": "20991231170000",
        **fields,
    }


def _buttons(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    payload = body["message"].get("attachment", {}).get("payload", {})
    return list(payload.get("buttons", []))


def payload_of(call: Mapping[str, Any], title: str) -> str:
    """What a button with this title says or opens."""
    for button in call["buttons"]:
        if title in button["title"]:
            told = button["payload"]
            return str(told["url"] if isinstance(told, dict) else told)
    raise AssertionError(f"no button {title!r} in {call['buttons']}")


def _is_up(url: str) -> bool:
    try:
        return requests.get(f"{url}/zalo/webhook", timeout=2).status_code == 200
    except requests.RequestException:
        return False


@contextmanager
def _process(name: str, command: Sequence[str], env: Mapping[str, str], log: Path) -> Iterator[None]:
    with (log / f"{name}.log").open("ab") as out:
        started = subprocess.Popen(
            command, cwd=ROOT, env=dict(env), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield
        finally:
            started.terminate()
            with suppress(subprocess.TimeoutExpired):
                started.wait(25)
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)  # what it left behind, or itself
            started.wait()


@contextmanager
def running(**more: str) -> Iterator[Live]:
    """Everything up on this test process's own database and queue; stopped at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:
        log = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-live-")))
        sim = stack.enter_context(Sim(webhook_url=f"{url}/zalo/webhook", people=PEOPLE, portal_url=url))
        bases = ("ZALO_OAUTH_BASE", "ZALO_OPENAPI_BASE", "ZALO_BUSINESS_BASE", "ZALO_GRAPH_BASE")
        # The same hour twice: no quiet hours, so that a test run at night hears its notices.
        ours = {
            "BASE_URL": url,
            "IS_DEMO": "1",
            "QUIET_FROM": "0",
            "QUIET_UNTIL": "0",
            **dict.fromkeys(bases, sim.url),
        }
        env = {**os.environ, **ours, "PORTAL_HOME": str(log), **more}
        python = sys.executable
        web = [python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        web += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "wsgi:app"]
        stack.enter_context(_process("web", web, env, log))
        stack.enter_context(_process("relay", [python, "-OO", "worker.py", "relay"], env, log))
        stack.enter_context(_process("worker", [python, "-OO", "worker.py", "work"], env, log))
        try:
            wait_for(lambda: _is_up(url), 90, "the web server")
        except AssertionError:
            told = "\n".join(f"{p.name}: {p.read_text()[-2000:]}" for p in sorted(log.glob("*.log")))
            raise AssertionError(told) from None
        yield Live(url, sim, log, env)

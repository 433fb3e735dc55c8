"""From a push's commit to the call accepted by Zalo: idle, at 20 a second, and the bare call beside it."""

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from portal.bench.figures import Report, quantile
from portal.bench.home import Home
from portal.citizens import operations as citizens
from portal.citizens.models import Proof
from portal.core import clock, settings
from portal.core.db import db
from portal.dossiers import client as one_stop
from portal.dossiers import operations as dossiers
from portal.notifications.models import Intent, State
from portal.zalo import client as zalo

PEOPLE = 200
TURNS = 5
IDLE_A_TURN, IDLE_GAP = 6, 0.5
LOAD_SECONDS, RATE = 60, 20
BARE_A_TURN = 20
CLIENT = "bench"
CODE = re.compile(r"H80\.01-\d{6}-\d{6}")
NOBODY = "900000000000"


@dataclass
class Run:
    """What was pushed and what came of it."""

    home: Home
    secret: str
    phones: list[str]
    idle: set[str] = field(default_factory=set)
    load: set[str] = field(default_factory=set)
    refused: int = 0
    late_starts: int = 0  # pushes that could not start in their second
    bare: list[float] = field(default_factory=list)
    peak: dict[str, float] = field(default_factory=dict)

    def push(self, code: str, into: set[str]) -> None:
        """One signed push of one new dossier, as a one-stop system sends it."""
        now = clock.local(clock.now())
        record = {
            "MaHoSo": code,
            "TrangThaiHoSo": "2",
            "TenTTHC": "Đăng ký thành lập hộ kinh doanh",
            "TenLinhVuc": "Thành lập và hoạt động của hộ kinh doanh",
            "ChuHoSo": "Người dùng đo thử",
            "SoDienThoai": self.phones[int(code[-6:]) % len(self.phones)],
            "NgayTiepNhan": f"{now:%Y%m%d%H%M%S}",
            "DonViXuLy": "Trung tâm Phục vụ hành chính công",
            "DangKyNhanZalo": True,
        }
        answer = one_stop.push(self.home.url, CLIENT, self.secret, [record])
        if answer.first_outcome() == "applied":
            into.add(code)
        else:
            self.refused += 1


def measure(home: Home) -> Report:
    """Warm up, then idle, load and bare calls in turns; what arrived is read from zalosim at the end."""
    run = _prepared(home)
    codes = (f"H80.01-{clock.today():%y%m%d}-{n:06}" for n in range(1, 10_000_000))
    for _ in range(10):
        run.push(next(codes), set())
    _settle()
    watch = threading.Event()
    watcher = threading.Thread(target=_watch_memory, args=(run, watch), daemon=True)
    watcher.start()
    for _ in range(TURNS):
        for _ in range(IDLE_A_TURN):
            run.push(next(codes), run.idle)
            time.sleep(IDLE_GAP)
        _load(run, [next(codes) for _ in range(RATE * LOAD_SECONDS // TURNS)])
        _settle()
        run.bare += [_bare() for _ in range(BARE_A_TURN)]
    watch.set()
    watcher.join(5)
    return _report(run)


def _prepared(home: Home) -> Run:
    """People whom both sides know, and a client that may push."""
    now, oa_id = clock.now(), settings.get().zalo_oa_id
    secret = dossiers.new_secret()
    dossiers.ensure_client(CLIENT, secret)
    numbers = [f"+8490{n:07}" for n in range(PEOPLE)]
    known = []
    for n, number in enumerate(numbers):
        user_id = f"{int(NOBODY) + n}"
        citizens.learn_phone(citizens.follow(oa_id, user_id, now), number, Proof.CLAIMED, "zalo_submit_info")
        known.append(
            {"user_id": user_id, "is_following": True, "last_interaction": int(now.timestamp() * 1000)}
        )
    db.session.remove()
    home.zalo("/_sim/followers", known)
    return Run(home, secret, [f"0{number[3:]}" for number in numbers])


def _load(run: Run, codes: list[str]) -> None:
    """RATE pushes a second, each started when it is due whatever became of those before."""
    begun = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        for n, code in enumerate(codes):
            wait = begun + n / RATE - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            elif wait < -1:
                run.late_starts += 1
            pool.submit(run.push, code, run.load)


def _settle(seconds: float = 60.0) -> None:
    """Until nothing waits to be sent."""
    deadline = time.monotonic() + seconds
    waiting = select(func.count(Intent.id)).where(Intent.state.in_((State.QUEUED, State.SENDING)))
    while time.monotonic() < deadline:
        count = db.session.scalar(waiting)
        db.session.remove()
        if not count:
            return
        time.sleep(0.2)


def _bare() -> float:
    """The limit: the same call without database, relay and queue."""
    begun = time.monotonic()
    zalo.client().send_text(NOBODY, "Lời gọi thẳng, không qua hàng đợi.")
    return time.monotonic() - begun


def _watch_memory(run: Run, over: threading.Event) -> None:
    while not over.wait(0.25):
        for name, size in run.home.memory_mb().items():
            run.peak[name] = max(run.peak.get(name, 0.0), size)


def _report(run: Run) -> Report:
    accepted = [
        (code[0], call["time"] / 1000)
        for call in run.home.zalo("/_sim/accepted")["accepted"]
        if (code := CODE.findall(_text(call)))
    ]
    arrived: dict[str, float] = {}
    for code, at in accepted:
        arrived.setdefault(code, at)
    counts = Counter(code for code, _ in accepted)
    caused = {
        params["code"]: caused_at.timestamp()
        for params, caused_at in db.session.execute(select(Intent.params, Intent.caused_at))
    }
    took = {code: arrived[code] - caused[code] for code in run.idle | run.load if code in arrived}
    idle = sorted(took[code] for code in run.idle if code in took)
    load = sorted(took[code] for code in run.load if code in took)
    figures = {
        "sent": len(took),
        "p50_s": quantile(load, 0.5),
        "p95_s": quantile(load, 0.95),
        "p99_s": quantile(load, 0.99),
        "p999_s": quantile(load, 0.999),
        "max_s": quantile(load, 1.0),
        "idle_p50_s": quantile(idle, 0.5),
        "idle_p95_s": quantile(idle, 0.95),
        "lost": len(run.idle | run.load) - len(took),
        "doubled": sum(count > 1 for count in counts.values()),
        "refused": run.refused,
        "late_starts": run.late_starts,
        "worker_mb": run.peak.get("worker", 0.0),
        "relay_mb": run.peak.get("relay", 0.0),
        "web_mb": run.peak.get("web", 0.0),
    }
    bare = sorted(run.bare)
    limit = {"p50_s": quantile(bare, 0.5), "p95_s": quantile(bare, 0.95)}
    return Report("push", figures, limit, {"idle_p50_to_bare": figures["idle_p50_s"] / limit["p50_s"]}, load)


def _text(call: dict[str, Any]) -> str:
    body = call.get("body")
    message = body.get("message") if isinstance(body, dict) else None
    return str(message.get("text", "")) if isinstance(message, dict) else ""

"""The report of 100,000 messages over the machine interface: seconds, and the memory it takes."""

import http.client
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy import text

from portal.bench import batch_rows
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.citizens import operations as citizens
from portal.core import clock, settings
from portal.core.db import db, transaction
from portal.dossiers import operations as dossiers
from portal.dossiers import signature
from portal.dossiers.deliveries import gathering
from portal.notifications import operations as notifications

ROWS = 100_000
CLIENT = "bench"
PATH = "/api/v1/reports/messages?from=2020-01-01&to=2020-12-31&format={}"
_MESSAGES = text(
    """INSERT INTO intent (id, kind, lane, subject_kind, subject_id, subject_version, citizen_id, oa_id,
         template_id, params, state, is_on_wire, attempts, crashes, not_sent, created_at, caused_at,
         settled_at)
       SELECT gen_random_uuid(), 'dossier_accepted', '2_dossier', 'dossier', d.id, 1, :who, :oa, :template,
         :nothing, 'sent', false, 1, 0, 0, m.at, m.at, clock_timestamp()
       FROM (SELECT id, row_number() OVER (ORDER BY code) n FROM dossier) d
       CROSS JOIN LATERAL (SELECT timestamptz '2020-03-02' + d.n * interval '1 second' AS at) m"""
)

_COPY = """COPY (
    SELECT d.code, d.unit_name, d.status, i.kind, i.subject_version, i.state, i.reason, i.caused_at,
           i.settled_at, i.attempts, min(a.received_at), min(a.seen_at)
    FROM intent i JOIN dossier d ON d.id = i.subject_id LEFT JOIN attempt a ON a.intent_id = i.id
    GROUP BY d.id, i.id ORDER BY i.caused_at) TO STDOUT (FORMAT csv)"""


def measure(home: Home, rows: int = ROWS) -> Report:
    """One report each way, the memory of the web process watched; then the first gathering of all of them."""
    secret = dossiers.new_secret()
    dossiers.ensure_client(CLIENT, secret)
    notifications.load_templates()
    batch_rows.load(rows)
    _owe()
    before = home.memory_mb().get("web", 0.0)
    figures: dict[str, float] = {"rows": rows, "web_before_mb": round(before, 1)}
    for form in ("csv", "ndjson"):
        seconds, size, peak = _fetched(home, secret, form)
        figures |= {f"{form}_s": round(seconds, 2), f"{form}_mb": round(size / 1e6, 1)}
        figures[f"{form}_web_peak_mb"] = round(peak, 1)
    begun, gathered = time.monotonic(), 0
    while done := gathering.gather():
        gathered += done
    figures |= {"gathered": gathered, "gather_s": round(time.monotonic() - begun, 2)}
    begun = time.monotonic()
    gathering.gather()
    figures["gather_idle_ms"] = round((time.monotonic() - begun) * 1000, 1)
    bare = _bare()
    return Report("report", figures, {"bare_copy_s": bare}, {"csv_to_bare": figures["csv_s"] / bare})


def _bare() -> float:
    """The limit: PostgreSQL's own COPY of the same rows as CSV; seconds."""
    line = db.session.connection().connection.driver_connection
    if line is None:
        raise SystemExit("no connection")
    begun = time.monotonic()
    with line.cursor() as cursor, cursor.copy(_COPY) as rows:
        for _ in rows:
            pass
    return time.monotonic() - begun


def _owe() -> None:
    """A sent message for each dossier."""
    with transaction() as session:
        who = citizens.meet(settings.get().zalo_oa_id, "bench", clock.now())
        template = session.execute(
            text("SELECT id FROM message_template WHERE kind = 'dossier_accepted' LIMIT 1")
        ).scalar_one()
        nothing = session.execute(text("SELECT applicant FROM dossier LIMIT 1")).scalar_one()
        told = {"who": who, "oa": settings.get().zalo_oa_id, "template": template, "nothing": nothing}
        session.execute(_MESSAGES, told)
    with transaction() as session:
        session.execute(text("ANALYZE"))


def _fetched(home: Home, secret: str, form: str) -> tuple[float, int, float]:
    """Seconds, bytes, and the web process's largest memory on the way."""
    parts, size = urlsplit(home.url), 0
    head = {"x-client": CLIENT, **signature.headers(secret, b"", f"report-{form}", clock.now())}
    line = http.client.HTTPConnection(parts.netloc, timeout=120)
    with _watched(lambda: home.memory_mb().get("web", 0.0)) as peak:
        begun = time.monotonic()
        line.request("GET", PATH.format(form), headers=head)
        answer = line.getresponse()
        if answer.status != 200:
            raise SystemExit(f"the report was answered {answer.status}")
        while piece := answer.read(1 << 16):
            size += len(piece)
        seconds = time.monotonic() - begun
    line.close()
    return seconds, size, peak.highest


class _watched:  # noqa: N801 - reads as a word where it is used
    """The highest of a figure while something runs."""

    def __init__(self, read: Callable[[], float]) -> None:
        self._read, self._over, self.highest = read, threading.Event(), 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            self.highest = max(self.highest, self._read())
            time.sleep(0.05)

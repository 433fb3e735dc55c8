"""T5 in full, over HTTP on a whole product: `python -m tests.fault.webhook_full`; exit code 1 when it fails.

10,000 forged or mutated events, then 10,000 repeats (200 events, each 50 times at once), then the same again
after their work was done. Prints what was accepted, what had a second effect and how long answers took.
"""

import http.client
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from sqlalchemy import func, select

from portal.bench import home
from portal.bench.figures import quantile
from portal.chat import signature
from portal.chat.models import InboxEvent
from portal.core import settings
from portal.core.db import db
from portal.notifications.models import Intent
from tests.fault.forging import forged
from tests.zalo_events import raw_of, said

FORGED, EVENTS, AT_ONCE = 10_000, 200, 50
USER = 920000000000000000
Call = tuple[bytes, str | None]
_kept = threading.local()


def post(url: str, call: Call) -> tuple[int, float]:
    """One call on this thread's connection: status and seconds."""
    raw, mac = call
    headers = {"Content-Type": "application/json"} | ({"X-ZEvent-Signature": mac} if mac else {})
    begun = time.monotonic()
    for _ in range(2):  # a connection that was closed meanwhile is made anew
        line = getattr(_kept, "line", None) or http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        _kept.line = line
        try:
            line.request("POST", "/zalo/webhook", raw, headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            line.close()
            _kept.line = None
        else:
            return answer.status, time.monotonic() - begun
    return 0, time.monotonic() - begun


def send(url: str, calls: Iterable[Call], threads: int) -> tuple[Counter[int], list[float]]:
    """All of them, so many at a time."""
    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(lambda call: post(url, call), calls))
    return Counter(status for status, _ in answers), sorted(seconds for _, seconds in answers)


def genuine(many: int) -> list[Call]:
    """Events of as many people, rightly signed for this home."""
    chosen = settings.get()
    calls: list[Call] = []
    for n in range(many):
        body = said("Xin chào", str(USER + n)) | {"app_id": chosen.zalo_app_id, "oa_id": chosen.zalo_oa_id}
        body["recipient"] = {"id": chosen.zalo_oa_id}
        raw, stamp = raw_of(body), str(body["timestamp"])
        mac = signature.mac(chosen.zalo_app_id, raw, stamp, chosen.zalo_oa_secret.get_secret_value())
        calls.append((raw, f"mac={mac}"))
    return calls


def count(table: type[InboxEvent | Intent]) -> int:
    db.session.rollback()
    query = select(func.count()).select_from(table)
    if table is InboxEvent:
        query = query.where(InboxEvent.name == "user_send_text")
    return db.session.scalar(query) or 0


def settle() -> None:
    """Until every event was worked on."""
    left = select(func.count()).select_from(InboxEvent).where(InboxEvent.done_at.is_(None))
    until = time.monotonic() + 120
    while time.monotonic() < until and db.session.scalar(left):
        db.session.rollback()
        time.sleep(0.2)


def repeats(calls: Sequence[Call]) -> list[Call]:
    """Each AT_ONCE times, one after the other, so that its repeats are under way together."""
    return [call for call in calls for _ in range(AT_ONCE)]


def main() -> int:
    """Run it; 0 when nothing was accepted, doubled or lost."""
    with home.opened() as opened:
        refused, took = send(opened.url, forged(FORGED), 8)
        accepted = FORGED - refused[401]
        tell("forged", FORGED, refused, took)
        calls = genuine(EVENTS)
        extra = 0
        for turn in ("at once", "after the work"):
            answers, took = send(opened.url, repeats(calls), AT_ONCE)
            tell(f"repeats {turn}", EVENTS * AT_ONCE, answers, took)
            settle()
            extra += abs(count(InboxEvent) - EVENTS) + abs(count(Intent) - EVENTS)
            extra += EVENTS * AT_ONCE - answers[200]
        sys.stdout.write(f"accepted {accepted}, second effects or losses {extra}\n")
    return int(bool(accepted or extra))


def tell(what: str, many: int, answers: Counter[int], took: Sequence[float]) -> None:
    """One line."""
    slow = f"p50 {quantile(took, 0.5):.3f} s, p99 {quantile(took, 0.99):.3f} s, longest {took[-1]:.3f} s"
    sys.stdout.write(f"{what}: {many} calls, {dict(answers)}, {slow}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

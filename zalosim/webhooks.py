"""Webhooks out: signed bytes, a few lanes of senders, the retry ladder and the final unsubscribe."""

import heapq
import http.client
import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from zalosim.clock import Clock

log = logging.getLogger(__name__)

LADDER_SECONDS = (30, 300, 900, 1800, 3600)
PATIENCE = 2.0
LANES = 4  # events about one person keep their order, a slow answer to one does not stop all


@dataclass(slots=True)
class Delivery:
    """One event on its way, with what became of each try."""

    n: int
    event_name: str
    raw: bytes
    headers: dict[str, str]
    lane: int
    time: int
    epoch: int = 0  # a reset ends the ladder of what was sent before it
    outcome: str = "waiting"  # waiting, delivered, failed, dropped
    tries: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """As the control address lists it."""
        return {
            "n": self.n,
            "event_name": self.event_name,
            "time": self.time,
            "outcome": self.outcome,
            "tries": list(self.tries),
            "headers": dict(self.headers),
            "body": self.raw.decode("utf-8", "replace"),
        }


class Webhooks:
    """Sends events in the background; nothing here waits for the receiver on the caller's thread."""

    def __init__(self, clock: Clock, factor: Callable[[], float]) -> None:
        self.url = ""
        self.subscribed = True
        self.log: deque[Delivery] = deque(maxlen=20_000)
        self._clock = clock
        self._factor = factor
        self._numbers = itertools.count(1)
        self._order = itertools.count()
        self._due: list[list[tuple[int, int, Delivery]]] = [[] for _ in range(LANES)]
        self._busy = 0
        self._epoch = 0
        self._wake = threading.Condition()
        self._stopped = False
        clock.on_change(self._clock_changed)
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"zalosim-webhook-{lane}", daemon=True)
            for lane in range(LANES)
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the senders; what still waits is not sent."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()

    def point_at(self, url: str) -> None:
        """Set the address and probe it with an unsigned `{}`, as saving it in the console does."""
        with self._wake:
            self.url = url
            self.subscribed = True
        if url:
            self.queue("probe", b"{}", {}, key="probe")

    def queue(self, name: str, raw: bytes, headers: dict[str, str], key: str, delay: float = 0.0) -> Delivery:
        """Send these bytes, after a delay in seconds of the simulator's clock."""
        now = self._clock.now_ms()
        with self._wake:
            delivery = Delivery(next(self._numbers), name, raw, headers, hash(key) % LANES, now, self._epoch)
            self.log.append(delivery)
            if not self.url or not self.subscribed:
                delivery.outcome = "dropped"
            else:
                self._push(delivery, now + round(delay * 1000))
        return delivery

    def waiting(self, within_ms: int | None = None) -> int:
        """How many are on their way, or due within so many milliseconds."""
        limit = None if within_ms is None else self._clock.now_ms() + within_ms
        with self._wake:
            queued = sum(1 for lane in self._due for due, _, _ in lane if limit is None or due <= limit)
            return queued + self._busy

    def settle(self, seconds: float, within_ms: int = 1000) -> bool:
        """Wait until nothing is due soon; retries further up the ladder do not count."""
        until = time.monotonic() + seconds
        while self.waiting(within_ms):
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True

    def clear(self) -> None:
        """Forget what waits and what was sent."""
        with self._wake:
            for lane in self._due:
                lane.clear()
            self.log.clear()
            self._epoch += 1
            self.subscribed = True

    def _push(self, delivery: Delivery, due: int) -> None:
        heapq.heappush(self._due[delivery.lane], (due, next(self._order), delivery))
        self._wake.notify_all()

    def _clock_changed(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def _run(self, lane: int) -> None:
        while (delivery := self._next(lane)) is not None:
            try:
                self._try(delivery)
            finally:
                with self._wake:
                    self._busy -= 1

    def _next(self, lane: int) -> Delivery | None:
        with self._wake:
            while not self._stopped:
                due = self._due[lane]
                wait = (due[0][0] - self._clock.now_ms()) / 1000 if due else 3600.0
                if due and wait <= 0:
                    self._busy += 1
                    return heapq.heappop(due)[2]
                self._wake.wait(min(wait, 3600.0))
        return None

    def _try(self, delivery: Delivery) -> None:
        tried = len(delivery.tries)
        if not self.subscribed or delivery.epoch != self._epoch:
            delivery.outcome = "dropped"
            return
        headers = dict(delivery.headers)
        if tried:
            headers["num_retry"] = str(tried)
        result = post(self.url, delivery.raw, headers)
        with self._wake:
            delivery.tries.append(result)
            if result == "200" or delivery.event_name == "probe":
                delivery.outcome = "delivered" if result == "200" else "failed"
            elif delivery.epoch != self._epoch:
                delivery.outcome = "dropped"
            elif tried < len(LADDER_SECONDS) and self.subscribed:
                wait = LADDER_SECONDS[tried] * 1000 / max(self._factor(), 0.001)
                self._push(delivery, self._clock.now_ms() + round(wait))
            else:
                delivery.outcome = "failed"
                if self.subscribed:
                    log.warning("webhook failed %d times: unsubscribed until it is set again", tried + 1)
                self.subscribed = False


def post(url: str, raw: bytes, headers: dict[str, str]) -> str:
    """One POST with two seconds of patience: the status as text, or what went wrong."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    started = time.monotonic()
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Content-Type": "application/json", "User-Agent": "ZaloWebhook", "Connection": "close"}
        connection.request("POST", target, raw, sent | headers)
        answer = connection.getresponse()
        answer.read(64 * 1024)
    except (OSError, http.client.HTTPException) as problem:
        return type(problem).__name__
    finally:
        connection.close()
    if time.monotonic() - started > PATIENCE:
        return "too slow"
    return str(answer.status)

"""Zalo's side of the evidence: what the stub took comes back as signed events, most of the time."""

import random
import threading
from typing import Self

from portal.chat import operations as chat
from portal.core.db import release
from portal.core.errors import Unavailable
from tests.fault.owing import Debts
from tests.fault.stub import Taken
from tests.zalo_events import OA, event, mac_of, raw_of

GLANCE = 0.1


class Echoes:
    """Tells a home what its account sent, `share` of it; the rest only a conversation proves.

    Zalo comes again when it gets no 200, so nothing of the share is lost by an outage of ours.
    """

    def __init__(self, debts: Debts, share: float, chance: random.Random) -> None:
        self._debts, self._share, self._chance = debts, share, chance
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.told = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(10)

    def _run(self) -> None:
        seen = 0
        while not self._over.wait(GLANCE):
            with self._debts.app.app_context():
                try:
                    while seen < len(self._debts.stub.taken):
                        if self._chance.random() < self._share:
                            tell(self._debts.stub.taken[seen])
                            self.told += 1
                        seen += 1
                except Unavailable:
                    continue  # as Zalo does: later, again
                finally:
                    release()


def tell(one: Taken) -> None:
    """The event that Zalo sends when the account has written to somebody."""
    body = event("oa_send_text", OA, message={"text": one.text, "msg_id": one.message_id})
    body["recipient"] = {"id": one.user_id}
    body["timestamp"] = str(int(one.at * 1000))
    raw = raw_of(body)
    chat.receive(raw, f"mac={mac_of(raw, body['timestamp'])}")

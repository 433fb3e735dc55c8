"""What is urgent while very many wait: from its commit to the first call, beside a broadcast under way.

The platform's limit is on, so that every place of the rate is wanted by the many.
"""

import time
import uuid
from statistics import median

from sqlalchemy import select, text

from portal.bench import broadcast
from portal.bench.broadcast_peers import user
from portal.bench.figures import Report
from portal.bench.home import Home
from portal.citizens.models import ZaloIdentity
from portal.core.db import db, release, transaction
from portal.notifications import operations
from portal.notifications.models import Lane
from portal.notifications.operations import Owed

QUEUED, TURNS, A_FEW, LIMIT = 50_000, 7, 20, 5.0


def measure(home: Home) -> Report:
    """Seconds to the first call of an urgent broadcast, and to an answer in the chat, with 50,000 queued."""
    run = broadcast.Run(home)
    broadcast.quiet(home, rate_limit=4000)
    _, many = run.people(QUEUED)
    with transaction() as session:
        session.execute(text("ANALYZE citizen, zalo_identity, consent, oa_tag"))
    before = broadcast.last(home)
    broadcast.send(many, wait=False)
    while broadcast.last(home) < before + 50:
        time.sleep(0.1)
    urgent, answers = [], []
    for _ in range(TURNS):
        first, tag = run.people(A_FEW)
        begun = time.time()
        broadcast.send(tag, wait=False, is_urgent=True)
        urgent.append(_reached(home, {user(first + n) for n in range(A_FEW)}) - begun)
        begun, since = time.time(), broadcast.last(home)
        answers.append(_reached(home, {_answered(user(first))}, since) - begun)
    left = QUEUED - broadcast.last(home)
    figures = {
        "urgent median s": median(urgent),
        "urgent max s": max(urgent),
        "answer median s": median(answers),
        "answer max s": max(answers),
        "still queued": left,
    }
    return Report("broadcast urgent", figures, {"urgent s": LIMIT}, {"of the limit": max(urgent) / LIMIT})


def _answered(user_id: str) -> str:
    """A reply owed to this person as the chat owes one; whose it is."""
    with transaction() as session:
        someone = session.scalars(select(ZaloIdentity.citizen_id).filter_by(user_id=user_id)).one()
        told = {"text": "Trả lời thử."}
        operations.notify(
            [Owed(someone, "chat_reply", "inbox_event", uuid.uuid4(), 1, told, lane=Lane.REPLY, consent=None)]
        )
    release()
    db.session.remove()
    return user_id


def _reached(home: Home, people: set[str], since: int = 0) -> float:
    """When the first of these was written to, by zalosim's clock."""
    deadline = time.monotonic() + broadcast.LONGEST
    while time.monotonic() < deadline:
        for call in broadcast.calls(home, since):
            if call["user_id"] in people:
                return float(call["time"]) / 1000
        since = max([since, *(int(call["n"]) for call in broadcast.calls(home, since))])
        time.sleep(0.1)
    raise SystemExit("what was urgent did not leave")

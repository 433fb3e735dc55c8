"""The desk's list of feedback with 10,000 cases, as officers ask for it."""

import datetime as dt
import random
import uuid
from typing import Any

from sqlalchemy import insert

from portal.core import clock
from portal.core.db import transaction
from portal.feedback import codes, messages
from portal.feedback.models import Feedback, Kind, Status

CASES = 10_000
LIST = "/desk/phan-anh/"
VIEWS = ("", "?xem=late", "?xem=answered", "?xem=closed", "?loai=question", "?trang=50", "?xem=paused")


def fill(chance: random.Random) -> None:
    """Write the cases down, in every state."""
    with transaction() as session:
        session.execute(insert(Feedback), [_row(chance) for _ in range(CASES)])


def _row(chance: random.Random) -> dict[str, Any]:
    now = clock.now().replace(microsecond=0)
    status = chance.choice(list(Status))
    received = now - dt.timedelta(seconds=chance.randrange(1, 5_000_000))
    is_answered = status in (Status.PENDING_PUBLICATION, Status.PUBLISHED)
    return {
        "id": uuid.uuid4(),
        "code": codes.new(),
        "kind": chance.choice(list(Kind)),
        "status": status,
        "text": "Đèn đường tắt ba đêm liền.",
        "text_digest": f"{chance.getrandbits(64):016x}",
        "consent_version": messages.CONSENT_VERSION,
        "received_at": received,
        "accept_by": received + dt.timedelta(seconds=172_800),
        "answer_by": received + dt.timedelta(seconds=1_296_000),
        "answered_at": received + dt.timedelta(seconds=90_000) if is_answered else None,
        "closed_at": now if is_answered and chance.random() < 0.5 else None,
    }

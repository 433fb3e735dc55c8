"""The feed of what became of messages: read page by page behind a cursor that misses nothing."""

import datetime as dt
from typing import Any

from portal.core import clock
from portal.core.errors import Refused
from portal.dossiers.deliveries import messages, queries

MOST, USUAL = 500, 100
LONGEST_CURSOR = 18


def page(client: str, since: str, limit: str) -> dict[str, Any]:
    """A page of a client's feed: `next` is the cursor to come back with, also when nothing is new."""
    most = _limit(limit)
    seq = _cursor(client, since.strip())
    found = queries.after(client, seq, most + 1)
    shown = found[:most]
    return {
        "data": [messages.told(one) for one in shown],
        "next": str(shown[-1].seq if shown else seq),
        "more": len(found) > most,
    }


def _limit(told: str) -> int:
    if not told:
        return USUAL
    if not (told.isascii() and told.isdecimal() and len(told) <= 3 and 1 <= int(told) <= MOST):
        raise Refused(f"limit: 1 to {MOST}")
    return int(told)


def _cursor(client: str, since: str) -> int:
    """A cursor as we gave it, or a moment to begin from; the feed's beginning when nothing is told."""
    if not since:
        return 0
    if since.isascii() and since.isdecimal() and len(since) <= LONGEST_CURSOR:
        return int(since)
    return queries.seq_before(client, moment(since, "since"))


def moment(told: str, name: str) -> dt.datetime:
    """A day or moment in ISO 8601, Vietnam's where it names no zone; raises Refused naming the parameter."""
    try:
        # A plus sign of a zone comes as a space where it was not escaped.
        found = dt.datetime.fromisoformat(told[:40].replace(" ", "+") if "T" in told else told[:40])
        aware = found if found.tzinfo else found.replace(tzinfo=clock.VIETNAM)
        if not 2000 <= aware.year <= 2100:
            raise ValueError
        return aware.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Refused(f"{name}: a cursor of ours, or a moment in ISO 8601") from None

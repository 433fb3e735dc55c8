"""How long a message is worth sending: what is older is dropped with a reason, not sent in the morning."""

import datetime as dt
from collections.abc import Mapping

from portal.core import clock, settings
from portal.notifications.leases import seconds
from portal.notifications.models import Lane

EXPIRED = "expired"
HOUR, DAY = 3600.0, 86_400.0
BY_KIND: Mapping[str, float] = {
    "dossier_processing": 12 * HOUR,  # a step; by then the page tells it just as well
    "dossier_supplement": 14 * DAY,  # where no last day is told
    "dossier_payment": 14 * DAY,
    "dossier_resolved": 14 * DAY,
    "dossier_rejected": 14 * DAY,
    "dossier_neutral": 7 * DAY,
    "counter_test": HOUR / 2,  # nobody stands at the counter any more
}
"""Seconds; other notices live as long as NOTICE_HOURS says."""


def ends(kind: str, lane: Lane, told: dt.datetime | None) -> dt.datetime | None:
    """When a message of this kind is stale: what the caller told, or by the kind; None: never.

    Answers in the chat are judged by who owes them (a replay answers nobody after a day), broadcasts by their
    own end.
    """
    if told is not None:
        return told
    if lane is not Lane.DOSSIER and kind not in BY_KIND:
        return None
    return clock.now() + seconds(BY_KIND.get(kind, settings.get().notice_hours * HOUR))

"""The address that lets whoever holds it rate how a dossier was handled, and nothing else."""

import datetime as dt
import uuid

from portal.core import clock, settings, signed
from portal.dossiers.models import Status

PURPOSE = "rate-dossier"
OVER = frozenset({Status.REJECTED, Status.RESOLVED, Status.RETURNED})
"""A dossier that stands so may be rated: by then there is a result, or a no."""


def token(dossier_id: uuid.UUID) -> str:
    """A fresh token for this dossier; older ones stay good."""
    return signed.make(PURPOSE, dossier_id)


def read(told: str) -> uuid.UUID | None:
    """The dossier of a token; None when it is not ours."""
    found = signed.read(PURPOSE, told)
    return found[0] if found else None


def is_open(status: int | None, event_time: dt.datetime) -> bool:
    """May a dossier that stands so since then be rated? As long as its links live."""
    kept = dt.timedelta(days=settings.get().link_days)
    return status in OVER and clock.now() < event_time + kept


def path(dossier_id: uuid.UUID) -> str:
    """Where this dossier is rated."""
    return f"/danh-gia/h/{token(dossier_id)}/"

"""Moments as exports and feeds write them, old Vietnamese portals included, as one form."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime

VIETNAM = dt.timezone(dt.timedelta(hours=7))
_OWN = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?(?:\s*([AP])M)?", re.I
)


def moment(said: str) -> str:
    """The moment in UTC, ISO 8601; empty when it cannot be understood or lies outside 1990 to 2100."""
    said = re.sub(r"GMT([+-])(\d{1,2})$", lambda m: f"{m[1]}{int(m[2]):02d}00", said.strip())
    for reading in (_iso, _mail, _own):
        try:
            found = reading(said)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found is not None and 1990 <= found.year <= 2100:
            return found.astimezone(dt.UTC).isoformat()
    return ""


def _iso(said: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(said)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)  # WordPress writes its post_date_gmt so


def _mail(said: str) -> dt.datetime:
    found = parsedate_to_datetime(said)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _own(said: str) -> dt.datetime | None:
    """Day first, as it is written here; on a Vietnamese clock."""
    found = _OWN.fullmatch(said)
    if found is None:
        return None
    day, month, year, hour, minute = (int(found[n] or 0) for n in range(1, 6))
    if found[6]:
        hour = hour % 12 + (12 if found[6].upper() == "P" else 0)
    return dt.datetime(year, month, day, hour, minute, tzinfo=VIETNAM)

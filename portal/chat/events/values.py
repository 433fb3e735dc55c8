"""Single values of an event's JSON: ids, texts, numbers and moments, or None when they are missing or odd."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_ID = re.compile(r"[!-~]{1,100}")
_FIRST_YEAR, _LAST_YEAR = 2015, 2100
MOST = 50  # members of a list that are read

Told = Mapping[str, Any]


def id_of(told: Any) -> str | None:
    """An id as text, also from a number or from an object that holds it."""
    if isinstance(told, dict):
        told = told.get("id")
    if isinstance(told, int) and not isinstance(told, bool):
        told = str(told)
    return told if isinstance(told, str) and _ID.fullmatch(told) else None


def ids_of(told: Any) -> tuple[str, ...]:
    """Ids of a list, odd ones left out."""
    found = map(id_of, told[:MOST]) if isinstance(told, list) else ()
    return tuple(one for one in found if one)


def text_of(told: Any) -> str | None:
    """A text, also from a number; None for nothing."""
    if isinstance(told, int) and not isinstance(told, bool):
        return str(told)
    return told if isinstance(told, str) and told else None


def number_of(told: Any) -> int | None:
    """A whole number, also from its digits."""
    if isinstance(told, str) and re.fullmatch(r"-?[0-9]{1,15}", told.strip()):
        told = int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def moment_of(told: Any) -> dt.datetime | None:
    """Milliseconds (or seconds) since 1970; None for the truncated values that samples show."""
    digits = told.strip() if isinstance(told, str) else str(told)
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", digits):
        return None
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def within(told: Any, name: str) -> Told:
    """A member that should be an object; an empty one otherwise."""
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, dict) else {}

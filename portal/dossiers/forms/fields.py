"""The kinds of values in national records: moments, enums that come as text or number, bounded texts."""

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints

from portal.core import clock
from portal.core.search import tidy
from portal.dossiers import codes

_STAMP = re.compile(r"\d{14}|\d{12}|\d{8}", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)


def _nothing(value: object) -> object:
    """An empty text says nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _moment(value: object) -> dt.datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("date")
    said = value.strip()
    try:
        if _STAMP.fullmatch(said):
            moment = _vietnamese(said.ljust(14, "0"))
        else:
            moment = dt.datetime.fromisoformat(said)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=clock.VIETNAM)
        found = aware.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError("date") from None
    if not 1990 <= found.year <= 2100:
        raise ValueError("date")
    return found


def _vietnamese(stamp: str) -> dt.datetime:
    """`yyyyMMddHHmmss` on a Vietnamese clock; five times as fast as strptime, which counts in a batch."""
    year, month, day, hour, minute, second = (
        int(stamp[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=clock.VIETNAM)


def _number(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**6:
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise ValueError("choice")


def _status(value: object) -> str:
    """The status as told: a number in one spelling, anything else short as it is."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**6:
        return str(value)
    if not isinstance(value, str):
        raise ValueError("choice")
    said = tidy(value)
    if not 1 <= len(said) <= 20:
        raise ValueError("missing" if not said else "too_long")
    return str(int(said)) if _WHOLE.fullmatch(said) else said


def _code(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text")
    said = codes.normal(value)
    if not 1 <= len(said) <= codes.LONGEST:
        raise ValueError("too_long" if said else "missing")
    return said


def _tick(value: object) -> object:
    if isinstance(value, str) and value.strip().casefold() in {"true", "false"}:
        return value.strip().casefold() == "true"
    return value


_Tidied = AfterValidator(tidy)
_Short = Annotated[str, StringConstraints(strict=True, max_length=64), _Tidied]
_Line = Annotated[str, StringConstraints(strict=True, max_length=500), _Tidied]
_Long = Annotated[str, StringConstraints(strict=True, max_length=5000), _Tidied]

# An empty text is none.
Short = Annotated[_Short | None, BeforeValidator(_nothing)]
Line = Annotated[_Line | None, BeforeValidator(_nothing)]
Long = Annotated[_Long | None, BeforeValidator(_nothing)]
Choice = Annotated[int | None, BeforeValidator(_number), BeforeValidator(_nothing)]
Code = Annotated[str, BeforeValidator(_code), Field(json_schema_extra={"type": "string", "maxLength": 64})]
StatusCode = Annotated[
    str, BeforeValidator(_status), Field(json_schema_extra={"type": ["integer", "string"], "maxLength": 20})
]
Stamp = Annotated[dt.datetime | None, BeforeValidator(_moment), BeforeValidator(_nothing)]
Tick = Annotated[StrictBool | None, BeforeValidator(_tick), BeforeValidator(_nothing)]

"""What came back from a call: the data that was asked for, or one kind of error for every other end."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.core import strict_json
from portal.core.errors import Malformed
from portal.zalo import codes
from portal.zalo.codes import Code, Host, Outcome

HEADER_SECONDS = 86_400.0  # no answer makes us wait longer


class ZaloError(Exception):
    """A call that did not end well; `outcome` says what is known about the message."""

    outcome: ClassVar[Outcome] = Outcome.UNKNOWN

    def __init__(
        self,
        detail: str,
        *,
        code: int | None = None,
        http_status: int | None = None,
        retry_after: float | None = None,
        host: Host = Host.OA,
        words: str = "",
    ) -> None:
        super().__init__(f"{detail} code={code} http={http_status}")
        self.detail, self.code, self.http_status, self.retry_after = detail, code, http_status, retry_after
        self.host, self.words = host, words
        self.most_calls: int | None = None  # a minute, as a rate refusal named it
        self.generation = 0  # of the token that was used

    @property
    def meaning(self) -> Code | None:
        """What the table says of the code; None when there was none."""
        return None if self.code is None else codes.meaning(self.code, self.host, self.words)


class NotSent(ZaloError):
    """Proven: not one byte of the request left us."""

    outcome = Outcome.NOT_SENT


class NotNow(ZaloError):
    """Zalo did not take it, and will later."""

    outcome = Outcome.NOT_NOW


class WrongDoor(ZaloError):
    """This kind of Official Account sends by the other path."""

    outcome = Outcome.WRONG_DOOR


class Refused(ZaloError):
    """Zalo will not take it, now or later; or we would not even ask."""

    outcome = Outcome.REFUSED


class Unclear(ZaloError):
    """It may have arrived or not."""


_ERRORS: Mapping[Outcome, type[ZaloError]] = {
    kind.outcome: kind for kind in (NotSent, NotNow, WrongDoor, Refused, Unclear)
}


@dataclass(frozen=True)
class Told:
    """A good answer: `error` was 0. Its members are asked for by name; a missing one is no success."""

    members: Mapping[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """`data` as an object; Unclear when it is none."""
        found = self.members.get("data")
        if not isinstance(found, dict):
            raise Unclear("no data", code=0, http_status=200)
        return found

    @property
    def rows(self) -> list[Any]:
        """`data` as a list; Unclear when it is none."""
        found = self.members.get("data")
        if not isinstance(found, list):
            raise Unclear("no list", code=0, http_status=200)
        return found

    def id(self, *names: str) -> str:
        """The first of these members of `data` that holds an id, as text; Unclear when none does."""
        found = next(filter(None, (as_id(self.data.get(name)) for name in names)), "")
        if not found:
            raise Unclear(f"no {names[0]}", code=0, http_status=200)
        return found


def message_id(status: int, headers: Mapping[str, str], raw: bytes) -> str:
    """Zalo's id of what it accepted; every other answer is the error that fits."""
    return read(status, headers, raw).id("message_id")


def read(status: int, headers: Mapping[str, str], raw: bytes, host: Host = Host.OA) -> Told:
    """A good answer, or raise the error that fits; success is HTTP 200, JSON and `error` 0, nothing less."""
    if status == 429:
        raise _too_many(headers, host, status)
    if status >= 500 or 300 <= status < 400:
        raise Unclear("bad status", http_status=status, host=host)
    told = _object(raw, status, host)
    number = integer(told.get("error"))
    if number is None:
        raise Unclear("no error code", http_status=status, host=host)
    if number != 0:
        raise _refusal(number, told, status, headers, host)
    if status != 200:
        raise Unclear("bad status", code=0, http_status=status, host=host)
    return Told(told)


def _too_many(headers: Mapping[str, str], host: Host, status: int) -> ZaloError:
    error = NotNow("too many", code=codes.RATE, http_status=status, retry_after=_seconds(headers), host=host)
    error.most_calls = _limit(headers)
    return error


def _refusal(
    number: int, told: Mapping[str, Any], status: int, headers: Mapping[str, str], host: Host
) -> ZaloError:
    words = told.get("message")
    said = words[:200] if isinstance(words, str) else ""
    error = _ERRORS[codes.meaning(number, host, said).outcome](
        "answered", code=number, http_status=status, retry_after=_seconds(headers), host=host, words=said
    )
    error.most_calls = _limit(headers) if number == codes.RATE else None
    return error


def _object(raw: bytes, status: int, host: Host) -> dict[str, Any]:
    try:
        told = strict_json.read(raw, depth=12)
    except Malformed:
        raise Unclear("not JSON", http_status=status, host=host) from None
    if not isinstance(told, dict):
        raise Unclear("not an object", http_status=status, host=host)
    return told


def integer(value: object) -> int | None:
    """A number that may have come as text; counts and codes of Zalo do. None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) < 19 and value.strip().removeprefix("-").isdecimal():
        return int(value)
    return None


def as_id(value: object) -> str:
    """An id as text, whether it came as text or as a number; empty when it is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()[:200]


def text(value: object) -> str:
    """A text member, or nothing; Zalo leaves members out, sends null, or the word null."""
    found = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return "" if found == "null" else found


def moment(value: object) -> dt.datetime | None:
    """A moment from epoch milliseconds, text or number; None for anything else."""
    number = integer(value)
    if number is None or not 0 < number < 10**14:
        return None
    return dt.datetime.fromtimestamp(number / 1000, dt.UTC)


def _seconds(headers: Mapping[str, str]) -> float | None:
    """What Retry-After asks for, when it is a plain number of seconds."""
    told = headers.get("Retry-After", "").strip()
    return min(float(told), HEADER_SECONDS) if told.isdecimal() and told.isascii() else None


def _limit(headers: Mapping[str, str]) -> int | None:
    """How many calls a minute an answer's header allows."""
    told = headers.get("X-RateLimit-Limit", "").strip()
    return int(told) if told.isdecimal() and told.isascii() and 0 < len(told) < 8 else None

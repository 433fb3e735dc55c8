"""What came back from a call: the message's id, or one kind of error for every other way it can end."""

from collections.abc import Mapping
from typing import Any, ClassVar

from portal.core import strict_json
from portal.core.errors import Malformed
from portal.zalo import codes
from portal.zalo.codes import Outcome


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
    ) -> None:
        super().__init__(f"{detail} code={code} http={http_status}")
        self.detail, self.code, self.http_status, self.retry_after = detail, code, http_status, retry_after


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


def message_id(status: int, headers: Mapping[str, str], raw: bytes) -> str:
    """Zalo's id of what it accepted; every other answer is the error that fits."""
    if status == 429:
        raise NotNow("too many", code=codes.RATE, http_status=status, retry_after=_seconds(headers))
    if status >= 500 or 300 <= status < 400:
        raise Unclear("bad status", http_status=status)
    told = _object(raw, status)
    number = _integer(told.get("error"))
    if number is None:
        raise Unclear("no error code", http_status=status)
    if number != 0:
        kind = _ERRORS[codes.meaning(number).outcome]
        raise kind("answered", code=number, http_status=status, retry_after=_seconds(headers))
    data = told.get("data")
    found = data.get("message_id") if isinstance(data, dict) else None
    is_id = isinstance(found, str | int) and not isinstance(found, bool) and found != ""
    if status != 200 or not is_id:
        raise Unclear("no message id", code=0, http_status=status)
    return str(found)


def _object(raw: bytes, status: int) -> dict[str, Any]:
    try:
        told = strict_json.read(raw)
    except Malformed:
        raise Unclear("not JSON", http_status=status) from None
    if not isinstance(told, dict):
        raise Unclear("not an object", http_status=status)
    return told


def _integer(value: object) -> int | None:
    """A number that may have come as text; ids and codes of Zalo do."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) < 12 and value.strip().removeprefix("-").isdecimal():
        return int(value)
    return None


def _seconds(headers: Mapping[str, str]) -> float | None:
    """What Retry-After asks for, when it is a plain number of seconds."""
    told = headers.get("Retry-After", "").strip()
    return min(float(told), 86_400.0) if told.isdecimal() and told.isascii() else None

"""One call to the province's SMS gateway: one connection, one try, a deadline of our own, R4's outcomes."""

from collections.abc import Mapping
from typing import Any

from requests import Request

from portal.core import line, settings, strict_json
from portal.core.errors import Malformed
from portal.sms import bodies
from portal.zalo.answers import NotNow, NotSent, Refused, Unclear, as_id
from portal.zalo.guests import Guests

LONGEST_REST = 3600.0
REFUSED = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 411, 413, 414, 415, 422})
"""Answers that say the request was turned away. 408 and 409 may follow on a message that was taken."""


def is_on() -> bool:
    """Is a gateway set up?"""
    return bool(settings.get().sms_url)


def send(number: str, text: str, reference: str, guests: Guests | None) -> str:
    """Hand one message to the gateway; its id of it. One of the wire's errors for every other end.

    Not idempotent unless the gateway minds `reference`: what ends Unclear is not sent again by a machine.
    In trial mode nobody but `guests` is written to.
    """
    if not is_on():
        raise Refused("no gateway")
    if guests is not None and not guests.has_number(number):
        raise Refused("trial: not a guest")
    if bodies.size(text).parts > bodies.MOST_PARTS:
        raise Refused("beyond limits: text")
    sent = bodies.body(number, text, reference)
    asked = {"Content-Type": "application/json", **bodies.headers(reference, sent)}
    status, heads, raw = _exchange(Request("POST", settings.get().sms_url, headers=asked, data=sent))
    return read(status, heads, raw)


def read(status: int, heads: Mapping[str, str], raw: bytes) -> str:
    """The gateway's id of what it took, or the error that fits; only a good answer as agreed is one."""
    if status == 429:
        raise NotNow("too many", http_status=status, retry_after=_seconds(heads))
    if status in REFUSED:
        raise Refused("gateway refused", http_status=status)
    if not 200 <= status < 300:
        raise Unclear("bad status", http_status=status)
    told = _object(raw, status)
    chosen = settings.get()
    code = as_id(_at(told, chosen.sms_code_at)) if chosen.sms_code_at else ""
    if code and code in _listed(chosen.sms_codes_refused):
        raise Refused(f"gateway code {code[:20]}", http_status=status)
    if code != chosen.sms_code_good and chosen.sms_code_at:
        raise Unclear(f"gateway code {code[:20]}", http_status=status)
    if not (found := as_id(_at(told, chosen.sms_id_at))):
        raise Unclear("no id", http_status=status)
    return found


def _object(raw: bytes, status: int) -> dict[str, Any]:
    try:
        told = strict_json.read(raw, depth=8)
    except Malformed:
        raise Unclear("not JSON", http_status=status) from None
    if not isinstance(told, dict):
        raise Unclear("not an object", http_status=status)
    return told


def _at(told: object, path: str) -> object:
    """What stands at `data.message_id`; None when the way ends before."""
    for name in path.split("."):
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _listed(codes: str) -> frozenset[str]:
    return frozenset(one.strip() for one in codes.split(",") if one.strip())


def _seconds(heads: Mapping[str, str]) -> float | None:
    told = heads.get("Retry-After", "").strip()
    return min(float(told), LONGEST_REST) if told.isascii() and told.isdecimal() else None


def _exchange(request: Request) -> tuple[int, Mapping[str, str], bytes]:
    """No redirects, no retries, no proxies; the first byte that left us decides what is known."""
    chosen = settings.get()
    call = line.Call(chosen.sms_timeout)
    request.headers = {**(request.headers or {}), "Accept-Encoding": "identity", "Connection": "close"}
    try:
        answer = line.exchange(request.prepare(), call, chosen.zalo_connect_timeout)
    except Exception as error:
        kind = Unclear if call.is_written else NotSent
        raise kind(type(error).__name__) from None  # the cause holds the request, and with it the secret
    return answer.status, answer.headers, answer.raw

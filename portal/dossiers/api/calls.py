"""One signed call: who makes it, within which limits, and its body as checked JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from portal.core import crypto, limits, settings, strict_json
from portal.core.errors import Denied, Malformed, Problem, Refused, TooLarge, Unsigned
from portal.dossiers import operations, signature
from portal.dossiers.forms import Complaint
from portal.dossiers.operations import keys, rehearsing
from portal.dossiers.operations.keys import Kind
from portal.notifications import narrowing

LARGEST = 1024 * 1024
MOST_RECORDS = 500


class NotReadable(Problem):
    """The body comes in a form we do not read."""

    status = 415


@dataclass(frozen=True)
class Caller:
    """Who calls, and by which kind of key."""

    name: str
    kind: Kind


def caller_of(raw: bytes) -> Caller:
    """The client whose signature this call carries, by a key of any kind; raises Unsigned."""
    name = request.headers.get("x-client", "")
    held = keys.of(name) if 0 < len(name) <= 100 and "\0" not in name else {}
    kind = next((one for one in Kind if held.get(one) and _is_signed(held[one], raw)), None)
    if kind is None:
        _check((), raw)
        raise Unsigned("no matching signature")
    limits.allow(limits.key("api", name), settings.get().api_calls_per_minute, 60)
    return Caller(name, kind)


def client_of(raw: bytes) -> str:
    """The client whose signature this call carries; raises Unsigned, or Denied for a key that only tries."""
    caller = caller_of(raw)
    if caller.kind is not Kind.LIVE:
        raise Denied(f"a {caller.kind} key does not open this address; sign with a live one")
    return caller.name


def _is_signed(secrets: Sequence[str], raw: bytes) -> bool:
    try:
        _check(secrets, raw)
    except Unsigned:
        return False
    return True


def _check(secrets: Sequence[str], raw: bytes) -> None:
    head = request.headers
    signature.check(
        secrets,
        raw,
        head.get("webhook-id", ""),
        head.get("webhook-timestamp", ""),
        head.get("webhook-signature", ""),
    )


def raw_body() -> bytes:
    """The bytes as they came, at most 1 MB, plain."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotReadable("Content-Encoding is not accepted; send plain JSON")
    if (request.content_length or 0) > LARGEST:
        raise TooLarge("at most 1 MB; send fewer records")
    raw = request.stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise TooLarge("at most 1 MB; send fewer records")
    return raw


def insist_on_json() -> None:
    """Only JSON is read."""
    if request.mimetype != "application/json":
        raise NotReadable("Content-Type must be application/json")


def records(raw: bytes) -> list[Any]:
    """The records in the envelope; raises Refused naming the part that is wrong."""
    try:
        body = strict_json.read(raw)
    except Malformed as error:
        raise Refused(f"body: {error.word}") from None
    if not isinstance(body, dict):
        raise Refused("body: an object with a list named data is needed")
    found = body.get("data")
    if not isinstance(found, list):
        raise Refused("/data: a list is needed")
    if not 1 <= len(found) <= MOST_RECORDS:
        raise Refused(f"/data: 1 to {MOST_RECORDS} records, not {len(found)}")
    return found


Work = Callable[[str, str, list[Any]], list[operations.Result]]


def answered(raw: bytes, caller: Caller, work: Work) -> dict[str, Any]:
    """The answer to a push: the same call again gets the same answer.

    By a guests' key only what concerns guests is taken; by a test key nothing is kept and nobody told.
    """
    found = records(raw)
    webhook_id = request.headers["webhook-id"]

    def once() -> dict[str, Any]:
        return _told(work(caller.name, webhook_id, found))

    if caller.kind is Kind.TEST:
        return {**rehearsing.rehearsed(once), "key": caller.kind.value}
    if caller.kind is Kind.GUESTS:
        with narrowing.to_guests():
            return operations.answer_once(caller.name, webhook_id, request.path, crypto.digest(raw), once) | {
                "key": caller.kind.value
            }
    return operations.answer_once(caller.name, webhook_id, request.path, crypto.digest(raw), once)


def _told(results: list[operations.Result]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "results": [
            {"MaHoSo": result.code, "outcome": result.outcome, "error": _said(place, result.complaints)}
            | ({"warning": _said(place, result.doubts)} if result.doubts else {})
            for place, result in enumerate(results)
        ]
    }
    links = {result.code: result.link for result in results if result.link}
    return {**answer, "links": links} if links else answer


def _said(place: int, complaints: Sequence[Complaint]) -> list[dict[str, str]] | None:
    return [{"pointer": f"/data/{place}{c.pointer}", "word": c.word} for c in complaints] or None

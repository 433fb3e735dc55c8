"""Counter software asks whether a phone can be told on Zalo, and gets the code to follow at once."""

from typing import Any

from portal.citizens import reach
from portal.citizens.forms import parse_phone
from portal.citizens.reach import Reach
from portal.core import strict_json, web
from portal.core.crypto import fingerprint
from portal.core.errors import Malformed, Refused
from portal.dossiers.operations.keys import Kind
from portal.zalo import guests

WORDS = {
    Reach.REACHABLE: "reachable",
    Reach.SILENT: "not_following",  # follows, but Zalo takes no message until they write or follow anew
    Reach.NOT_FOLLOWING: "not_following",
    Reach.UNKNOWN: "unknown",
}
DETAILS = {
    Reach.REACHABLE: "Báo được qua Zalo.",
    Reach.SILENT: "Có quan tâm nhưng đã lâu không liên hệ; mời người dân nhắn một chữ cho trang Zalo.",
    Reach.NOT_FOLLOWING: "Chưa quan tâm trang Zalo; mời người dân quét mã.",
    Reach.UNKNOWN: "Chưa biết số này trên Zalo; mời người dân quét mã rồi chia sẻ số điện thoại.",
}


def asked(raw: bytes) -> str:
    """The number in the body, normalised; raises Refused naming the part that is wrong."""
    try:
        body = strict_json.read(raw)
    except Malformed as error:
        raise Refused(f"body: {error.word}") from None
    told = body.get("phone") if isinstance(body, dict) else None
    number = parse_phone(told) if isinstance(told, str) else None
    if number is None:
        raise Refused("/phone: a Vietnamese phone number is needed")
    return number


def answer(number: str, kind: Kind) -> dict[str, Any]:
    """How the number stands, and what to show the citizen now; nothing about who it is.

    A key for guests or for tests learns nothing about other people's numbers.
    """
    mark = fingerprint(number)
    may_know = kind is Kind.LIVE or (kind is Kind.GUESTS and mark in guests.listed().numbers)
    found = reach.of(mark).reach if may_know else Reach.UNKNOWN
    return {
        "reachability": WORDS[found],
        "detail": DETAILS[found],
        "follow_qr": web.outside("/qrcode/zalo-qrcode.png"),
    }

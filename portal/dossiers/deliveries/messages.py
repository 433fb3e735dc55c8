"""What became of a message, in the words of the interface: the same object in the feed and in a call back."""

import json
from typing import Any

from portal.dossiers.deliveries.queries import Told
from portal.notifications import messages as notices

EVENT = "delivery.final"
PREFIX = "dlv_"

WORDS = {
    "not_on_zalo": "Số điện thoại của hồ sơ chưa có ai dùng trên Zalo của tỉnh.",
    "called": "Cán bộ đã gọi điện báo cho người dân.",
    "given_up": "Cán bộ đã thôi liên hệ và ghi lý do.",
    "sent": "Zalo đã nhận tin.",
}


def webhook_id(told: Told) -> str:
    """The id of a call, the same at each try."""
    return f"{PREFIX}{told.id.hex}"


def told(one: Told) -> dict[str, Any]:
    """One message for machines; it names nobody."""
    return {
        "id": webhook_id(one),
        "MaHoSo": one.code,
        "version": one.version,
        "kind": one.kind.removeprefix("dossier_"),
        "state": one.state,
        "detail": WORDS.get(one.state) or notices.REASONS.get(one.reason or "", ""),
        "at": one.at.isoformat(),
        "received_at": one.received_at.isoformat() if one.received_at else None,
        "seen_at": one.seen_at.isoformat() if one.seen_at else None,
    }


def body(one: Told) -> bytes:
    """The body of a call back, as Standard Webhooks shapes it."""
    event = {"type": EVENT, "timestamp": one.at.isoformat(), "data": told(one)}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()

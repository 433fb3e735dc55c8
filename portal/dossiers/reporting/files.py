"""The report as rows for a spreadsheet, in Vietnamese, and as objects for machines."""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.core import clock
from portal.dossiers.messages import words
from portal.dossiers.reporting.queries import Line, OfPush
from portal.notifications import messages as notices
from portal.notifications.models import State
from portal.notifications.wording.messages import TITLES

HEAD = (
    "Mã hồ sơ",
    "Nơi giải quyết",
    "Trạng thái hồ sơ",
    "Loại tin",
    "Lần thay đổi",
    "Kết quả gửi",
    "Vì sao",
    "Phát sinh lúc",
    "Kết thúc lúc",
    "Số lần gửi",
    "Máy nhận lúc",
    "Xem lúc",
)
STATES = {
    State.QUEUED: "Đang chờ gửi",
    State.SENDING: "Đang gửi",
    State.UNKNOWN: "Chưa rõ kết quả",
    State.QUARANTINED: "Được giữ lại",
    State.SENT: "Đã gửi",
    State.FAILED: "Không gửi được",
    State.REFUSED: "Zalo từ chối",
    State.SUPERSEDED: "Có tin mới hơn",
    State.CANCELLED: "Đã hủy",
    State.DROPPED: "Không gửi",
}


def rows(lines: Iterable[Line]) -> Iterator[tuple[object, ...]]:
    """One row a message."""
    for line in lines:
        yield (
            line.code,
            line.unit,
            words(line.status).title,
            TITLES.get(line.kind, line.kind),
            line.version,
            STATES[line.state],
            notices.REASONS.get(line.reason or "", ""),
            clock.shown(line.caused_at),
            clock.shown(line.settled_at) if line.settled_at else "",
            line.attempts,
            clock.shown(line.received_at) if line.received_at else "",
            clock.shown(line.seen_at) if line.seen_at else "",
        )


def machine_rows(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """One object a message."""
    for line in lines:
        yield {
            "MaHoSo": line.code,
            "TrangThaiHoSo": line.status,
            "version": line.version,
            "kind": line.kind.removeprefix("dossier_"),
            "state": line.state.value,
            "reason": line.reason,
            "caused_at": line.caused_at.isoformat(),
            "settled_at": line.settled_at.isoformat() if line.settled_at else None,
            "attempts": line.attempts,
            "received_at": line.received_at.isoformat() if line.received_at else None,
            "seen_at": line.seen_at.isoformat() if line.seen_at else None,
        }


def of_push(found: OfPush) -> dict[str, Any]:
    """What became of a push, as its sender may know it."""
    return {
        "at": found.at.isoformat(),
        "records": sum(found.outcomes.values()),
        "outcomes": dict(found.outcomes),
        "messages": dict(found.states),
        "results": [
            {"MaHoSo": code, "outcome": outcome, "messages": list(states)}
            for code, outcome, states in found.records
        ],
    }

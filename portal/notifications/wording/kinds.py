"""Which placeholders the words of each kind may and must have, and what a made-up message would hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.notifications.messages import holes

USUAL = frozenset({"hotline", "province", "oa_name"})  # every kind may use these
OF_DOSSIER = USUAL | {
    *("code", "procedure", "unit", "step", "received", "due", "date", "papers", "until", "place", "hours"),
    *("reason", "amount", "bill", "result", "bring"),
}

NAMES: Mapping[str, str] = {
    "code": "mã hồ sơ",
    "procedure": "tên thủ tục",
    "unit": "nơi giải quyết",
    "step": "bước đang làm",
    "received": "ngày tiếp nhận",
    "due": "ngày hẹn trả",
    "date": "ngày của việc được báo",
    "papers": "giấy tờ còn thiếu",
    "until": "hạn cuối",
    "place": "nơi đến",
    "hours": "giờ làm việc",
    "reason": "lý do",
    "amount": "số tiền",
    "bill": "biên lai",
    "result": "kết quả",
    "bring": "câu nói cần mang gì khi đến nhận",
    "hotline": "số tổng đài",
    "province": "tên tỉnh",
    "oa_name": "tên trang Zalo",
    "text": "cả câu trả lời",
    "check": "mã kiểm tra",
    "table": "tên bảng tra cứu",
    "word": "từ cần nhắn để tra",
    "number": "số dòng còn lại",
    "source": "nơi công bố bảng",
}

_MUST: Mapping[str, frozenset[str]] = {
    "dossier_accepted": frozenset({"unit", "code", "procedure", "received", "due"}),
    "dossier_processing": frozenset({"code", "step", "unit"}),
    "dossier_supplement": frozenset({"code", "papers", "until", "place", "hotline"}),
    "dossier_rejected": frozenset({"code", "reason", "hotline"}),
    "dossier_payment": frozenset({"code", "amount", "until"}),
    "dossier_payment_done": frozenset({"code", "amount", "bill"}),
    "dossier_apology": frozenset({"code", "unit", "reason", "due"}),
    "dossier_resolved": frozenset({"code", "result", "place", "hours", "bring"}),
    "dossier_returned": frozenset({"code", "date"}),
    "dossier_withdrawn": frozenset({"code", "date", "reason"}),
    "dossier_stopped": frozenset({"code", "date", "reason"}),
    "dossier_neutral": frozenset({"code"}),
    "counter_test": frozenset({"check"}),
    "rating_ask": frozenset({"code"}),
}
_MAY: Mapping[str, frozenset[str]] = {
    "dossier_apology": USUAL | {"code", "unit", "procedure", "reason", "date", "due"},
    "dossier_neutral": USUAL | {"code"},  # nothing of what the dossier is about
    "counter_test": USUAL | {"check"},
    "rating_ask": USUAL | {"code"},
}


@dataclass(frozen=True)
class Rules:
    """What a wording of one kind may hold, and what must stand in it."""

    may: frozenset[str]
    must: frozenset[str]


def rules(kind: str, shipped: str) -> Rules:
    """The rules of a kind; of an answer in the chat what its shipped words hold, since only that is given."""
    if kind in _MUST:
        return Rules(_MAY.get(kind, OF_DOSSIER), _MUST[kind])
    given = holes(shipped)
    return Rules(given | USUAL, given - USUAL)


def is_notice(kind: str) -> bool:
    """Is it something we tell, not an answer in the chat?"""
    return kind in _MUST

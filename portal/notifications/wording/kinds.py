"""Which placeholders the words of each kind may and must have, and what a made-up message would hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.notifications import voices
from portal.notifications.messages import holes
from portal.notifications.voices import Voice

OF_DOSSIERS = "dossier_"

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
    "rating_answer": frozenset({"code"}),
}
_MAY: Mapping[str, frozenset[str]] = {
    "dossier_apology": USUAL | {"code", "unit", "procedure", "reason", "date", "due"},
    "dossier_neutral": USUAL | {"code"},  # nothing of what the dossier is about
    "counter_test": USUAL | {"check"},
    "rating_ask": USUAL | {"code"},
    "rating_answer": USUAL | {"code"},
}


_MUST_SMS: Mapping[str, frozenset[str]] = {
    "dossier_supplement": frozenset({"code", "until"}),
    "dossier_payment": frozenset({"code", "until"}),
    "dossier_apology": frozenset({"code", "due"}),
    "dossier_resolved": frozenset({"code", "place"}),
}
"""An SMS is short: what somebody has to know to act. The rest is behind its link."""
_UNTOLD_ABROAD = frozenset({"step"})  # a sentence of ours around an office's name, Vietnamese alone


@dataclass(frozen=True)
class Rules:
    """What a wording of one kind may hold, and what must stand in it."""

    may: frozenset[str]
    must: frozenset[str]


def rules(kind: str, shipped: str, voice: Voice = voices.USUAL) -> Rules:
    """The rules of a kind; of an answer in the chat what its shipped words hold, since only that is given."""
    if kind not in _MUST:
        given = holes(shipped)
        return Rules(given | USUAL, given - USUAL)
    may, must = _MAY.get(kind, OF_DOSSIER), _MUST[kind]
    if voice.is_sms:
        return Rules(may, _MUST_SMS.get(kind, frozenset({"code"})))
    if voice is voices.ENGLISH:
        return Rules(may - _UNTOLD_ABROAD, must - _UNTOLD_ABROAD)
    return Rules(may, must)


def voices_of(kind: str) -> tuple[Voice, ...]:
    """In which forms a kind may be said: news of dossiers by SMS, too, and all we tell in English."""
    if kind.startswith(OF_DOSSIERS):
        return voices.ALL
    return (voices.USUAL, voices.ENGLISH) if is_notice(kind) else (voices.USUAL,)


def is_notice(kind: str) -> bool:
    """Is it something we tell, not an answer in the chat?"""
    return kind in _MUST

"""What is wrong with a wording, sentence by sentence; nothing is kept while one stands."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from portal.core import settings
from portal.notifications.messages import MOST_SIGNS
from portal.notifications.voices import ENGLISH, SMS, SMS_ENGLISH, USUAL
from portal.notifications.wording.kinds import Rules
from portal.sms import bodies

MOST_FIXED = 1500  # signs outside the braces: what is filled in needs room, too
_HOLE = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|net|org|ly|me|io)\b", re.I
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)
_GOVERNMENT = ".gov.vn"

TITLES = {
    "dossier_accepted": "Báo đã tiếp nhận hồ sơ",
    "dossier_processing": "Báo đang xử lý",
    "dossier_supplement": "Yêu cầu bổ sung giấy tờ",
    "dossier_payment": "Yêu cầu nộp tiền",
    "dossier_payment_done": "Báo đã ghi nhận khoản nộp",
    "dossier_resolved": "Báo đã có kết quả",
    "dossier_returned": "Báo đã trả kết quả",
    "dossier_rejected": "Báo không tiếp nhận",
    "dossier_withdrawn": "Báo đã rút hồ sơ",
    "dossier_stopped": "Báo dừng xử lý",
    "dossier_apology": "Xin lỗi và hẹn lại ngày",
    "dossier_neutral": "Báo có cập nhật (nội dung kín)",
    "counter_test": "Tin thử tại quầy",
    "rating_ask": "Mời đánh giá",
    "rating_answer": "Mời đánh giá câu trả lời",
    "chat_welcome": "Lời chào khi quan tâm",
    "broadcast_test": "Gửi thử một thông báo",
    "desk_reply": "Trả lời của cán bộ",
    "feedback_step": "Báo tiến độ phản ánh",
    "staff_alert": "Cảnh báo cho cán bộ",
}

VOICES = {USUAL: "Zalo", SMS: "SMS", ENGLISH: "Tiếng Anh", SMS_ENGLISH: "SMS tiếng Anh"}
WITHOUT = {
    SMS: "Loại tin này không gửi bằng SMS.",
    ENGLISH: "Ai chọn tiếng Anh vẫn nhận loại tin này bằng tiếng Việt.",
    SMS_ENGLISH: "Ai chọn tiếng Anh nhận SMS báo chung bằng tiếng Anh.",
}
"""What it means that a kind has no words of a form."""

EMPTY = "Lời tin đang trống."
BRACES = "Dấu ngoặc nhọn không thành cặp; chỗ điền viết như {code}."
UNKNOWN = "Không có chỗ điền {%(name)s}."
NOT_HERE = "Loại tin này không dùng được chỗ điền {%(name)s}."
MISSING = "Thiếu chỗ điền {%(name)s}: tin này phải nói %(what)s."
TOO_LONG = "Lời cố định dài %(signs)s ký tự; nhiều nhất 1.500, để còn chỗ cho nội dung điền vào."
OVER_SMS = "Tin mẫu dài %(signs)s ký tự, thành %(parts)s tin SMS; nhiều nhất 3 tin."
OVER = "Tin mẫu dài %(signs)s ký tự, quá giới hạn 2.000 ký tự của Zalo."
LINK = "Đường dẫn “%(link)s” không thuộc trang của tỉnh hoặc tên miền .gov.vn."
CONTROL = "Có ký tự ẩn không gửi được; xin gõ lại đoạn đó."

Complaint = tuple[str, dict[str, str]]
"""A sentence and what is filled into it."""


def complaints(body: str, rules: Rules, known: frozenset[str], names: dict[str, str]) -> list[Complaint]:
    """Everything that is wrong with a wording before it is filled."""
    return list(_found(body, rules, known, names))


def _found(body: str, rules: Rules, known: frozenset[str], names: dict[str, str]) -> Iterator[Complaint]:
    if not body.strip():
        yield EMPTY, {}
        return
    holes = list(dict.fromkeys(_HOLE.findall(body)))
    fixed = _HOLE.sub("", body)
    if "{" in fixed or "}" in fixed:
        yield BRACES, {}
    for name in holes:
        if name not in known:
            yield UNKNOWN, {"name": name[:30]}
        elif name not in rules.may:
            yield NOT_HERE, {"name": name}
    for name in sorted(rules.must - set(holes)):
        yield MISSING, {"name": name, "what": names.get(name, name)}
    if len(fixed) > MOST_FIXED:
        yield TOO_LONG, {"signs": str(len(fixed))}
    if _CONTROL.search(body):
        yield CONTROL, {}
    yield from ((LINK, {"link": link[:60]}) for link in _LINK.findall(fixed) if not _is_ours(link))


def over_limit(text: str) -> list[Complaint]:
    """The filled message against Zalo's limit."""
    return [(OVER, {"signs": str(len(text))})] if len(text) > MOST_SIGNS else []


def over_parts(size: bodies.Size) -> list[Complaint]:
    """A filled SMS against what one may be made of."""
    told = {"signs": str(size.signs), "parts": str(size.parts)}
    return [(OVER_SMS, told)] if size.parts > bodies.MOST_PARTS else []


def _is_ours(link: str) -> bool:
    """Only the province's own address and the government's; never a shortener (domain.md 4)."""
    host = urlsplit(link if "://" in link else f"https://{link}").hostname or ""
    return host.endswith(_GOVERNMENT) or host == urlsplit(settings.get().base_url).hostname


def holes_of(body: str) -> frozenset[str]:
    """What stands in braces, whether known or not."""
    return frozenset(_HOLE.findall(body))

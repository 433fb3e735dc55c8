"""What somebody who writes a sentence wants: to stop, to speak with a person, to greet, to ask."""

import re
from enum import StrEnum

from portal.core.search import bare, fold, tidy


class Wish(StrEnum):
    """What is wanted, as far as the words alone tell."""

    STOP = "stop"
    COME_BACK = "come_back"
    PERSON = "person"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    NOTHING = "nothing"  # a sign, a smile, a single odd word
    QUESTION = "question"


MOST_WORDS = 16  # a longer text is a story: a wish for a person in it is still heard, small talk is not
_WHOM = (
    r"(?: (?:anh|chị|bạn|em|tôi|cán bộ|ad|admin|mọi người|nhé|nha|nhiều|ạ|ơi|shop|quý cơ quan|đã|hỗ trợ))*"
)
_PRAY = r"(?:(?:tôi|em|mình|con|cháu|xin|muốn|cho|hãy|vui lòng|làm ơn|ad|ơi|dạ) )*"
_ABOUT = r"(?:nhận|gửi|thông báo|tin|theo dõi|đăng ký)"
_REST = (
    r"(?: (?:nhận|gửi|tin|nhắn|thông báo|nữa|lại|tất cả|hết|mọi|các|đăng ký|theo dõi|"
    r"cho|tôi|em|mình|giúp|ạ|nhé|nha|ngay|đi|này))*"
)
_PATTERNS: dict[Wish, str] = {
    Wish.STOP: rf"{_PRAY}(?:(?:dừng|ngừng|ngưng|stop)|(?:hủy|huỷ|tắt|thôi|không|đừng)"
    rf"(?: muốn| cần)? {_ABOUT}){_REST}",
    Wish.COME_BACK: rf"{_PRAY}(?:nhận lại|bật lại|mở lại|đăng ký nhận|đăng ký lại) ?"
    r"(?:tin|thông báo|tin nhắn)?(?: ạ| nhé)?",
    Wish.GREETING: rf"(?:dạ |em |tôi |xin |kính )*(?:chào|alo|a lô|hello|hi|hey){_WHOM}",
    Wish.THANKS: r"(?:dạ |vâng |ok |em |tôi |xin |rất )*(?:cảm ơn|cám ơn|thanks|thank you|tks|ok|oke|okay|"
    rf"vâng|dạ|được rồi|hiểu rồi|rõ rồi|tốt quá|tốt lắm|hay quá|rồi){_WHOM}",
    Wish.HELP: rf"{_PRAY}(?:trợ giúp|giúp|giúp đỡ|help|hướng dẫn|menu|bắt đầu|start|hỏi|cần hỏi|cho hỏi|"
    rf"tư vấn){_WHOM}",
}
_PERSON = (
    r"\b(?:gặp|nói chuyện với|nói chuyện|liên hệ với|liên hệ|chat với|trao đổi với|hỏi trực tiếp|kết nối với|"
    r"chuyển cho|chuyển đến|muốn hỏi|cần|cho) (?:một |1 )?"
    r"(?:cán bộ|nhân viên|người thật|chuyên viên|tư vấn viên|tổng đài viên|điện thoại viên|lãnh đạo|ai đó|"
    r"admin)\b"
    r"|\b(?:gặp|nói chuyện với|chat với|gặp được) người\b"
    r"(?! (?:có|đại|được (?:ủy|uỷ|cấp|thi)|cao|khuyết|nộp|ký|giám|uỷ|ủy))"
    r"|\bngười thật\b|\btư vấn trực tiếp\b|\bhỗ trợ trực tiếp\b|\bcó ai (?:không|ở đó|trực)\b"
    r"|^(?:cán bộ|nhân viên|tổng đài)(?: ơi| đâu| ạ)*$"
)
_PROCEDURE = re.compile(
    r"\b(?:thu tuc|giay|cap|dang ky|ho so|xin|khai|lam|doi|mat|hong|chuyen|gia han|phep|chung|le phi|phi|nop|"
    r"so do|so hong|the|ly lich|ho khau|can cuoc|cccd|cmnd|cmt|gks|gpxd|gplx|gcn|gcnqsdd|dkkd|hkd|lltp|tthn|"
    r"bhxh|bhyt|kt3|nvqs|attp|atvstp|sao y|cong chung|trich luc|khai sinh|khai tu|ket hon|doc than|tam tru|"
    r"thuong tru|tro cap|bao hiem|bang lai|ho chieu|passport|xay|dat|thue|ly hon|hop dong|kinh doanh)\b"
)


def _both(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(pattern), re.compile(bare(pattern))


_READ = {wish: _both(pattern) for wish, pattern in _PATTERNS.items()}
_READ_PERSON = _both(_PERSON)


def wish(said: str) -> Wish:
    """What a text wants. Words with marks must carry the right ones: `dùng` is not `dừng`."""
    text = _plain(said)
    if not text:
        return Wish.NOTHING
    has_marks = bare(text) != text
    which = 0 if has_marks else 1
    if len(text.split()) <= MOST_WORDS:
        for kind, patterns in _READ.items():
            if patterns[which].fullmatch(text):
                return kind
    if _READ_PERSON[which].search(text):
        return Wish.PERSON
    return Wish.QUESTION


def _plain(said: str) -> str:
    """Lower case, words and digits only, marks kept."""
    kept = (sign if sign.isalnum() else " " for sign in tidy(said).casefold())
    return " ".join("".join(kept).split())


def is_about_procedures(said: str, name: str, *, is_near: bool) -> bool:
    """May the procedure found for a sentence be offered, or was it found only by chance?

    A word of the offices in the sentence is enough; without one, two of its words must stand in the name,
    and the name must hold every word of it.
    """
    if _PROCEDURE.search(fold(said)):
        return True
    if is_near:
        return False
    text = _plain(said)
    has_marks = bare(text) != text
    told = _plain(name) if has_marks else fold(name)
    return len(set(text.split()) & set(told.split())) > 1

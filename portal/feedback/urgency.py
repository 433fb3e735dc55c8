"""Whether a text cries for help (113, 114, 115 come first), or is a complaint or denunciation by law."""

import re
import unicodedata

from portal.core.search import fold

_MARKED = re.compile(
    r"(?<!phòng )\b(?:cháy|cướp|giết|cấp cứu|cứu với|tai nạn|đuối nước|chết đuối|bất tỉnh|ngộ độc|điện giật"
    r"|đâm chém|bắt cóc|hành hung|nổ bình|rò rỉ gas|mắc kẹt|tự tử)\b"
)
# Without marks `chay` may be `chạy`, so only what can hardly mean anything else.
_BARE = re.compile(
    r"\b(?:dang chay (?:nha|rung|xe)|chay (?:nha|rung|lon)|cap cuu|cuop (?:cua|giat|tai|xe)|tai nan|duoi nuoc"
    r"|bat tinh|ngo doc|dien giat|bat coc)\b"
)


def is_urgent(text: str) -> bool:
    """Words of fire, crime or injury; a false alarm costs the citizen one tap."""
    marked = unicodedata.normalize("NFC", text).casefold()
    return bool(_MARKED.search(marked) or (marked.isascii() and _BARE.search(fold(text))))


_LEGAL = re.compile(r"\b(?:khiếu nại|tố cáo|tố giác|đơn kiện|khởi kiện)\b")
_LEGAL_BARE = re.compile(r"\b(?:khieu nai|to cao|to giac|khoi kien)\b")


def is_legal(text: str) -> bool:
    """Words of a complaint or denunciation, which the law sends another way; whoever means it goes on."""
    marked = unicodedata.normalize("NFC", text).casefold()
    return bool(_LEGAL.search(marked) or (marked.isascii() and _LEGAL_BARE.search(fold(text))))

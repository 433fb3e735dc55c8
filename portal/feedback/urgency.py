"""Whether a text cries for help: then 113, 114 and 115 come first, and the form second."""

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

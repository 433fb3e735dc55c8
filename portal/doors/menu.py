"""The account's menu as it is to be set by hand: at most five items, an address or a keyword each (8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.web import outside

MOST = 5


@dataclass(frozen=True)
class Item:
    """One item: what people read, what kind to choose at oa.zalo.me, and what to put there."""

    title: str
    kind: str  # url, keyword
    target: str
    note: str


def items() -> Sequence[Item]:
    """The three doors, then what people ask for most; a keyword comes back to us as a message."""
    return (
        Item("Thông tin", "url", outside("/thong-tin/"), "Tin tức, thông báo, cảnh báo"),
        Item("Dịch vụ công", "url", outside("/dich-vu-cong/"), "Tra cứu hồ sơ, tìm thủ tục"),
        Item("Hỗ trợ", "url", outside("/ho-tro/"), "Đường dây nóng, nơi tiếp nhận"),
        Item("Gặp cán bộ", "keyword", "#gapcanbo", "Chuyển cho cán bộ trực"),
        Item("Trang của tôi", "url", outside("/toi/"), "Đồng ý nhận tin, hồ sơ theo dõi, xóa dữ liệu"),
    )[:MOST]

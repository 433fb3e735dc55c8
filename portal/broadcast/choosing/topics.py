"""The sorts of news a person may choose, in people's words, and how they are called in the chat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.core.search import fold

COMMUNE = "xa"  # a commune of mine: news of one place go to whoever named it
FIELD = "linh-vuc"  # a field of procedures
GENERAL = "tin"  # no topic of its own: whatever is told to everybody
MOST_COMMUNES, MOST_FIELDS = 5, 5
WORDING = "chu-de-1"  # the version of what is agreed to by choosing


@dataclass(frozen=True)
class Topic:
    """A sort of news; `is_local` ones are sent to the people of a commune."""

    title: str
    text: str
    words: tuple[str, ...]  # folded, as people call it in the chat
    is_local: bool = False


TOPICS: Mapping[str, Topic] = {
    "cup-dien": Topic(
        "Lịch cúp điện",
        "Khi xã, phường của tôi sắp bị cúp điện.",
        ("cup dien", "cat dien", "mat dien", "lich dien"),
        is_local=True,
    ),
    "thoi-tiet": Topic(
        "Thời tiết, thiên tai",
        "Mưa bão, lũ, triều cường ở xã, phường của tôi.",
        ("thoi tiet", "mua bao", "thien tai", "bao lu"),
        is_local=True,
    ),
    "khan": Topic(
        "Cảnh báo khẩn",
        "Việc nguy hiểm đến tính mạng. Ai quan tâm trang đều nhận, trừ người đã tắt.",
        ("khan cap", "canh bao khan", "canh bao", "khan"),
    ),
    "chinh-sach": Topic(
        "Chính sách mới",
        "Quy định, hỗ trợ, chế độ mới của tỉnh.",
        ("chinh sach moi", "chinh sach"),
    ),
    "thu-tuc": Topic(
        "Thủ tục thay đổi",
        "Khi thủ tục trong lĩnh vực tôi chọn có thay đổi.",
        ("thu tuc thay doi", "thu tuc moi", "thu tuc"),
    ),
    "su-kien": Topic(
        "Lịch tiêm, sự kiện, tuyển sinh",
        "Lịch tiêm chủng, hội họp, thi cử, việc chung.",
        ("su kien", "lich tiem", "tiem chung", "tuyen sinh"),
    ),
}
URGENT = "khan"

_VERB = (
    r"(?:(?:toi|em|minh|con|chau|cho|xin|muon|hay|vui long|ad|oi|da) )*"
    r"(?P<verb>dang ky(?: nhan)?|nhan|bat|theo doi|thoi nhan|ngung nhan|dung nhan|huy(?: dang ky)?(?: nhan)?|"
    r"tat|khong nhan)"
    r"(?: (?:lai|cac|cho toi))* (?:tin(?: nhan)?|thong bao|lich)"
)
_END = re.compile(r"^(?:thoi|ngung|dung|huy|tat|khong)")
_TITLES = "|".join(sorted((word for one in TOPICS.values() for word in one.words), key=len, reverse=True))
_ASKED = re.compile(rf"^{_VERB}(?: ve)? (?P<topic>{_TITLES})\b(?P<rest>.*)$")
_PLACE = re.compile(rf"^{_VERB}(?: (?:ve|cua|o|tai))* (?P<rest>(?:xa|phuong|dac khu) .+)$")
_LIST = re.compile(
    r"^(?:(?:toi|em|minh|xin|cho|muon|xem|doi|chon) )*(?:chu de|loai tin|chon tin|tin toi nhan|tin cua toi)"
    r"(?: (?:tin|toi|nhan|cua|muon|a|nhe))*$"
)


@dataclass(frozen=True)
class Said:
    """What a sentence asks about news: to begin or end a topic, or to see the list."""

    topic: str | None  # a topic, COMMUNE, or None for the list
    on: bool
    rest: str  # what stands behind, folded: perhaps a place


def said(text: str) -> Said | None:
    """What somebody writes about the news they want; None for everything else."""
    plain = " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())
    if _LIST.fullmatch(plain):
        return Said(None, on=True, rest="")
    if found := _ASKED.match(plain):
        word = found["topic"]
        topic = next(name for name, one in TOPICS.items() if word in one.words)
        return Said(topic, not _END.match(found["verb"]), found["rest"].strip())
    if found := _PLACE.match(plain):
        return Said(COMMUNE, not _END.match(found["verb"]), found["rest"].strip())
    return None

"""What people are asked to agree to, word by word and by version, and what their phones are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.citizens.models import Proof, Purpose
from portal.core import settings


@dataclass(frozen=True)
class Wording:
    """One purpose as it is asked for; a changed text is a new version, the old one stays readable."""

    version: str
    title: str
    text: str


WITH_SMS = "counter-2"  # the wording of the counter that names SMS beside Zalo

CONSENTS: Mapping[Purpose, Wording] = {
    Purpose.DOSSIER_NOTIFY: Wording(
        "toi-dossier-1",
        "Tin báo về hồ sơ của tôi",
        "Nhắn qua Zalo khi hồ sơ có số điện thoại của tôi, hoặc hồ sơ tôi theo dõi, có thay đổi.",
    ),
    Purpose.NEWS: Wording(
        "toi-news-1",
        "Tin tức và thông báo của tỉnh",
        "Nhắn qua Zalo các thông báo chung như lịch cúp điện, lịch tiêm, chính sách mới.",
    ),
    Purpose.SURVEY: Wording(
        "toi-survey-1",
        "Khảo sát mức độ hài lòng",
        "Nhắn qua Zalo lời mời đánh giá sau khi nhận kết quả. Không trả lời cũng không sao.",
    ),
}
"""What the page of a person asks, by purpose, while there is no SMS."""
DOSSIER_WITH_SMS = Wording(
    "toi-dossier-2",
    "Tin báo về hồ sơ của tôi",
    "Nhắn khi hồ sơ có số điện thoại của tôi, hoặc hồ sơ tôi theo dõi, có thay đổi: qua Zalo; khi không báo "
    "được qua Zalo thì bằng tin nhắn SMS tới số đã xác minh.",
)
NAMING_SMS = frozenset({WITH_SMS, DOSSIER_WITH_SMS.version})
"""Wordings that name SMS. A one-stop system's tick and following in the chat speak of Zalo alone: who agreed
there was asked for no number, or asked by a form that is not ours."""


def asked(purpose: Purpose, given: str | None = None) -> Wording:
    """What the page asks today, or what stands for somebody who agreed under the version `given`."""
    names_sms = given in NAMING_SMS if given else bool(settings.get().sms_url)
    return DOSSIER_WITH_SMS if names_sms and purpose is Purpose.DOSSIER_NOTIFY else CONSENTS[purpose]


TOLD_BY: Mapping[str, str] = {
    "zalo_submit_info": "chia sẻ trong Zalo",
    "mini_app": "xác nhận bằng Zalo Mini App",
    "counter": "cán bộ xác nhận tại quầy",
    "code": "xác nhận bằng mã gửi tới số này",
}
"""How we came to know a number."""

PROOFS: Mapping[Proof, str] = {
    Proof.CLAIMED: "Bạn cho biết, chưa được xác minh",
    Proof.VERIFIED: "Đã xác minh",
}

_IN_ZALO = re.compile(r"\bZalo (?:android|iOS)/", re.IGNORECASE)
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """`Zalo, Android`: enough for somebody to know their own phone by, and nothing more is kept."""
    browser = "Zalo" if _IN_ZALO.search(user_agent) else _first(_BROWSERS, user_agent)
    return ", ".join(part for part in (browser, _first(_SYSTEMS, user_agent)) if part) or "Web"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")

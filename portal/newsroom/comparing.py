"""What differs between two revisions of an item, part by part, word by word."""

import html
import re
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.differing import Piece, compared
from portal.core.language import said
from portal.news import facts
from portal.newsroom import forms
from portal.newsroom.models import Revision

PARTS = {
    "title": _l("Tiêu đề"),
    "summary": _l("Tóm tắt"),
    "body": _l("Nội dung"),
    "category": _l("Chuyên mục"),
    "alert_level": _l("Mức cảnh báo"),
    "topics": _l("Chủ đề"),
    "procedures": _l("Thủ tục liên quan"),
    "is_pinned": _l("Ghim"),
    "slug": _l("Địa chỉ trang"),
    "details": _l("Thông tin kèm theo"),
}
_BLOCK = re.compile(r"</(?:p|h[2-4]|li|tr|blockquote|caption|figcaption)>|<br>|<hr>")
_PICTURE = re.compile(r'<img[^>]*?src="([^"]*)"[^>]*>')
_LINK = re.compile(r'<a[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Difference:
    """One part that is not what it was."""

    part: str
    pieces: tuple[Piece, ...]


def differences(before: Revision, after: Revision) -> list[Difference]:
    """Every part that differs."""
    old, new = _told(before), _told(after)
    return [
        Difference(str(label), tuple(compared(old[part], new[part])))
        for part, label in PARTS.items()
        if old[part] != new[part]
    ]


def plain(body: str) -> str:
    """The words of an article as lines, with where its links and pictures lead."""
    lines = _BLOCK.sub("\n", body)
    lines = _PICTURE.sub(r"[\1]", lines)
    lines = _LINK.sub(r"\2 (\1)", lines)
    told = html.unescape(_TAG.sub("", lines))
    return "\n".join(line.strip() for line in told.splitlines() if line.strip())


def _told(one: Revision) -> dict[str, str]:
    told: dict[str, Any] = {part: getattr(one, part) for part in PARTS}
    told["body"] = plain(one.body)
    told["category"] = said(forms.CATEGORIES[one.category])
    told["alert_level"] = said(forms.LEVELS.get(one.alert_level or ""))
    told["topics"], told["procedures"] = ", ".join(one.topics), ", ".join(one.procedures)
    told["is_pinned"] = "✓" if one.is_pinned else ""
    lines = [f"{label}: {value}" for label, value in facts.of(one.details)]
    lines += [f"{paper['title']} ({paper['href']})" for paper in facts.papers(one.details)]
    told["details"] = "\n".join(lines)
    return {part: str(value or "") for part, value in told.items()}

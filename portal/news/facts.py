"""What an announcement's kind tells beside its text: number, place and time, telephone and hours."""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import clock

NAMES = {
    "number": _l("Số, ký hiệu"),
    "date": _l("Ngày ban hành"),
    "signer": _l("Người ký"),
    "starts_at": _l("Bắt đầu"),
    "ends_at": _l("Kết thúc"),
    "place": _l("Địa điểm"),
    "address": _l("Địa chỉ"),
    "phone": _l("Điện thoại"),
    "hours": _l("Giờ làm việc"),
    "communes": _l("Áp dụng tại"),
}


def of(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and words of what is told, in the order of NAMES."""
    return [(str(label), _said(name, details[name])) for name, label in NAMES.items() if details.get(name)]


def _said(name: str, value: Any) -> str:
    if name in {"starts_at", "ends_at"}:
        return clock.shown(dt.datetime.fromisoformat(value))
    if name == "date":
        return clock.day(dt.date.fromisoformat(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def papers(details: dict[str, Any]) -> list[dict[str, Any]]:
    """The papers that go with it, in their order: id, href, title, number, kind, size in bytes, text.

    Texts of before there could be several hold one, alone.
    """
    first = details.get("paper")
    return list(details.get("papers") or ([first] if first else []))


def procedures(codes: list[str], details: dict[str, Any]) -> list[tuple[str, str]]:
    """Code and name of the procedures it speaks of; the name as it was when the text was written."""
    names = details.get("procedures") or {}
    return [(code, str(names.get(code, code))) for code in codes]

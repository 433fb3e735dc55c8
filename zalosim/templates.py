"""ZNS templates and the messages sent with them to phone numbers."""

from dataclasses import dataclass, field
from typing import Any


def param(name: str, kind: str, most: int, *, required: bool = True) -> dict[str, Any]:
    """One parameter of a template as template/info tells it."""
    return {
        "name": name,
        "require": required,
        "type": kind,
        "maxLength": most,
        "minLength": 0 if not required else 1,
        "acceptNull": not required,
    }


def first_templates() -> dict[str, dict[str, Any]]:
    """One approved, one waiting, one switched off, one without permission for development."""
    dossier = [
        param("ten", "STRING", 30),
        param("ma_ho_so", "STRING", 40),
        param("trang_thai", "STRING", 60),
        param("ngay", "DATE", 20, required=False),
    ]
    return {
        "300101": _template(300101, "Thông báo tình trạng hồ sơ", "ENABLE", dossier),
        "300102": _template(300102, "Mời nhận kết quả", "PENDING_REVIEW", dossier[:2]),
        "300103": _template(300103, "Khảo sát hài lòng", "DISABLE", dossier[:2]),
        "300104": _template(300104, "Mời đánh giá", "ENABLE", dossier[:2], tag="CUSTOMER_CARE"),
    }


def _template(
    number: int, name: str, status: str, params: list[dict[str, Any]], tag: str = "TRANSACTION"
) -> dict[str, Any]:
    return {
        "templateId": number,
        "templateName": name,
        "status": status,
        "reason": "",
        "listParams": params,
        "listButtons": [{"type": 1, "title": "Xem hồ sơ", "content": "https://portal.example.invalid/"}],
        "timeout": 7_200_000,
        "previewUrl": f"https://account.example.invalid/znspreview/{number}",
        "templateQuality": "HIGH" if status == "ENABLE" else "null",
        "templateTag": tag,
        "price": "200",
    }


@dataclass(slots=True)
class Templates:
    """Templates by id, sent messages by message id, ratings. The world's lock guards it."""

    known: dict[str, dict[str, Any]] = field(default_factory=first_templates)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    ratings: list[dict[str, Any]] = field(default_factory=list)

    def clear(self) -> None:
        """Back to the first templates, nothing sent."""
        self.known = first_templates()
        self.sent.clear()
        self.ratings.clear()

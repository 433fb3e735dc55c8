"""The shapes of what the machine interface answers to pushes and questions about one dossier."""

from typing import Any


def answers() -> dict[str, Any]:
    """Each answer by its name in the description."""
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    complaint = {"type": "object", "properties": {"pointer": text, "word": text}}
    result = {
        "type": "object",
        "required": ["MaHoSo", "outcome", "error"],
        "properties": {
            "MaHoSo": maybe,
            "outcome": {"enum": ["applied", "duplicate", "older", "refused"]},
            "error": {"type": ["array", "null"], "items": complaint},
            "warning": {
                "type": "array",
                "items": complaint,
                "description": "Đã nhận nhưng cần xem lại: phone (không đọc được số điện thoại), no_phone "
                "(xin nhận tin mà không có số nào), before_received (ngày hẹn trước ngày tiếp nhận)",
            },
        },
    }
    step = {"type": "object", "properties": {"TrangThaiHoSo": {"type": ["integer", "null"]}, "at": text}}
    return {
        "PushAnswer": {
            "type": "object",
            "required": ["results"],
            "properties": {
                "results": {"type": "array", "items": result},
                "links": {
                    "type": "object",
                    "description": "Với hồ sơ mới: địa chỉ để in lên giấy tiếp nhận",
                    "additionalProperties": text,
                },
            },
        },
        "KnownDossier": {
            "type": "object",
            "properties": {
                "MaHoSo": text,
                "TrangThaiHoSo": {"type": ["integer", "null"]},
                "TenTrangThai": text,
                "version": {"type": "integer"},
                "NgayTiepNhan": maybe,
                "NgayHenTra": maybe,
                "DonViXuLy": maybe,
                "updated_at": text,
                "history": {"type": "array", "items": step},
            },
        },
        "Reachability": {
            "type": "object",
            "required": ["reachability", "follow_qr"],
            "properties": {
                "reachability": {"enum": ["reachable", "not_following", "unknown"]},
                "detail": text,
                "follow_qr": text,
            },
        },
        "Problem": {"type": "object", "properties": {"error": text, "detail": text}},
    }

"""What the lines of figures mean, in words and as a schema: for other systems and for open data."""

from typing import Any

FIELDS = (
    ("group", "string", "Nhóm số liệu"),
    ("name", "string", "Tên chỉ số trong nhóm; các phần cách nhau bằng dấu /"),
    ("value", "number", "Giá trị; để trống khi chưa biết, khác với số 0"),
    ("unit", "string", "Đơn vị của giá trị"),
)
GROUPS = {
    "message": "Tin theo loại: tất cả đã kết thúc, đã gửi, và phần trăm giao trong 10 giây",
    "outcome": "Tin theo kết quả cuối cùng",
    "savings": "Tin qua Zalo thay cho SMS: số tin, tiền SMS, phí Zalo, tiết kiệm; theo tháng và cơ quan",
    "overdue": "Hồ sơ đang quá hẹn lúc tính, theo cơ quan, trạng thái và phòng ban đang giữ",
    "apology": "Phiếu xin lỗi theo tháng",
    "feedback": "Phản ánh, kiến nghị đã nhận trong thời gian và kết quả đến lúc tính",
    "satisfaction": "Đánh giá của người dân: số lượt, số hồ sơ được hỏi, phần trăm hài lòng",
    "followers": "Người quan tâm trang Zalo từng ngày: cuối ngày, thêm, bớt",
    "search": "Lượt tìm kiếm và lượt không thấy gì",
    "visit": "Lượt xem trang theo cửa vào và loại trang, không biết của ai",
}
UNITS = {
    "message": "tin",
    "percent": "phần trăm",
    "dong": "đồng",
    "dossier": "hồ sơ",
    "apology": "phiếu",
    "case": "phản ánh",
    "hour": "giờ",
    "rating": "lượt đánh giá",
    "person": "người",
    "search": "lượt tìm",
    "view": "lượt xem",
}


def table_schema() -> dict[str, Any]:
    """The lines as a Frictionless table schema."""
    told: dict[str, dict[str, list[str]]] = {
        "group": {"enum": list(GROUPS)},
        "unit": {"enum": list(UNITS)},
    }
    fields = [
        {
            "name": name,
            "type": kind,
            "description": said,
            "constraints": {"required": name != "value", **told.get(name, {})},
        }
        for name, kind, said in FIELDS
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["group", "name"]}


def answer_schema() -> dict[str, Any]:
    """The same lines in an answer of the machine interface, as JSON Schema."""
    line = {
        "type": "object",
        "required": [name for name, _, _ in FIELDS],
        "properties": {
            "group": {"type": "string", "enum": list(GROUPS)},
            "name": {"type": "string"},
            "value": {"type": ["number", "null"]},
            "unit": {"type": "string", "enum": list(UNITS)},
        },
    }
    day = {"type": "string", "format": "date"}
    return {
        "type": "object",
        "required": ["from", "to", "counted_at", "groups", "units", "figures"],
        "properties": {
            "from": day,
            "to": day,
            "counted_at": {"type": "string", "format": "date-time"},
            "groups": {"type": "object", "additionalProperties": {"type": "string"}},
            "units": {"type": "object", "additionalProperties": {"type": "string"}},
            "figures": {"type": "array", "items": line},
        },
    }

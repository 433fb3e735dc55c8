"""The OpenAPI description, made from the records' models, and the shape of what we tell back."""

from functools import cache
from typing import Any

from pydantic import BaseModel

from portal.core import settings
from portal.dossiers.api import reading, shapes
from portal.dossiers.forms import DossierRecord, ProgressRecord
from portal.dossiers.messages import words
from portal.dossiers.views import DossierView

_HEADERS = (
    ("x-client", "Tên hệ thống đẩy hồ sơ, do tỉnh cấp"),
    (
        "webhook-id",
        "Mã riêng của lần gọi, 1 đến 128 ký tự; gọi lại cùng mã và nội dung sẽ nhận lại câu trả lời đầu",
    ),
    ("webhook-timestamp", "Giây Unix, lệch không quá năm phút"),
    (
        "webhook-signature",
        "v1,<base64 của HMAC-SHA256 trên id.timestamp.body>; nhiều chữ ký cách nhau bằng dấu cách",
    ),
)
_EXAMPLE_DOSSIER = {
    "MaHoSo": "H44.12-260701-0012",
    "TrangThaiHoSo": "2",
    "MaTTHC": "1.001193",
    "TenTTHC": "Đăng ký thành lập hộ kinh doanh",
    "TenLinhVuc": "Thành lập và hoạt động của hộ kinh doanh",
    "ChuHoSo": "Nguyễn Văn A",
    "SoDienThoai": "0912345678",
    "NgayTiepNhan": "20260701083000",
    "NgayHenTra": "20260706170000",
    "DonViXuLy": "Trung tâm Phục vụ hành chính công phường Long An",
    "ThanhPhanHoSo": [{"TenGiayTo": "Giấy đề nghị đăng ký hộ kinh doanh", "SoBanChinh": 1, "SoBanSao": 0}],
    "DangKyNhanZalo": True,
}
_EXAMPLE_PROGRESS = {
    "MaHoSo": "H44.12-260701-0012",
    "ThoiDiemXuLy": "20260702090000",
    "PhongBanXuLy": "Phòng Kinh tế",
    "NgayBatDau": "20260701083000",
}
_ANSWERS = {
    "401": "Chữ ký, thời điểm hoặc tên hệ thống không đúng",
    "409": "webhook-id này đã dùng cho nội dung khác",
    "413": "Lớn hơn 1 MB",
    "415": "Không phải JSON thuần",
    "422": "Phần bao ngoài sai; detail cho biết chỗ sai",
    "429": "Gọi quá nhiều; Retry-After cho biết khi nào gọi lại",
    "503": "Một bộ phận đang gián đoạn; Retry-After cho biết khi nào gọi lại",
}


def told(view: DossierView) -> dict[str, Any]:
    """What a one-stop system may read back; nothing about people."""
    return {
        "MaHoSo": view.code,
        "TrangThaiHoSo": view.status,
        "TenTrangThai": words(view.status).title,
        "version": view.version,
        "NgayTiepNhan": _text(view.received_at),
        "NgayHenTra": view.due_on.isoformat() if view.due_on else None,
        "NgayHenTraMoi": view.new_due_on.isoformat() if view.new_due_on else None,  # of an apology by rule
        "DonViXuLy": view.desk.name if view.desk else None,
        "updated_at": _text(view.updated_at),
        "history": [
            {"TrangThaiHoSo": step.status, "at": _text(step.at), "DonViXuLy": step.office}
            for step in view.steps
        ],
    }


def _text(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    schemas: dict[str, Any] = {}
    for model in (DossierRecord, ProgressRecord):
        _add(schemas, model)
    schemas |= shapes.answers() | reading.schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nhận hồ sơ từ hệ thống một cửa",
            "version": "1",
            "description": "Ký theo Standard Webhooks trên đúng các byte gửi đi. Ngày giờ yyyyMMddHHmmss "
            "theo giờ Việt Nam, hoặc ISO 8601. Một bản ghi sai không cản các bản ghi khác.",
        },
        "servers": [{"url": settings.get().base_url}],
        "paths": {
            "/api/v1/dossiers": {
                "post": _push("Tạo hoặc chuyển trạng thái hồ sơ", "DossierRecord", _EXAMPLE_DOSSIER)
            },
            "/api/v1/progress": {
                "post": _push("Báo các bước xử lý bên trong", "ProgressRecord", _EXAMPLE_PROGRESS)
            },
            "/api/v1/dossiers/{code}": {"get": _read()},
            "/api/v1/reachability": {"post": _ask()},
            **reading.paths(_headers(), _answers),
        },
        "components": {"schemas": schemas},
        "webhooks": reading.webhooks(),
    }


def _add(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    made = model.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schemas |= made.pop("$defs", {})
    schemas[model.__name__] = made


def _headers() -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
        for name, said in _HEADERS
    ]


def _answers(schema: str) -> dict[str, Any]:
    good = {
        "description": "Đã nhận; kết quả từng bản ghi theo thứ tự gửi",
        "content": _json({"$ref": f"#/components/schemas/{schema}"}),
    }
    bad = {
        code: {"description": said, "content": _json({"$ref": "#/components/schemas/Problem"})}
        for code, said in _ANSWERS.items()
    }
    return {"200": good, **bad}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _push(summary: str, schema: str, example: dict[str, Any]) -> dict[str, Any]:
    records = {
        "type": "array",
        "minItems": 1,
        "maxItems": 500,
        "items": {"$ref": f"#/components/schemas/{schema}"},
    }
    envelope = {"type": "object", "required": ["data"], "properties": {"data": records}}
    return {
        "summary": summary,
        "parameters": _headers(),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": envelope, "example": {"data": [example]}}},
        },
        "responses": _answers("PushAnswer"),
    }


def _read() -> dict[str, Any]:
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 64}}
    answers = _answers("KnownDossier")
    del answers["409"], answers["415"], answers["422"]
    answers["404"] = {
        "description": "Không có hồ sơ này",
        "content": _json({"$ref": "#/components/schemas/Problem"}),
    }
    return {
        "summary": "Những gì cổng biết về một hồ sơ",
        "parameters": [code, *_headers()],
        "responses": answers,
    }


def _ask() -> dict[str, Any]:
    phone = {"type": "object", "required": ["phone"], "properties": {"phone": {"type": "string"}}}
    answers = _answers("Reachability")
    del answers["409"]
    return {
        "summary": "Số điện thoại này có báo được qua Zalo không",
        "parameters": _headers(),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": phone, "example": {"phone": "0912345678"}}},
        },
        "responses": answers,
    }

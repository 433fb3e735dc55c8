"""What the description says of reading: the feed of deliveries, reports, and the calls we make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Answers = Callable[[str], dict[str, Any]]
_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"], "format": "date-time"}
_CALL = (
    "Gọi tới địa chỉ đã đăng ký khi một tin có kết quả cuối. Ký theo Standard Webhooks bằng mọi khóa còn "
    "hiệu lực; webhook-id giữ nguyên khi gọi lại. Trả lời 2xx là đã nhận, 410 là thôi gọi; còn lại được gọi "
    "lại nhiều lần."
)


@dataclass(frozen=True)
class Told:
    """An address of another feature under the same signature: what it gives, asked how, in which shape."""

    path: str
    summary: str
    queries: Mapping[str, str]  # name -> what it is
    shape: str
    schema: Mapping[str, Any]


_ALSO: list[Told] = []


def tell(one: Told) -> None:
    """Take it into the description; features do so when they are loaded."""
    _ALSO.append(one)


def paths(headers: list[dict[str, Any]], answers: Answers) -> dict[str, Any]:
    """The addresses that are read."""
    also = {
        one.path: {
            "get": _get(
                one.summary,
                [_query(name, said) for name, said in one.queries.items()],
                headers,
                answers(one.shape),
            )
        }
        for one in _ALSO
    }
    return also | {
        "/api/v1/deliveries": {
            "get": _get(
                "Kết quả từng tin, theo thứ tự cổng biết",
                [
                    _query("since", "Con trỏ next của lần trước, hoặc một thời điểm ISO 8601"),
                    _query("limit", "1 đến 500"),
                ],
                headers,
                answers("Deliveries"),
            )
        },
        "/api/v1/reports/messages": {
            "get": _get(
                "Mọi tin trong một khoảng thời gian, trả dần từng dòng",
                [
                    _query("from", "Ngày hoặc thời điểm đầu", is_required=True),
                    _query("to", "Ngày hoặc thời điểm cuối, không tính", is_required=True),
                    _query("format", "ndjson hoặc csv"),
                ],
                headers,
                _streamed(answers("Delivery")),
            )
        },
        "/api/v1/pushes/{webhook_id}": {
            "get": _get(
                "Kết quả của một lần đẩy: từng bản ghi và các tin phát sinh",
                [
                    {
                        "name": "webhook_id",
                        "in": "path",
                        "required": True,
                        "schema": {**_TEXT, "maxLength": 128},
                    }
                ],
                headers,
                answers("PushReport"),
                has_404=True,
            )
        },
    }


def _query(name: str, said: str, *, is_required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": is_required, "description": said, "schema": _TEXT}


def _get(
    summary: str,
    parameters: list[dict[str, Any]],
    headers: list[dict[str, Any]],
    answers: dict[str, Any],
    *,
    has_404: bool = False,
) -> dict[str, Any]:
    told = {code: said for code, said in answers.items() if code not in {"409", "415"}}
    if has_404:
        told["404"] = {**told.pop("422"), "description": "Không có lần đẩy này"}
    return {"summary": summary, "parameters": [*parameters, *headers], "responses": told}


def _streamed(answers: dict[str, Any]) -> dict[str, Any]:
    """One object a line, or a sheet."""
    kinds = {"application/x-ndjson": {"schema": _TEXT}, "text/csv": {"schema": _TEXT}}
    return {**answers, "200": {"description": "Một tin một dòng", "content": kinds}}


def webhooks() -> dict[str, Any]:
    """The call that we make."""
    body = {
        "type": "object",
        "properties": {"type": {"const": "delivery.final"}, "timestamp": _TEXT, "data": _ref("Delivery")},
    }
    return {
        "delivery.final": {
            "post": {
                "summary": "Kết quả cuối của một tin",
                "description": _CALL,
                "requestBody": {"content": {"application/json": {"schema": body}}},
                "responses": {"204": {"description": "Đã nhận"}},
            }
        }
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas() -> dict[str, Any]:
    """What is read."""
    states = ["sent", "failed", "refused", "superseded", "cancelled", "dropped"]
    result = {
        "MaHoSo": {"type": ["string", "null"]},
        "outcome": _TEXT,
        "messages": {"type": "array", "items": _TEXT},
    }
    counts = {"type": "object", "additionalProperties": {"type": "integer"}}
    return {one.shape: one.schema for one in _ALSO} | {
        "Delivery": {
            "type": "object",
            "properties": {
                "id": _TEXT,
                "MaHoSo": _TEXT,
                "version": {"type": "integer"},
                "kind": _TEXT,
                "state": {"enum": [*states, "not_on_zalo", "called", "given_up"]},
                "detail": _TEXT,
                "at": {**_TEXT, "format": "date-time"},
                "received_at": _MAYBE,
                "seen_at": _MAYBE,
            },
        },
        "Deliveries": {
            "type": "object",
            "required": ["data", "next", "more"],
            "properties": {
                "data": {"type": "array", "items": _ref("Delivery")},
                "next": _TEXT,
                "more": {"type": "boolean"},
            },
        },
        "PushReport": {
            "type": "object",
            "properties": {
                "at": _TEXT,
                "records": {"type": "integer"},
                "outcomes": counts,
                "messages": counts,
                "results": {"type": "array", "items": {"type": "object", "properties": result}},
            },
        },
    }

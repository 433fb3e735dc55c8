"""The OpenAPI description of GeoReport v2, for programs; it stands beside that of the one-stop interface."""

from collections.abc import Sequence
from typing import Any

from portal.core import settings
from portal.feedback.messages import MOST_PHOTOS
from portal.open311.forms import EAST, MOST_NAME, MOST_PLACE, MOST_TEXT, NORTH, SOUTH, WEST
from portal.open311.messages import SERVICES

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_TIME: Schema = {"type": "string", "format": "date-time"}
_WRONG = {
    "400": "Thiếu hoặc sai tham số; mỗi chỗ sai một dòng",
    "403": "api_key không đúng",
    "404": "Không có phản ánh, loại việc hoặc jurisdiction_id này",
    "429": "Gọi quá nhanh; Retry-After cho biết khi nào gọi lại",
}


def document() -> Schema:
    """The OpenAPI 3.1 document; paths are written with `.json`, each answers `.xml`, too."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Phản ánh hiện trường theo Open311 GeoReport v2",
            "version": "2",
            "description": "Mỗi địa chỉ có bản .json và .xml. Không công bố nội dung, địa điểm, người gửi.",
        },
        "servers": [{"url": f"{settings.get().base_url}/api/open311/v2"}],
        "paths": {
            "/discovery.json": _read("Các đầu mối của giao tiếp này", {"type": "object"}),
            "/services.json": _read("Các loại việc nhận phản ánh", _list("Service")),
            "/services/{service_code}.json": _read(
                "Câu hỏi riêng của một loại", _ref("ServiceDefinition"), [_in_path("service_code")]
            ),
            "/requests.json": {
                **_read("Phản ánh, mới nhất trước", _list("Request"), _filters()),
                "post": _create(),
            },
            "/requests/{service_request_id}.json": _read(
                "Một phản ánh", _list("Request"), [_in_path("service_request_id")]
            ),
            "/tokens/{token}.json": _read("Phản ánh của một token", _list("Token"), [_in_path("token")]),
        },
        "components": {"schemas": _schemas()},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}


def _asked(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _filters() -> list[Schema]:
    texts = [_asked(name, _TEXT) for name in ("service_request_id", "service_code")]
    times = [_asked(name, _TIME) for name in ("start_date", "end_date")]
    return [*texts, *times, _asked("status", {"enum": ["open", "closed", "open,closed", "closed,open"]})]


def _answers(schema: Schema, wrong: Sequence[str]) -> Schema:
    told = {"200": {"description": "Như chuẩn GeoReport v2", "content": _json(schema)}}
    return told | {code: {"description": _WRONG[code], "content": _json(_list("Error"))} for code in wrong}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _read(summary: str, schema: Schema, parameters: Sequence[Schema] = ()) -> Schema:
    told = [*parameters, _asked("jurisdiction_id", _TEXT)]
    return {
        "get": {
            "summary": summary,
            "parameters": told,
            "responses": _answers(schema, ("400", "404", "429")),
        }
    }


def _create() -> Schema:
    body = {"application/x-www-form-urlencoded": {"schema": _ref("NewRequest")}}
    return {
        "summary": "Gửi một phản ánh; cùng nội dung trong ngày nhận lại cùng service_request_id",
        "requestBody": {"required": True, "content": body},
        "responses": _answers(_list("Created"), tuple(_WRONG)),
    }


def _object(fields: Schema, required: Sequence[str]) -> Schema:
    return {"type": "object", "properties": fields, "required": list(required)}


def _schemas() -> Schema:
    service = dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), _TEXT)
    service |= {"metadata": {"type": "boolean"}, "type": {"enum": ["realtime"]}}
    texts = ("service_request_id", "status_notes", "service_name", "service_code", "agency_responsible")
    kept = ("description", "service_notice", "address", "address_id", "zipcode", "media_url")
    request = dict.fromkeys(texts, _TEXT) | dict.fromkeys(kept, _MAYBE)
    request |= {
        "status": {"enum": ["open", "closed"]},
        "expected_datetime": {**_TIME, "type": _MAYBE["type"]},
    }
    request |= dict.fromkeys(("requested_datetime", "updated_datetime"), _TIME)
    request |= dict.fromkeys(("lat", "long"), {"type": ["number", "null"]})
    created = {"service_request_id": _TEXT, "service_notice": _TEXT, "account_id": _MAYBE}
    tokens = {"service_request_id": _TEXT, "token": _TEXT}
    errors = {"code": {"type": "integer"}, "description": _TEXT}
    definition = {"service_code": _TEXT, "attributes": {"type": "array", "maxItems": 0}}
    made = {"Service": service, "Request": request, "Created": created, "Token": tokens, "Error": errors}
    made |= {"ServiceDefinition": definition}
    return {name: _object(fields, sorted(fields)) for name, fields in made.items()} | {"NewRequest": _new()}


def _new() -> Schema:
    fields: Schema = {
        "api_key": _TEXT,
        "service_code": {"enum": sorted(SERVICES)},
        "description": {"type": "string", "minLength": 1, "maxLength": MOST_TEXT},
        "lat": {"type": "number", "minimum": SOUTH, "maximum": NORTH},
        "long": {"type": "number", "minimum": WEST, "maximum": EAST},
        "address_string": {"type": "string", "maxLength": MOST_PLACE},
        "media_url": {
            "type": "string",
            "description": f"https, nhiều nhất {MOST_PHOTOS}, cách bằng dấu cách",
        },
        **dict.fromkeys(("first_name", "last_name"), {"type": "string", "maxLength": MOST_NAME}),
        **dict.fromkeys(("phone", "email", "jurisdiction_id"), _TEXT),
    }
    either = [{"required": ["lat", "long"]}, {"required": ["address_string"]}]
    return _object(fields, ("api_key", "service_code", "description")) | {"anyOf": either}

"""What a message to a citizen may contain, and how the phone will show it."""

from typing import Any

from zalosim.media import Blob, Media
from zalosim.openapi.replies import Refused, invalid

QUERY_TYPES = ("oa.query.show", "oa.query.hide")


def checked(message: Any, media: Media, now_ms: int) -> dict[str, Any]:
    """The message as the chat shows it; Refused names the first member that is wrong."""
    if not isinstance(message, dict):
        raise invalid("message")
    shown: dict[str, Any] = {"type": "text", "text": _text(message, "text", 2000, required=False)}
    attachment = message.get("attachment")
    if attachment is None:
        if not shown["text"].strip():
            raise invalid("text")
        quoted = message.get("quote_message_id")
        return shown | ({"quote": str(quoted)} if quoted else {})
    payload = _object(_object(attachment, "attachment").get("payload"), "payload")
    if attachment.get("type") == "file":
        blob = _uploaded(media, payload.get("token"), "token", now_ms)
        size = str(len(blob.data))
        return shown | {"type": "file", "file": {"name": blob.name, "size": size, "id": payload["token"]}}
    if attachment.get("type") != "template":
        raise Refused(-233)
    return shown | _template(payload, media, now_ms, has_text=bool(shown["text"].strip()))


def _template(payload: dict[str, Any], media: Media, now_ms: int, *, has_text: bool) -> dict[str, Any]:
    kind = payload.get("template_type", "button")
    if kind == "button":
        if not has_text:
            raise invalid("text")
        return {"buttons": _buttons(payload.get("buttons"), required=True)}
    if kind == "media":
        return _media(_elements(payload, 1)[0], media, now_ms)
    if kind == "list":
        cards = [_card(element, first=not at) for at, element in enumerate(_elements(payload, 5))]
        return {"type": "list", "cards": cards, "buttons": _buttons(payload.get("buttons"))}
    if kind == "request_user_info":
        element = _elements(payload, 1)[0]
        title = _text(element, "title", 100)
        subtitle = _text(element, "subtitle", 500)
        return {
            "type": "ask",
            "ask": {"title": title, "subtitle": subtitle, "image": _url(element, "image_url")},
        }
    if kind == "promotion" or str(kind).startswith("transaction_"):
        return _legacy(payload)
    raise invalid("template_type")


def _media(element: dict[str, Any], media: Media, now_ms: int) -> dict[str, Any]:
    kind = element.get("media_type")
    if kind not in ("image", "gif", "sticker"):
        raise invalid("media_type")
    if kind == "gif" and not (element.get("width") and element.get("height")):
        raise invalid("width")
    if kind == "sticker":
        return {"type": "sticker", "sticker": _text(element, "attachment_id", 200)}
    if element.get("attachment_id"):
        _uploaded(media, element["attachment_id"], "attachment_id", now_ms)
        return {"type": kind, "image_id": element["attachment_id"]}
    return {"type": kind, "image": _url(element, "url")}


def _card(element: dict[str, Any], *, first: bool) -> dict[str, Any]:
    action = element.get("default_action")
    card: dict[str, Any] = {
        "title": _text(element, "title", 100),
        "subtitle": _text(element, "subtitle", 500, required=first),
        "image": _url(element, "image_url", required=False),
    }
    if action is not None:
        card["action"] = _button({"title": "-", **_object(action, "default_action")}, flat=True)
    return card


def _legacy(payload: dict[str, Any]) -> dict[str, Any]:
    lines: list[str] = []
    for element in _elements(payload, 10):
        content = element.get("content")
        if element.get("type") == "table" and isinstance(content, list):
            lines += [f"{_text(row, 'key', 25)}: {_text(row, 'value', 100)}" for row in content]
        elif element.get("type") in ("header", "text"):
            lines.append(_text(element, "content", 100 if element["type"] == "header" else 1000))
    return {"text": "\n".join(lines), "buttons": _buttons(payload.get("buttons"), most=4)}


def _buttons(buttons: Any, *, required: bool = False, most: int = 5) -> list[dict[str, Any]]:
    if buttons is None and not required:
        return []
    if not isinstance(buttons, list) or (required and not buttons):
        raise invalid("buttons")
    if len(buttons) > most:
        raise Refused(-210)
    return [_button(_object(button, "buttons")) for button in buttons]


def _button(button: dict[str, Any], *, flat: bool = False) -> dict[str, Any]:
    kind = button.get("type")
    title = _text(button, "title", 100)
    payload = button.get("payload")
    if kind in QUERY_TYPES:
        return {"title": title, "type": kind, "payload": _text({"payload": payload}, "payload", 1000)}
    if kind == "oa.open.url":
        holder = button if flat and "url" in button else _object(payload, "payload")
        return {"title": title, "type": kind, "url": _url(holder, "url")}
    if kind in ("oa.open.phone", "oa.open.sms"):
        holder = _object(payload, "payload")
        made = {"title": title, "type": kind, "phone": _text(holder, "phone_code", 20)}
        return made | ({"content": _text(holder, "content", 160)} if kind == "oa.open.sms" else {})
    raise invalid("type")


def _elements(payload: dict[str, Any], most: int) -> list[dict[str, Any]]:
    elements = payload.get("elements")
    if not isinstance(elements, list) or not elements:
        raise invalid("elements")
    if len(elements) > most:
        raise Refused(-210)
    return [_object(element, "elements") for element in elements]


def _uploaded(media: Media, blob_id: Any, name: str, now_ms: int) -> Blob:
    blob = media.get(str(blob_id or ""))
    if blob is None:
        raise invalid(name)
    if blob.expires and blob.expires <= now_ms:
        raise Refused(-100)
    return blob


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid(name)
    return value


def _text(holder: Any, name: str, most: int, *, required: bool = True) -> str:
    value = _object(holder, name).get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        raise invalid(name)
    if len(value) > most:
        raise Refused(-210)
    return value


def _url(holder: dict[str, Any], name: str, *, required: bool = True) -> str:
    value = _text(holder, name, 2000, required=required)
    if value and not value.startswith(("http://", "https://")):
        raise invalid(name)
    return value

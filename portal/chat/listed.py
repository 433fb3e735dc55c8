"""A message of Zalo's chat lists as the event that the webhook would have told (CONTRACT.md 4.3)."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.chat.events.values import id_of, moment_of, text_of
from portal.core import settings, strict_json
from portal.core.errors import Malformed

FROM_ACCOUNT, FROM_USER = "0", "1"
NAMES = {
    "text": "user_send_text",
    "photo": "user_send_image",
    "gif": "user_send_gif",
    "sticker": "user_send_sticker",
    "link": "user_send_link",
    "links": "user_send_link",
    "voice": "user_send_audio",
    "video": "user_send_video",
    "location": "user_send_location",
    "file": "user_send_file",
}
CARD = "user_send_business_card"
KINDS = {"user_send_image": "image", "user_send_audio": "audio", "user_send_link": "link", CARD: "link"}


@dataclass(frozen=True)
class Listed:
    """One message of a chat; `name` is None where the list does not show what it was."""

    user_id: str
    message_id: str
    at: dt.datetime
    is_from_user: bool
    name: str | None
    raw: bytes  # the event, not signed by anybody; empty for the account's own words


def read(row: Mapping[str, Any]) -> Listed | None:
    """A row of either list; None when it tells not who, what or when."""
    sender, receiver = id_of(row.get("from_id")), id_of(row.get("to_id"))
    message_id, at = id_of(row.get("message_id")), moment_of(row.get("time"))
    if message_id is None or at is None or sender is None or receiver is None:
        return None
    ours = settings.get().zalo_oa_id
    is_from_user = sender != ours if ours in {sender, receiver} else str(row.get("src")) == FROM_USER
    user_id = sender if is_from_user else receiver
    name = _name(row) if is_from_user else None
    raw = _raw(row, name, user_id, message_id, at) if name else b""
    return Listed(user_id, message_id, at, is_from_user, name, raw)


def _name(row: Mapping[str, Any]) -> str | None:
    name = NAMES.get(str(row.get("type")))
    return CARD if name == "user_send_link" and "phone" in _object(row.get("description")) else name


def _raw(row: Mapping[str, Any], name: str, user_id: str, message_id: str, at: dt.datetime) -> bytes:
    said, message = row.get("message"), {"msg_id": message_id}
    if isinstance(said, str) and said not in {row.get("url"), row.get("thumb")}:
        message["text"] = said
    if name != "user_send_text":
        message["attachments"] = [_attachment(row, name)]  # type: ignore[assignment]
    event = {
        "app_id": settings.get().zalo_app_id,
        "event_name": name,
        "sender": {"id": user_id},
        "recipient": {"id": settings.get().zalo_oa_id},
        "message": message,
        "timestamp": str(round(at.timestamp() * 1000)),
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _attachment(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Only what an event would carry; names and faces stay where they are."""
    place = _object(row.get("location"))
    told = {
        "url": text_of(row.get("url")),
        "thumbnail": text_of(row.get("thumb")),
        "description": text_of(row.get("description")),
        "coordinates": {name: place[name] for name in ("latitude", "longitude") if name in place},
    }
    kind = KINDS.get(name, name.removeprefix("user_send_"))
    return {"type": kind, "payload": {member: value for member, value in told.items() if value}}


def _object(told: Any) -> Mapping[str, Any]:
    """JSON in a string, as some members come."""
    if not isinstance(told, str) or not told.startswith("{"):
        return {}
    try:
        found = strict_json.read(told.encode(), depth=4)
    except (Malformed, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

"""Webhook calls as Zalo makes them, for tests: bodies, digests and a way to post them."""

import hashlib
import json
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock

APP = "1879034526617720931"
OA = "2958416037745520183"
SECRET = "SimOaSecretKey0123456789"
USER = "6713920485510237746"
numbers = count(1)


def now_ms(seconds: float = 0) -> str:
    """Now, or so many seconds from now, as Zalo writes it."""
    return str(int((clock.now().timestamp() + seconds) * 1000))


def event(name: str, user_id: str = USER, *, seconds: float = 0, **members: Any) -> dict[str, Any]:
    """An event about a person, `seconds` from now."""
    return {
        "app_id": APP,
        "oa_id": OA,
        "event_name": name,
        "user_id_by_app": "3390176254408815527",
        "timestamp": now_ms(seconds),
        "sender": {"id": user_id},
        "recipient": {"id": OA},
        **members,
    }


def said(text: str, user_id: str = USER, **members: Any) -> dict[str, Any]:
    """Somebody writes."""
    return event("user_send_text", user_id, message={"text": text, "msg_id": f"m{next(numbers)}"}, **members)


def followed(user_id: str = USER, *, name: str = "follow", seconds: float = 0) -> dict[str, Any]:
    """Somebody follows, or with `unfollow` leaves."""
    told = event(name, user_id, seconds=seconds, follower={"id": user_id}, source="oa_profile")
    return {key: value for key, value in told.items() if key not in {"sender", "recipient"}}


def shared(phone: Any, user_id: str = USER) -> dict[str, Any]:
    """Somebody sends their number through Zalo's own form."""
    return event("user_submit_info", user_id, info={"name": "Nguyễn Văn An", "phone": phone})


def raw_of(body: dict[str, Any]) -> bytes:
    """The bytes as they travel."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def mac_of(raw: bytes, timestamp: str, secret: str = SECRET, app_id: str = APP) -> str:
    """What Zalo writes into its header."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def post_raw(client: FlaskClient, raw: bytes, signature: str | None, **headers: str) -> TestResponse:
    """Exactly these bytes with this header."""
    told = {"X-ZEvent-Signature": signature} if signature is not None else {}
    return client.post(
        "/zalo/webhook", data=raw, content_type="application/json", headers={**told, **headers}
    )


def post(client: FlaskClient, body: dict[str, Any]) -> TestResponse:
    """An event, rightly signed."""
    raw = raw_of(body)
    return post_raw(client, raw, f"mac={mac_of(raw, str(body.get('timestamp', '')))}")

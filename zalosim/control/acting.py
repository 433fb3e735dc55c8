"""Control calls in which a citizen, or the platform, does something."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from zalosim import acts, emitting
from zalosim.control.reading import json_object
from zalosim.multipart import parts
from zalosim.webhooks import Delivery
from zalosim.wire import Request
from zalosim.world import World


def say(world: World, request: Request) -> dict[str, Any]:
    """A citizen writes, or sends a picture: base64 in `image`, or a multipart `file`."""
    uploaded = parts(request)
    fields: dict[str, Any]
    if uploaded:
        fields = {name: data.decode() for name, (file, data) in uploaded.items() if not file}
        name, data = uploaded.get("file", uploaded.get("image", ("", b"")))
    else:
        fields = json_object(request)
        name, data = str(fields.get("name", "")), _base64(fields.get("image"))
    user_id, text = str(fields.get("user_id") or ""), str(fields.get("text") or "")
    if not user_id.isdigit() or not (text or data):
        raise ValueError("user_id (digits) and text or image are needed")
    if data:
        return _sent(acts.send_file(world, user_id, data, name, text))
    return _sent(acts.say(world, user_id, text, quote=str(fields.get("quote") or "")))


def _base64(value: Any) -> bytes:
    if not value:
        return b""
    try:
        return base64.b64decode(str(value).rsplit(",", 1)[-1], validate=True)
    except binascii.Error as problem:
        raise ValueError("image must be base64") from problem


def emit(world: World, request: Request) -> dict[str, Any]:
    """Any event by name; see `emitting`."""
    sent = emitting.emit(world, json_object(request))
    return {"emitted": [delivery.shown() for delivery in sent]}


def act(world: World, request: Request) -> dict[str, Any]:
    """What else a citizen does: follow, unfollow, open_chat, share_info, withdraw, see, rate ..."""
    order = json_object(request)
    name, user_id = str(order.pop("act", "")), str(order.pop("user_id", ""))
    if name not in ACTS or not user_id.isdigit():
        raise ValueError(f"act must be one of {', '.join(ACTS)}, with user_id")
    delivery = ACTS[name](world, user_id, **order)
    return _sent(delivery) if delivery is not None else {"ok": True}


def phone_code(world: World, request: Request) -> dict[str, Any]:
    """A Mini App's one-use phone token and a citizen's access token, as its SDK would give them."""
    wanted = json_object(request)
    user_id = str(wanted.get("user_id") or "")
    person = world.visitor(user_id)
    with world.lock:
        grant = world.tokens.issue(world.clock.now_ms(), 3600, person.user_id)
    return {"code": acts.phone_code(world, user_id, wanted.get("location")), "access_token": grant.access}


def _sent(delivery: Delivery) -> dict[str, Any]:
    return {"ok": True, "event": delivery.shown()}


ACTS: dict[str, Callable[..., Delivery | None]] = {
    "follow": acts.follow,
    "unfollow": acts.unfollow,
    "open_chat": acts.open_chat,
    "say": acts.say,
    "share_info": acts.share_info,
    "send_location": acts.send_location,
    "see": acts.see,
    "withdraw": acts.withdraw,
    "rate": acts.rate,
}

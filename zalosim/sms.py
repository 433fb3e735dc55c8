"""A pretended SMS gateway beside the pretended Zalo: one address, one answer, everything remembered.

It is no part of Zalo. It stands here so that the last way to somebody can be walked in a demo and in tests.
"""

import base64
import hashlib
import hmac
from typing import Any

from zalosim import events
from zalosim.wire import Answer, Request
from zalosim.world import World

PATH = "/sms/send"


def answer(world: World, request: Request) -> Answer | None:
    """`POST /sms/send`: who may, to whom, what; None: not ours."""
    if request.path != PATH:
        return None
    if request.method != "POST":
        return Answer.of({"error": "method"}, 405)
    if not _may(world, request):
        return Answer.of({"error": "who are you"}, 401)
    try:
        body = request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or not _is_whole(body):
        return Answer.of({"error": "phone and text"}, 422)
    if world.switches.sms_code:
        return Answer.of({"code": world.switches.sms_code})
    with world.lock:
        message_id = events.new_id()
        user_id = world.by_phone.get(str(body["phone"]), "")
        world.ledger.add(request, "sms", world.clock.now_ms(), user_id, message_id)
    return Answer.of({"code": "0", "id": message_id})


def _is_whole(body: dict[str, Any]) -> bool:
    return all(isinstance(body.get(name), str) and body[name] for name in ("phone", "text"))


def _may(world: World, request: Request) -> bool:
    """By token, or by a signature of Standard Webhooks; an empty switch lets everybody in."""
    secret = world.switches.sms_secret
    if not secret:
        return True
    if request.header("authorization"):
        return hmac.compare_digest(request.header("authorization"), f"Bearer {secret}")
    told = f"{request.header('webhook-id')}.{request.header('webhook-timestamp')}.".encode() + request.body
    mac = hmac.new(base64.b64decode(secret), told, hashlib.sha256).digest()
    return hmac.compare_digest(request.header("webhook-signature"), "v1," + base64.b64encode(mac).decode())

"""business.openapi.zalo.me: template messages to phone numbers (ZNS)."""

import hashlib
import re
from typing import Any

from zalosim import events
from zalosim.openapi.replies import Refused
from zalosim.people import Person
from zalosim.wire import Answer, Request
from zalosim.world import World

WORDS = {
    -32: "Your application reached limit call api",
    -107: "Message id is invalid",
    -108: "Phone number is invalid",
    -109: "Template id is invalid",
    -114: "User is inactive, or reject the message, or using an outdated Zalo version, "
    "or other internal errors",
    -115: "Out of quota",
    -118: "Zalo account does not exist",
    -121: "Body is empty",
    -122: "Body format is invalid",
    -124: "Access token is invalid",
    -127: "Test template can only be sent to admins",
    -131: "Template is not approved",
    -132: "Parameter is invalid",
    -133: "This template may not be sent at night (22:00-06:00)",
    -144: "OA has reached its daily limit",
    -1121: "Template data is too long",
    -1122: "Template data is missing a parameter",
}
STATUSES = {1: "ENABLE", 2: "PENDING_REVIEW", 3: "REJECT", 4: "DISABLE"}


def answer(world: World, request: Request) -> Answer | None:
    """One ZNS call; None: not ours."""
    call = CALLS.get((request.method, request.path))
    if call is None:
        return None
    with world.lock:
        may_pass, headers = world.quotas.call(world.switches.rate_limit)
        try:
            if not may_pass:
                raise Refused(-32, WORDS[-32])
            grant = world.tokens.alive(request.header("access_token"), world.clock.now_ms())
            if grant is None or grant.user_id:
                raise _refused(-124)
            given = Answer.of({"error": 0, "message": "Success"} | call(world, request))
        except Refused as problem:
            given = Answer.of({"error": problem.code, "message": problem.message})
        given.headers.update(headers)
        return given


def _refused(code: int) -> Refused:
    return Refused(code, WORDS.get(code, "Simulated refusal"))


def send(world: World, request: Request) -> dict[str, Any]:
    """`POST /message/template`."""
    body = _body(request)
    phone = _phone(world, request, body)
    tracking_id = str(body.get("tracking_id") or "")
    if len(tracking_id) > 48:
        raise _refused(-132)
    _check_template(world, body)
    person = world.person(world.by_phone.get(phone, ""))
    if person is None:
        raise _refused(-118)
    if body.get("mode") == "development" and not person.is_admin:
        raise _refused(-127)
    if person.zns:
        raise _refused(int(person.zns))
    if world.switches.zns_night and world.clock.is_night():
        raise _refused(-133)
    if not world.switches.zns_wallet:
        raise _refused(-115)
    if not world.quotas.take("zns", world.switches.zns_quota):
        raise _refused(-144)
    return _sent(world, request, person, tracking_id, str(body.get("sending_mode") or "1"))


def _phone(world: World, request: Request, body: dict[str, Any]) -> str:
    if request.path.endswith("/hashphone"):
        asked = str(body.get("hash_phone") or body.get("phone") or "")
        known = (one for one in world.by_phone if hashlib.sha256(one.encode()).hexdigest() == asked)
        return next(known, "")
    phone = str(body.get("phone") or "")
    if not re.fullmatch(r"84\d{8,10}", phone):
        raise _refused(-108)
    return phone


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        raise _refused(-121)
    try:
        body = request.json()
    except ValueError as problem:
        raise _refused(-122) from problem
    if not isinstance(body, dict):
        raise _refused(-122)
    return body


def _check_template(world: World, body: dict[str, Any]) -> None:
    template = world.templates.known.get(str(body.get("template_id") or ""))
    if template is None:
        raise _refused(-109)
    if template["status"] != "ENABLE":
        raise _refused(-131)
    data = body.get("template_data")
    if not isinstance(data, dict):
        raise _refused(-1122)
    for param in template["listParams"]:
        value = data.get(param["name"])
        if value is None and param["require"]:
            raise _refused(-1122)
        if value is not None and len(str(value)) > param["maxLength"]:
            raise _refused(-1121)


def _sent(world: World, request: Request, person: Person, tracking_id: str, mode: str) -> dict[str, Any]:
    now, msg_id = world.clock.now_ms(), events.new_id()
    delay = world.switches.zns_delay
    due = None if delay < 0 else now + round(delay * 1000)
    world.templates.sent[msg_id] = {"delivered": due, "phone": person.phone, "tracking_id": tracking_id}
    if due is not None:
        told = {"delivery_time": str(due), "msg_id": msg_id, "tracking_id": tracking_id or None}
        recipient = {"id": person.phone}
        world.emit("user_received_message__zns", None, recipient=recipient, message=told, delay_seconds=delay)
    world.ledger.add(request, "send", now, person.user_id, msg_id)
    quota = {"dailyQuota": str(world.switches.zns_quota), "remainingQuota": str(_left(world))}
    return {"data": {"msg_id": msg_id, "sent_time": str(now), "sending_mode": mode, "quota": quota}}


def _left(world: World) -> int:
    return world.quotas.left("zns", world.switches.zns_quota)


def status(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/status`: -1 unknown, 0 on its way, 1 on the phone."""
    sent = world.templates.sent.get(request.query.get("message_id", ""))
    if sent is None:
        return {"data": {"delivery_time": None, "message": "The message is unknown", "status": -1}}
    due = sent["delivered"]
    if due is None or due > world.clock.now_ms():
        return {"data": {"delivery_time": None, "message": "The message is on its way", "status": 0}}
    words = "The message was delivered to the user's phone"
    return {"data": {"delivery_time": str(due), "message": words, "status": 1}}


def quota(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/quota`."""
    return {"data": {"dailyQuota": str(world.switches.zns_quota), "remainingQuota": str(_left(world))}}


def quality(world: World, request: Request) -> dict[str, Any]:
    """`GET /quality`."""
    return {"data": {"oaCurrentQuality": "HIGH", "oa7dayQuality": "HIGH"}}


def tags(world: World, request: Request) -> dict[str, Any]:
    """`GET /message/template-tag`."""
    return {"data": ["TRANSACTION", "CUSTOMER_CARE"]}


def templates(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/all`."""
    found = list(world.templates.known.values())
    wanted = request.query.get("status", "")
    if wanted:
        found = [one for one in found if wanted.isdigit() and one["status"] == STATUSES.get(int(wanted))]
    names = ("templateId", "templateName", "status", "templateQuality")
    listed = [{name: one[name] for name in names} | {"createdTime": 1767225600000} for one in found]
    return {"data": listed, "metadata": {"total": len(listed)}}


def template_info(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/info/v2`."""
    template = world.templates.known.get(request.query.get("template_id", ""))
    if template is None:
        raise _refused(-109)
    return {"data": template}


def sample_data(world: World, request: Request) -> dict[str, Any]:
    """`GET /template/sample-data`."""
    template = template_info(world, request)["data"]
    return {"data": {param["name"]: f"<{param['name']}>" for param in template["listParams"]}}


def ratings(world: World, request: Request) -> dict[str, Any]:
    """`GET /rating/get`."""
    return {"data": {"total": len(world.templates.ratings), "data": world.templates.ratings}}


CALLS = {
    ("POST", "/message/template"): send,
    ("POST", "/message/template/hashphone"): send,
    ("GET", "/message/status"): status,
    ("GET", "/message/quota"): quota,
    ("GET", "/message/template-tag"): tags,
    ("GET", "/quality"): quality,
    ("GET", "/template/all"): templates,
    ("GET", "/template/info/v2"): template_info,
    ("GET", "/template/sample-data"): sample_data,
    ("GET", "/rating/get"): ratings,
    ("POST", "/rating/get"): ratings,
}

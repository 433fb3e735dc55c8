"""A template message to a phone number."""

import hashlib
import re
from typing import Any

from zalosim import events
from zalosim.business.replies import left, refused
from zalosim.people import Person
from zalosim.wire import Request
from zalosim.world import World


def send(world: World, request: Request) -> dict[str, Any]:
    """`POST /message/template`."""
    body = _body(request)
    phone = _phone(world, request, body)
    tracking_id = str(body.get("tracking_id") or "")
    if len(tracking_id) > 48:
        raise refused(-132)
    _check_template(world, body)
    person = world.person(world.by_phone.get(phone, ""))
    if person is None:
        raise refused(-118)
    is_trial = body.get("mode") == "development"
    if is_trial and not person.is_admin:
        raise refused(-127)
    if person.zns:
        raise refused(int(person.zns))
    if world.switches.zns_night and world.clock.is_night():
        raise refused(-133)
    _charge(world, is_trial=is_trial)
    return _sent(world, request, person, tracking_id, str(body.get("sending_mode") or "1"))


def _charge(world: World, *, is_trial: bool) -> None:
    """What a message takes of money and of the day's quota; a trial takes neither, it has its own."""
    if is_trial:
        if not world.quotas.take("zns-trial", world.switches.zns_dev_quota):
            raise refused(-126)
        return
    if not world.switches.zns_wallet:
        raise refused(-115)
    if not world.switches.zns_charging:
        raise refused(-137)
    if not world.quotas.take("zns", world.switches.zns_quota):
        raise refused(-144)


def _phone(world: World, request: Request, body: dict[str, Any]) -> str:
    if request.path.endswith("/hashphone"):
        asked = str(body.get("hash_phone") or body.get("phone") or "")
        known = (one for one in world.by_phone if hashlib.sha256(one.encode()).hexdigest() == asked)
        return next(known, "")
    phone = str(body.get("phone") or "")
    if not re.fullmatch(r"84\d{8,10}", phone):
        raise refused(-108)
    return phone


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        raise refused(-121)
    try:
        body = request.json()
    except ValueError as problem:
        raise refused(-122) from problem
    if not isinstance(body, dict):
        raise refused(-122)
    return body


def _check_template(world: World, body: dict[str, Any]) -> None:
    template = world.templates.known.get(str(body.get("template_id") or ""))
    if template is None:
        raise refused(-109)
    if template["status"] != "ENABLE":
        raise refused(-146 if template["status"] == "DISABLE" else -131)
    data = body.get("template_data")
    if not isinstance(data, dict):
        raise refused(-1122)
    for param in template["listParams"]:
        value = data.get(param["name"])
        if value is None and param["require"]:
            raise refused(-1122)
        if value is not None and len(str(value)) > param["maxLength"]:
            raise refused(-1121)


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
    quota = {"dailyQuota": str(world.switches.zns_quota), "remainingQuota": str(left(world))}
    return {"data": {"msg_id": msg_id, "sent_time": str(now), "sending_mode": mode, "quota": quota}}

"""Sending: which door for which account, who may be written to, and the replies."""

from typing import Any

from zalosim import events
from zalosim.delivering import deliver
from zalosim.openapi import broadcasts
from zalosim.openapi.checking import checked
from zalosim.openapi.replies import Refused, invalid, json_body, success
from zalosim.people import Person
from zalosim.wire import Answer, Request
from zalosim.world import World

BUSINESS, STATE_AGENCY = 2, 4
WEEK_MS = 7 * 24 * 3600 * 1000
REACTIONS = ("/-strong", "/-heart", ":>", "--b", ":-((", ":-h", ":o", "/-remove")


def send_v3(world: World, request: Request) -> Answer:
    """`/v3.0/oa/message/cs` and its sisters: not for state agencies."""
    if world.switches.oa_type == STATE_AGENCY:
        raise Refused(-235)
    body = json_body(request, strict=world.switches.strict)
    return _to_user(world, request, body, {"sent_time": str(world.clock.now_ms())})


def send_promotion(world: World, request: Request) -> Answer:
    """`/v3.0/oa/message/promotion`: by day only."""
    if world.clock.is_night():
        raise Refused(-234)
    return send_v3(world, request)


def send_v2(world: World, request: Request) -> Answer:
    """`/v2.0/oa/message`: reactions and broadcasts for all, text only for state agencies."""
    body = json_body(request, strict=world.switches.strict)
    recipient = _recipient(body)
    if "target" in recipient:
        return broadcasts.send(world, request, recipient["target"], body.get("message"))
    if "sender_action" in body:
        return _react(world, request, recipient, body["sender_action"])
    if "anonymous_id" in recipient:
        return _to_anonymous(world, request, recipient, body.get("message"))
    if world.switches.oa_type != STATE_AGENCY:
        raise Refused(-240)
    return _to_user(world, request, body, {})


def _recipient(body: dict[str, Any]) -> dict[str, Any]:
    recipient = body.get("recipient")
    if not isinstance(recipient, dict):
        raise invalid("recipient")
    return recipient


def _to_user(world: World, request: Request, body: dict[str, Any], extra: dict[str, Any]) -> Answer:
    recipient = _recipient(body)
    person = _addressed(world, recipient)
    shown = checked(body.get("message"), world.media, world.clock.now_ms())
    if world.switches.windows:
        check_window(person, world.clock.now_ms())
    if world.switches.refused_text and world.switches.refused_text in shown["text"]:
        raise Refused(-248)
    if not world.quotas.take("message", world.switches.message_quota):
        raise Refused(-211)
    message_id = deliver(world, person, shown)
    world.ledger.add(request, "send", world.clock.now_ms(), person.user_id, message_id)
    return success({"message_id": message_id, "user_id": person.user_id} | extra)


def _addressed(world: World, recipient: dict[str, Any]) -> Person:
    if recipient.get("message_id"):
        for owner_id in world.chats.by_user:
            if world.chats.find(owner_id, str(recipient["message_id"])):
                return world.people[owner_id]
        raise invalid("message_id")
    asked = recipient.get("user_id")
    person = world.person(str(asked)) if isinstance(asked, str | int) else None
    if person is None:
        raise invalid("user_id")
    return person


def check_window(person: Person, now_ms: int) -> None:
    """Whether this citizen may be written to now."""
    if person.banned:
        raise Refused(-222)
    if person.restricted:
        raise Refused(-244)
    if person.full:
        raise Refused(-218)
    if person.last_interaction is None:
        raise Refused(-232 if person.is_following else -213)
    if now_ms - person.last_interaction > WEEK_MS:
        raise Refused(-230)


def _react(world: World, request: Request, recipient: dict[str, Any], action: Any) -> Answer:
    person = _addressed(world, recipient)
    if not isinstance(action, dict) or action.get("react_icon") not in REACTIONS:
        raise invalid("react_icon")
    message_id = str(action.get("react_message_id") or "")
    message = world.chats.find(person.user_id, message_id)
    if message is None:
        raise invalid("react_message_id")
    icon = str(action["react_icon"])
    message["reaction"] = "" if icon == "/-remove" else icon
    world.touch(person)
    world.emit("oa_reacted_message", person, message={"msg_id": message_id, "react_icon": icon})
    world.ledger.add(request, "write", world.clock.now_ms(), person.user_id, message_id)
    return success({"message_id": message_id, "user_id": person.user_id})


def _to_anonymous(world: World, request: Request, recipient: dict[str, Any], message: Any) -> Answer:
    if not recipient.get("conversation_id"):
        raise invalid("conversation_id")
    shown = checked(message, world.media, world.clock.now_ms())
    message_id = events.new_id()
    if world.switches.echo:
        about = {
            "conversation_id": str(recipient["conversation_id"]),
            "text": shown["text"],
            "msg_id": message_id,
        }
        world.emit("oa_send_anonymous_text", recipient={"id": str(recipient["anonymous_id"])}, message=about)
    world.ledger.add(request, "send", world.clock.now_ms(), "", message_id)
    return success({"message_id": message_id, "anonymous_id": str(recipient["anonymous_id"])})


def send_template(world: World, request: Request) -> Answer:
    """`/v3.0/oa/message/template`: an approved template to a user id."""
    body = json_body(request, strict=world.switches.strict)
    recipient = body.get("recipient") if isinstance(body.get("recipient"), dict) else body
    person = _addressed(world, recipient or {})
    template = world.templates.known.get(str(body.get("template_id") or ""))
    if template is None or template["status"] != "ENABLE":
        raise invalid("template_id")
    if template["templateTag"] != "TRANSACTION":
        raise Refused(-249, "Template does not support send via UID")
    text = rendered(template, body.get("template_data"))
    message_id = deliver(world, person, {"type": "text", "text": text}, as_template=True)
    world.ledger.add(request, "send", world.clock.now_ms(), person.user_id, message_id)
    quota = {"quota_type": "purchase_quota", "remain": 1000}
    data = {"message_id": message_id, "user_id": person.user_id, "sent_time": str(world.clock.now_ms())}
    return success(data | {"quota": quota})


def rendered(template: dict[str, Any], data: Any) -> str:
    """What the citizen reads of a template: its name and the values given."""
    if not isinstance(data, dict):
        raise invalid("template_data")
    values = []
    for param in template["listParams"]:
        value = data.get(param["name"])
        if value is None and param["require"]:
            raise invalid(param["name"])
        if value is not None and len(str(value)) > param["maxLength"]:
            raise Refused(-210)
        values.append(f"{param['name']}: {value}" if value is not None else "")
    return "\n".join([template["templateName"], *filter(None, values)])

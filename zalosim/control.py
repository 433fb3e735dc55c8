"""The control addresses under /_sim/: a test or a person on this machine turns the world with them."""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from zalosim import acts, emitting, people
from zalosim.faults import from_json as fault_from_json
from zalosim.multipart import parts
from zalosim.people import Person
from zalosim.signing import masked
from zalosim.webhooks import Delivery
from zalosim.wire import Answer, Request
from zalosim.world import World


def answer(world: World, request: Request) -> Answer:
    """One control call; 400 says what is wrong with it."""
    if not _is_local(request):
        return Answer.of({"error": "only from this machine"}, 403)
    by_method = CALLS.get(request.path)
    if by_method is None:
        return Answer.of({"error": f"no such address; there are {', '.join(sorted(CALLS))}"}, 404)
    call = by_method.get(request.method)
    if call is None:
        return Answer.of({"error": f"use {' or '.join(by_method)}"}, 405, {"Allow": ", ".join(by_method)})
    try:
        return Answer.of(call(world, request))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        return Answer.of({"error": str(problem) or type(problem).__name__}, 400)


def _is_local(request: Request) -> bool:
    """By address and by name: a web page must not reach us through a name that points at 127.0.0.1."""
    host = urlsplit(f"//{request.header('host')}").hostname or ""
    is_named_local = host == "localhost" or _is_loopback(host)
    origin = request.header("origin")
    is_foreign = bool(origin) and urlsplit(origin).netloc != request.header("host")
    return _is_loopback(request.peer) and is_named_local and not is_foreign


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _object(request: Request) -> dict[str, Any]:
    value = request.json() if request.body.strip() else {}
    if not isinstance(value, dict):
        raise ValueError("the body must be a JSON object")
    return value


def reset(world: World, request: Request) -> dict[str, Any]:
    """Forget everything; the body may set what the next test starts with."""
    wanted = _object(request)
    start = wanted.pop("people", None)
    clock = wanted.pop("clock", None)
    world.reset()
    if clock is not None:
        world.clock.set(clock)
    if start is not None:
        world.people.clear()
        world.add_people(people.from_json(one, world.clock.now_ms()) for one in start)
    world.configure(wanted)
    return state(world, request)


def accepted(world: World, request: Request) -> dict[str, Any]:
    """Every accepted call above `since`, oldest first; `kind=send` leaves uploads and tags out."""
    since = int(request.query.get("since") or 0)
    with world.lock:
        found = world.ledger.since(since, request.query.get("kind", ""))
        return {"accepted": found, "last": world.ledger.last}


def followers(world: World, request: Request) -> dict[str, Any]:
    """Add people: `{"count": N}` invents them, a list names them."""
    value = request.json()
    wanted = {"people": value} if isinstance(value, list) else dict(value)
    with world.lock:
        if wanted.pop("replace", False):
            world.people.clear()
            world.by_phone.clear()
        added = _newcomers(world, wanted)
        world.add_people(added)
    return {"added": len(added), "followers": [one.stored() for one in added]}


def _newcomers(world: World, wanted: dict[str, Any]) -> list[Person]:
    now = world.clock.now_ms()
    if "count" not in wanted:
        listed = wanted.get("people", wanted.get("followers"))
        if not isinstance(listed, list):
            raise ValueError("give `count` or a list")
        return [people.from_json(one, now) for one in listed]
    count = int(wanted.pop("count"))
    if not 0 <= count <= 1_000_000:
        raise ValueError("count must be 0 to 1000000")
    first = len(world.people) + 1
    return people.generated(range(first, first + count), now, **wanted)


def list_followers(world: World, request: Request) -> dict[str, Any]:
    """All people as they are now."""
    with world.lock:
        return {"followers": [one.stored() for one in world.people.values()]}


def say(world: World, request: Request) -> dict[str, Any]:
    """A citizen writes, or sends a picture: base64 in `image`, or a multipart `file`."""
    uploaded = parts(request)
    fields: dict[str, Any]
    if uploaded:
        fields = {name: data.decode() for name, (file, data) in uploaded.items() if not file}
        name, data = uploaded.get("file", uploaded.get("image", ("", b"")))
    else:
        fields = _object(request)
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
    sent = emitting.emit(world, _object(request))
    return {"emitted": [delivery.shown() for delivery in sent]}


def act(world: World, request: Request) -> dict[str, Any]:
    """What else a citizen does: follow, unfollow, open_chat, share_info, withdraw, see, rate ..."""
    order = _object(request)
    name, user_id = str(order.pop("act", "")), str(order.pop("user_id", ""))
    if name not in ACTS or not user_id.isdigit():
        raise ValueError(f"act must be one of {', '.join(ACTS)}, with user_id")
    delivery = ACTS[name](world, user_id, **order)
    return _sent(delivery) if delivery is not None else {"ok": True}


def set_faults(world: World, request: Request) -> dict[str, Any]:
    """Replace the rules of failure; an empty list ends them."""
    value = request.json() if request.body.strip() else []
    rules = value.get("faults", []) if isinstance(value, dict) and "what" not in value else value
    rules = rules if isinstance(rules, list) else [rules]
    for rule in rules:
        fault_from_json(rule)
    world.faults.set(rules)
    return list_faults(world, request)


def list_faults(world: World, request: Request) -> dict[str, Any]:
    """The rules with how often each struck."""
    return {"faults": world.faults.shown()}


def clock(world: World, request: Request) -> dict[str, Any]:
    """`{"set": ms or ISO}`, `{"advance": seconds}`, or nothing to go back to real time."""
    wanted = _object(request)
    if "set" in wanted:
        world.clock.set(wanted["set"])
    if "advance" in wanted:
        world.clock.advance(float(wanted["advance"]))
    if not wanted:
        world.clock.reset()
    return {"now": world.clock.now_ms(), "local": world.clock.local().isoformat()}


def state(world: World, request: Request) -> dict[str, Any]:
    """How things stand."""
    with world.lock:
        now = world.clock.now_ms()
        grants = world.tokens.grants.values()
        tokens = [
            {"token": masked(one.access), "expires": one.expires, "user_id": one.user_id}
            for one in grants
            if one.expires is None or one.expires > now
        ]
        following = sum(one.is_following for one in world.people.values())
        switches = {name: getattr(world.switches, name) for name in world.switches.__slots__}
        return {
            "now": now,
            "local": world.clock.local().isoformat(),
            "app_id": world.identity.app_id,
            "oa_id": world.identity.oa_id,
            "tokens": tokens,
            "followers": following,
            "people": len(world.people),
            "accepted": {"last": world.ledger.last, "by_path": dict(world.ledger.by_path)},
            "calls": dict(world.calls),
            "quotas": {"used": dict(world.quotas.used), "calls_this_minute": world.quotas.calls},
            "webhook": {
                "url": world.webhooks.url,
                "subscribed": world.webhooks.subscribed,
                "waiting": world.webhooks.waiting(),
            },
            "faults": len(world.faults.shown()),
            "switches": switches,
        }


def configure(world: World, request: Request) -> dict[str, Any]:
    """Turn switches, without forgetting anything."""
    wanted = _object(request)
    if wanted.pop("expire_tokens", False):
        for access in list(world.tokens.grants):
            world.tokens.grants[access].expires = world.clock.now_ms()
    world.configure(wanted)
    return state(world, request)


def webhooks(world: World, request: Request) -> dict[str, Any]:
    """What was sent to the webhook; `wait` seconds until nothing is due within a second."""
    settled = world.webhooks.settle(min(float(request.query.get("wait") or 0), 60.0))
    since = int(request.query.get("since") or 0)
    sent = [one.shown() for one in list(world.webhooks.log) if one.n > since]
    return {"settled": settled, "deliveries": sent}


def phone_code(world: World, request: Request) -> dict[str, Any]:
    """A Mini App's one-use phone token and a citizen's access token, as its SDK would give them."""
    wanted = _object(request)
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
CALLS: dict[str, dict[str, Callable[[World, Request], dict[str, Any]]]] = {
    "/_sim/reset": {"POST": reset},
    "/_sim/accepted": {"GET": accepted},
    "/_sim/followers": {"POST": followers, "GET": list_followers},
    "/_sim/say": {"POST": say},
    "/_sim/act": {"POST": act},
    "/_sim/emit": {"POST": emit},
    "/_sim/faults": {"POST": set_faults, "GET": list_faults},
    "/_sim/clock": {"POST": clock},
    "/_sim/state": {"GET": state, "POST": configure},
    "/_sim/webhooks": {"GET": webhooks},
    "/_sim/phone-code": {"POST": phone_code},
}

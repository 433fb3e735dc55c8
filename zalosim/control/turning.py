"""Control calls that turn the world: reset, switches, followers, faults, the clock."""

from typing import Any

from zalosim import people
from zalosim.control.reading import json_object
from zalosim.control.telling import state
from zalosim.faults import from_json as fault_from_json
from zalosim.people import Person
from zalosim.webhooks import Delivery
from zalosim.wire import Request
from zalosim.world import World


def reset(world: World, request: Request) -> dict[str, Any]:
    """Forget everything; the body may set what the next test starts with."""
    wanted = json_object(request)
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


def configure(world: World, request: Request) -> dict[str, Any]:
    """Turn switches, without forgetting anything."""
    wanted = json_object(request)
    if wanted.pop("expire_tokens", False):
        for access in list(world.tokens.grants):
            world.tokens.grants[access].expires = world.clock.now_ms()
    if wanted.pop("revoke_tokens", False):
        for access in list(world.tokens.grants):
            world.tokens.revoke(access)
    world.configure(wanted)
    return state(world, request)


def templates(world: World, request: Request) -> dict[str, Any]:
    """The platform judges a template, or grants another daily quota: the change, and the event that tells it.

    `{"template_id", "status"?, "reason"?, "quality"?}` or `{"daily_quota": N}`.
    """
    wanted = json_object(request)
    if "daily_quota" in wanted:
        before, world.switches.zns_quota = world.switches.zns_quota, int(wanted["daily_quota"])
        quota = {"prev_value": before, "new_value": world.switches.zns_quota}
        return _told(world.emit("change_oa_daily_quota", quota=quota))
    template = world.templates.known[str(wanted["template_id"])]
    if "quality" in wanted:
        before, template["templateQuality"] = template["templateQuality"], str(wanted["quality"])
        quality = {"prev_quality": before, "new_quality": template["templateQuality"]}
        return _told(
            world.emit("change_template_quality", template_id=str(template["templateId"]), quality=quality)
        )
    before, template["status"] = template["status"], str(wanted["status"])
    template["reason"] = str(wanted.get("reason", ""))
    status = {"prev_status": before, "new_status": template["status"]}
    told = {"template_id": str(template["templateId"]), "status": status, "reason": template["reason"]}
    return _told(world.emit("change_template_status", **told))


def _told(delivery: Delivery) -> dict[str, Any]:
    return {"ok": True, "event": delivery.shown()}


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
    wanted = json_object(request)
    if "set" in wanted:
        world.clock.set(wanted["set"])
    if "advance" in wanted:
        world.clock.advance(float(wanted["advance"]))
    if not wanted:
        world.clock.reset()
    return {"now": world.clock.now_ms(), "local": world.clock.local().isoformat()}


def followers(world: World, request: Request) -> dict[str, Any]:
    """Add people: `{"count": N}` invents them, a list names them."""
    value = request.json()
    wanted = {"people": value} if isinstance(value, list) else dict(value)
    with world.lock:
        if wanted.pop("replace", False):
            world.people.clear()
            world.by_phone.clear()
        for gone in wanted.pop("remove", []):
            person = world.people.pop(str(gone), None)
            world.by_phone.pop(person.phone if person else "", None)
        added = _newcomers(world, wanted)
        world.add_people(added)
    return {"added": len(added), "followers": [one.stored() for one in added]}


def _newcomers(world: World, wanted: dict[str, Any]) -> list[Person]:
    now = world.clock.now_ms()
    if "count" not in wanted:
        listed = [] if not wanted else wanted.get("people", wanted.get("followers"))
        if not isinstance(listed, list):
            raise ValueError("give `count` or a list")
        return [people.from_json(one, now) for one in listed]
    count = int(wanted.pop("count"))
    if not 0 <= count <= 1_000_000:
        raise ValueError("count must be 0 to 1000000")
    first = len(world.people) + 1
    return people.generated(range(first, first + count), now, **wanted)

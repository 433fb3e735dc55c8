"""Events on demand: any name, any change, twice, late, in another order, forged."""

import random
from collections.abc import Callable
from typing import Any

from zalosim import events
from zalosim.signing import webhook_mac
from zalosim.webhooks import Delivery
from zalosim.world import World

MEMBERS = {
    "event", "user_id", "overrides", "copies", "count", "delay", "forge", "style", "numbers", "drop", "body",
}  # fmt: skip
FORGERIES = ("mac", "app_secret", "altered", "unsigned", "malformed", "oa_id")


def emit(world: World, order: dict[str, Any]) -> list[Delivery]:
    """One order, or `events` with `reorder` and `seed`; what was put on its way."""
    if "events" not in order:
        orders = [order]
    else:
        orders = list(order["events"])
        if order.get("reorder"):
            random.Random(order.get("seed", 0)).shuffle(orders)  # noqa: S311 - repeatable, not secret
    for one in orders:
        _check(one)
    return [delivery for one in orders for delivery in _one(world, one)]


def _check(order: Any) -> None:
    if not isinstance(order, dict) or not isinstance(order.get("event"), str):
        raise ValueError("an event to emit is an object with `event`, its name")
    if set(order) - MEMBERS:
        raise ValueError(f"unknown members: {', '.join(sorted(set(order) - MEMBERS))}")
    if order.get("forge") not in (None, False, True, *FORGERIES):
        raise ValueError(f"forge must be one of {', '.join(FORGERIES)}")


def _one(world: World, order: dict[str, Any]) -> list[Delivery]:
    person = world.visitor(str(order["user_id"])) if order.get("user_id") else None
    name = order["event"]
    sent: list[Delivery] = []
    for _ in range(int(order.get("count", 1))):
        body = order.get("body") or events.body(world, name, person, **(order.get("overrides") or {}))
        for member in order.get("drop") or []:
            body.pop(member, None)
        if order.get("numbers"):
            body = events.with_numbers(body)
        for _ in range(int(order.get("copies", 1))):
            delivery = world.send_event(
                name,
                body,
                person,
                delay=float(order.get("delay", 0)),
                style=order.get("style"),
                forge=_forgery(world, order.get("forge"), body),
            )
            sent.append(delivery)
    return sent


def _forgery(
    world: World, kind: Any, body: dict[str, Any]
) -> Callable[[bytes, str], tuple[bytes, str | None]] | None:
    if not kind:
        return None
    identity = world.identity
    stamp = str(body.get("timestamp", ""))

    def spoiled(raw: bytes, mac: str) -> tuple[bytes, str | None]:
        if kind == "app_secret":
            return raw, webhook_mac(identity.app_id, raw, stamp, identity.app_secret)
        if kind == "oa_id":
            return raw, webhook_mac(identity.oa_id, raw, stamp, identity.oa_secret)
        if kind == "altered":
            return raw[:-1] + b',"altered":true}', mac
        if kind == "unsigned":
            return raw, None
        if kind == "malformed":
            return raw, "không phải mã băm".encode().hex()
        return raw, "".join("0" if digit != "0" else "1" for digit in mac)

    return spoiled

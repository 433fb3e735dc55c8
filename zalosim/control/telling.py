"""Control calls that only tell: what was accepted, how things stand, what the webhook got."""

from typing import Any

from zalosim.signing import masked
from zalosim.wire import Request
from zalosim.world import World


def accepted(world: World, request: Request) -> dict[str, Any]:
    """Every accepted call above `since`, oldest first; `kind=send` leaves uploads and tags out."""
    since = int(request.query.get("since") or 0)
    with world.lock:
        found = world.ledger.since(since, request.query.get("kind", ""))
        return {"accepted": found, "last": world.ledger.last}


def list_followers(world: World, request: Request) -> dict[str, Any]:
    """All people as they are now."""
    with world.lock:
        return {"followers": [one.stored() for one in world.people.values()]}


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


def webhooks(world: World, request: Request) -> dict[str, Any]:
    """What was sent to the webhook; `wait` seconds until nothing is due within a second."""
    settled = world.webhooks.settle(min(float(request.query.get("wait") or 0), 60.0))
    since = int(request.query.get("since") or 0)
    sent = [one.shown() for one in list(world.webhooks.log) if one.n > since]
    return {"settled": settled, "deliveries": sent}

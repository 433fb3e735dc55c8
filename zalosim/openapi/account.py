"""The account itself: profile, quota, tags."""

from collections.abc import Callable
from typing import Any

from zalosim.openapi.messages import STATE_AGENCY
from zalosim.openapi.replies import invalid, json_body, success
from zalosim.wire import Answer, Request
from zalosim.world import World


def getoa(world: World, request: Request) -> Answer:
    """`/v2.0/oa/getoa`: what kind of account this is."""
    is_state = world.switches.oa_type == STATE_AGENCY
    is_old = world.switches.old_spelling
    return success(
        ({} if is_old else {"oa_id": world.identity.oa_id})
        | {
            "oaid": world.identity.oa_id,
            "name": world.switches.oa_name,
            "description": "Tài khoản giả lập để thử nghiệm",
            "oa_alias": "",
            "is_verified": True,
            "oa_type": world.switches.oa_type,
            "cate_name": "Cơ quan nhà nước" if is_state else "Doanh nghiệp",
            "num_follower": sum(one.is_following for one in world.people.values()),
            "avatar": f"{world.base_url}/static/oa.svg",
            "cover": f"{world.base_url}/static/oa.svg",
            "package_name": "" if is_state else "Gói Nâng cao",
            "package_valid_through_date": "" if is_state else "31/12/2030",
            "package_auto_renew_date": "",
            ("linked_zca" if is_old else "linked_ZCA"): "" if is_state else "Zalo Cloud Account giả lập",
        }
    )


def quota_v3(world: World, request: Request) -> Answer:
    """`/v3.0/oa/quota/message`, for one person or for the owner of the packages."""
    body = json_body(request, strict=False) if request.body else {}
    left = world.quotas.left("message", world.switches.message_quota)
    total = world.switches.message_quota
    if "user_id" in body:
        person = world.person(str(body["user_id"]))
        if person is None:
            raise invalid("user_id")
        promotion = {"daily_remain": 1, "daily_total": 1, "monthly_remain": 4, "monthly_total": 4}
        last = str(person.last_interaction or 0)
        cs_reply = {"remain": left, "total": total}
        return success({"last_interaction": last, "cs_reply": cs_reply, "promotion": promotion})
    if body.get("quota_owner") not in ("OA", "App"):
        raise invalid("quota_owner")
    asset: dict[str, Any] = {
        "asset_id": "sim-asset-1",
        "product_type": body.get("product_type", "cs"),
        "quota_type": body.get("quota_type", "sub_quota"),
        "valid_through": "31/12/2030",
        "total": total,
        "remain": left,
    }
    return success([asset])


def quota_v2(world: World, request: Request) -> Answer:
    """`/v2.0/oa/quota/message`."""
    body = json_body(request, strict=False) if request.body else {}
    total = world.switches.message_quota
    left = world.quotas.left("message", total)
    return success({"type": str(body.get("type", "reply")), "remain": left, "total": total})


def gettags(world: World, request: Request) -> Answer:
    """`/v2.0/oa/tag/gettagsofoa`."""
    return success(sorted(world.tags))


def tag_follower(world: World, request: Request) -> Answer:
    """`/v2.0/oa/tag/tagfollower`."""

    def put(tags: list[str], name: str) -> None:
        if name not in tags:
            tags.append(name)

    return _tag(world, request, "add_user_to_tag", put)


def untag_follower(world: World, request: Request) -> Answer:
    """`/v2.0/oa/tag/rmfollowerfromtag`."""

    def take(tags: list[str], name: str) -> None:
        if name in tags:
            tags.remove(name)

    return _tag(world, request, "remove_user_from_tag", take)


def _tag(world: World, request: Request, event: str, change: Callable[[list[str], str], None]) -> Answer:
    body = json_body(request, strict=world.switches.strict)
    name = _tag_name(body)
    person = world.person(str(body.get("user_id") or ""))
    if person is None:
        raise invalid("user_id")
    change(person.tags, name)
    world.tags.add(name)
    world.touch(person)
    world.emit(event, person, tag={"user_ids": [person.user_id], "name": name})
    world.ledger.add(request, "write", world.clock.now_ms(), person.user_id)
    return success()


def remove_tag(world: World, request: Request) -> Answer:
    """`/v2.0/oa/tag/rmtag`."""
    name = _tag_name(json_body(request, strict=world.switches.strict))
    world.tags.discard(name)
    for person in world.people.values():
        if name in person.tags:
            person.tags.remove(name)
    world.emit("remove_tag", tag={"name": name})
    world.ledger.add(request, "write", world.clock.now_ms())
    return success()


def _tag_name(body: dict[str, Any]) -> str:
    name = body.get("tag_name")
    if not isinstance(name, str) or len(name.strip()) < 3:
        raise invalid("tag_name")
    return name

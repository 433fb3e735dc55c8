"""Who follows the account: lists, details, tags; the new calls and the old ones."""

from datetime import datetime, timedelta
from typing import Any

from zalosim.clock import VIETNAM
from zalosim.openapi.messages import STATE_AGENCY
from zalosim.openapi.replies import Refused, data_parameter, invalid, json_body, page, success
from zalosim.people import Person
from zalosim.wire import Answer, Request
from zalosim.world import World

LAST_OFFSET = 9950


def getlist(world: World, request: Request) -> Answer:
    """`/v3.0/oa/user/getlist`."""
    _v3_only(world)
    asked = data_parameter(request, strict=world.switches.strict)
    offset, count = _page(asked)
    found = [one for one in world.people.values() if _is_listed(world, one, asked)]
    users = [{"user_id": one.user_id} for one in found[offset : offset + count]]
    return success({"total": len(found), "count": count, "offset": offset, "users": users})


def detail(world: World, request: Request) -> Answer:
    """`/v3.0/oa/user/detail`."""
    _v3_only(world)
    person = _asked(world, data_parameter(request, strict=world.switches.strict))
    last = datetime.fromtimestamp((person.last_interaction or 0) / 1000, VIETNAM)
    shown = _profile(world, person) | {
        "user_external_id": "",
        "user_alias": person.alias or person.name,
        "is_sensitive": person.is_sensitive,
        "user_last_interaction_date": last.strftime("%d/%m/%Y") if person.last_interaction else "",
        "user_is_follower": person.is_following,
        "dynamic_param": "",
    }
    return success(shown)


def update(world: World, request: Request) -> Answer:
    """`/v3.0/oa/user/update` and `/v2.0/oa/updatefollowerinfo`: what the OA itself notes about a person."""
    body = json_body(request, strict=world.switches.strict)
    person = _asked(world, body)
    person.alias = str(body.get("alias") or person.alias)
    person.name = str(body.get("name") or person.name)
    person.address = str(body.get("address") or person.address)
    world.touch(person)
    world.ledger.add(request, "write", world.clock.now_ms(), person.user_id)
    return success()


def getfollowers(world: World, request: Request) -> Answer:
    """`/v2.0/oa/getfollowers`: only state agencies still have it."""
    _v2_only(world)
    asked = data_parameter(request, strict=world.switches.strict)
    offset, count = _page(asked)
    found = [one for one in world.people.values() if one.is_following and _has_tag(one, asked)]
    followers = [{"user_id": one.user_id} for one in found[offset : offset + count]]
    return success({"total": len(found), "followers": followers})


def getprofile(world: World, request: Request) -> Answer:
    """`/v2.0/oa/getprofile`."""
    _v2_only(world)
    person = _asked(world, data_parameter(request, strict=world.switches.strict))
    if not person.is_following:
        raise Refused(-213)
    gender = {"Nam": 1, "Nữ": 2}.get(person.gender, 0)
    return success(_profile(world, person) | {"user_gender": gender})


def _v3_only(world: World) -> None:
    if world.switches.oa_type == STATE_AGENCY or not world.switches.users_v3:
        raise Refused(-235)


def _v2_only(world: World) -> None:
    if world.switches.oa_type != STATE_AGENCY:
        raise Refused(-209, "API has been shut down, please use v3.0")


def _page(asked: dict[str, Any]) -> tuple[int, int]:
    offset, count = page(asked, 50)
    if offset > LAST_OFFSET:
        raise Refused(-210)
    return offset, count


def _asked(world: World, asked: dict[str, Any]) -> Person:
    person = world.person(str(asked.get("user_id") or ""))
    if person is None:
        raise invalid("user_id")
    return person


def _is_listed(world: World, person: Person, asked: dict[str, Any]) -> bool:
    wanted = str(asked.get("is_follower", "")).lower()
    if wanted and person.is_following is not (wanted == "true"):
        return False
    if not person.is_following and person.last_interaction is None:
        return False
    return _has_tag(person, asked) and _is_recent(
        world, person, str(asked.get("last_interaction_period", ""))
    )


def _has_tag(person: Person, asked: dict[str, Any]) -> bool:
    return not asked.get("tag_name") or asked["tag_name"] in person.tags


def _is_recent(world: World, person: Person, period: str) -> bool:
    if not period:
        return True
    if person.last_interaction is None:
        return False
    today = world.clock.local().date()
    last = datetime.fromtimestamp(person.last_interaction / 1000, VIETNAM).date()
    days = {"TODAY": (0, 0), "YESTERDAY": (1, 1), "L7D": (7, 0), "L30D": (30, 0)}.get(period)
    if days:
        return today - timedelta(days[0]) <= last <= today - timedelta(days[1])
    try:
        first, final = (
            datetime.strptime(day, "%Y_%m_%d").replace(tzinfo=VIETNAM) for day in period.split(":")
        )
    except ValueError as problem:
        raise invalid("last_interaction_period") from problem
    return first.date() <= last <= final.date()


def _profile(world: World, person: Person) -> dict[str, Any]:
    avatar = f"{world.base_url}/_avatar/{person.user_id}.svg"
    shown = {
        "user_id": person.user_id,
        "user_id_by_app": person.user_id_by_app,
        "display_name": "" if person.is_sensitive else person.name,
        "avatar": avatar,
        "avatars": {"120": avatar, "240": avatar},
        "tags_and_notes_info": {"notes": person.notes, "tag_names": person.tags},
    }
    if person.shared:
        shown["shared_info"] = {
            "address": person.address,
            "city": person.city,
            "district": "",
            "phone": int(person.phone or 0) if world.switches.number_phone else person.phone,
            "name": person.name,
            "user_dob": person.birthday,
        }
    return shown

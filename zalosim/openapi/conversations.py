"""Chat history: what settles a send whose answer was lost."""

import json
from typing import Any

from zalosim.delivering import absolute
from zalosim.openapi.replies import Refused, data_parameter, invalid, page, success
from zalosim.people import Person
from zalosim.wire import Answer, Request
from zalosim.world import World

TYPES = {
    "image": "photo",
    "audio": "voice",
    "ask": "link",
    "list": "links",
    "article": "links",
    "shared": "nosupport",
}


def recent(world: World, request: Request) -> Answer:
    """`/v2.0/oa/listrecentchat`: the last message of each chat, a bare list."""
    _open(world)
    offset, count = page(data_parameter(request, strict=world.switches.strict), 10)
    found = world.chats.recent(offset, count)
    return success([_told(world, world.people[user_id], message) for user_id, message in found])


def conversation(world: World, request: Request) -> Answer:
    """`/v2.0/oa/conversation`: one chat, newest first."""
    _open(world)
    asked = data_parameter(request, strict=world.switches.strict)
    offset, count = page(asked, 10)
    person = world.person(str(asked.get("user_id") or ""))
    if person is None:
        raise invalid("user_id")
    found = world.chats.newest(person.user_id, offset, count)
    return success([_told(world, person, message) for message in found])


def _open(world: World) -> None:
    if not world.switches.conversations:
        raise Refused(-223)


def _told(world: World, person: Person, message: dict[str, Any]) -> dict[str, Any]:
    oa = (world.identity.oa_id, world.switches.oa_name, f"{world.base_url}/static/oa.svg")
    user = (person.user_id, person.name, f"{world.base_url}/_avatar/{person.user_id}.svg")
    is_user = message["from"] == "user"
    sender, receiver = (user, oa) if is_user else (oa, user)
    told: dict[str, Any] = {
        "src": 1 if is_user else 0,
        "time": message["time"],
        "type": TYPES.get(message["type"], message["type"]),
        "message": message.get("text", ""),
        "message_id": message["id"],
        "from_id": sender[0],
        "to_id": receiver[0],
        "from_display_name": sender[1],
        "from_avatar": sender[2],
        "to_display_name": receiver[1],
        "to_avatar": receiver[2],
    }
    if message.get("image"):
        told["url"] = told["thumb"] = absolute(world, message["image"])
    if message.get("file"):
        told |= {"url": absolute(world, message["file"]["url"]), "description": message["file"]["name"]}
    if message.get("location"):
        told["location"] = json.dumps(message["location"])
    if message.get("cards"):
        told["links"] = [_card(card) for card in message["cards"]]
    return told


def _card(card: dict[str, Any]) -> dict[str, Any]:
    url = card.get("action", {}).get("url", "")
    return {"title": card["title"], "url": url, "description": card["subtitle"], "thumb": card["image"]}

"""What a citizen does on the phone: each act changes the chat and causes the webhook a real one would."""

import secrets
from typing import Any

from zalosim import events
from zalosim.delivering import absolute
from zalosim.people import Person
from zalosim.webhooks import Delivery
from zalosim.world import World


def follow(world: World, user_id: str, source: str = "oa_profile") -> Delivery:
    """Follow the account; that is an interaction."""
    with world.lock:
        person = world.visitor(user_id)
        person.is_following = True
        _interacted(world, person)
        return world.emit("follow", person, source=source)


def unfollow(world: World, user_id: str) -> Delivery:
    """Leave; the account may not write any more until the person writes again."""
    with world.lock:
        person = world.visitor(user_id)
        person.is_following = False
        person.last_interaction = None
        world.touch(person)
        return world.emit("unfollow", person)


def open_chat(world: World, user_id: str) -> Delivery | None:
    """Open the chat: told only the first time."""
    with world.lock:
        person = world.visitor(user_id)
        if person.clicked_chat:
            return None
        person.clicked_chat = True
        _interacted(world, person)
        return world.emit("user_click_chatnow", person)


def say(world: World, user_id: str, text: str, *, hidden: bool = False, quote: str = "") -> Delivery:
    """Write a text, or send a button's payload (which may stay unseen in the chat)."""
    with world.lock:
        person = world.visitor(user_id)
        kept = _keep(world, person, {"type": "text", "text": text, "hidden": hidden})
        told = {"text": text, "msg_id": kept["id"]} | ({"quote_msg_id": quote} if quote else {})
        return world.emit("user_send_text", person, message=told)


def send_file(world: World, user_id: str, data: bytes, name: str, caption: str = "") -> Delivery:
    """Send a photo, or any other file."""
    with world.lock:
        person = world.visitor(user_id)
        blob_id = world.media.add(data, name, world.clock.now_ms())
        blob = world.media.get(blob_id)
        if blob is None:  # just stored, so this cannot be; it tells the type checker
            raise KeyError(blob_id)
        path = f"/_media/{blob_id}.{blob.suffix}"
        url = absolute(world, path)
        if blob.kind.startswith("image/"):
            kind, payload = "gif" if blob.suffix == "gif" else "image", {"thumbnail": url, "url": url}
            shown: dict[str, Any] = {"image": path}
        else:
            kind = "file"
            payload = {"size": str(len(data)), "name": blob.name, "checksum": blob.md5}
            payload |= {"type": blob.suffix, "url": url}
            shown = {"file": {"name": blob.name, "size": str(len(data)), "url": path}}
        kept = _keep(world, person, {"type": kind, "text": caption} | shown)
        told = {
            "text": caption or None,
            "msg_id": kept["id"],
            "attachments": [{"type": kind, "payload": payload}],
        }
        return world.emit(f"user_send_{kind}", person, message=told)


def send_location(world: World, user_id: str, latitude: str, longitude: str, place: str = "") -> Delivery:
    """Send where one is."""
    with world.lock:
        person = world.visitor(user_id)
        where = {"latitude": latitude, "longitude": longitude}
        kept = _keep(world, person, {"type": "location", "text": place, "location": where})
        attachments = [{"type": "location", "payload": {"coordinates": where}}]
        told = {"text": place or None, "msg_id": kept["id"], "attachments": attachments}
        return world.emit("user_send_location", person, message=told)


def share_info(world: World, user_id: str, *, legacy: bool = False) -> Delivery:
    """Give the account one's name, phone and address."""
    with world.lock:
        person = world.visitor(user_id)
        person.shared = True
        note = f"Đã chia sẻ: {person.name}, 0{person.phone[2:]}"
        _keep(world, person, {"type": "shared", "text": note})
        if legacy:
            info: dict[str, Any] = {"name": person.name, "phone": person.phone, "address": person.address}
            return world.emit("user_submit_info__legacy", person, info=info)
        address = {"user_city": person.city, "user_ward": person.ward, "user_address": person.address}
        info = {"name": person.name, "phone": person.phone, "user_dob": person.birthday}
        return world.emit(
            "user_submit_info", person, info=info | {"gender": person.gender, "full_address": address}
        )


def see(world: World, user_id: str, message_ids: list[str]) -> Delivery | None:
    """The phone has shown these messages of the account; only new ones are told."""
    with world.lock:
        person = world.visitor(user_id)
        found = [world.chats.find(user_id, message_id) for message_id in message_ids]
        unseen = [one for one in found if one is not None and one["from"] == "oa" and not one.get("seen")]
        for message in unseen:
            message["seen"] = True
        if not unseen or not world.switches.seen:
            return None
        world.dirty = True
        return world.emit("user_seen_message", person, message={"msg_ids": [one["id"] for one in unseen]})


def withdraw(world: World, user_id: str) -> Delivery:
    """Use the right to have one's data erased."""
    with world.lock:
        return world.emit("user_withdraw", world.visitor(user_id))


def rate(world: World, user_id: str, stars: int, note: str = "", tracking_id: str = "") -> Delivery:
    """Answer a ZNS that asks for a rating."""
    with world.lock:
        told = {"rate": stars, "note": note, "feedbacks": [], "tracking_id": tracking_id}
        told |= {"msg_id": events.new_id(), "submit_time": str(world.clock.now_ms())}
        world.templates.ratings.append(
            {"note": note, "rate": stars, "submitDate": told["submit_time"], "msgId": told["msg_id"]}
            | {"feedbacks": [], "trackingId": tracking_id}
        )
        return world.emit("user_feedback", world.visitor(user_id), message=told)


def _keep(world: World, person: Person, message: dict[str, Any]) -> dict[str, Any]:
    kept = message | {"id": events.new_id(), "from": "user", "time": world.clock.now_ms()}
    world.chats.add(person.user_id, kept)
    _interacted(world, person)
    return kept


def _interacted(world: World, person: Person) -> None:
    person.last_interaction = world.clock.now_ms()
    world.touch(person)


def phone_code(world: World, user_id: str, location: dict[str, Any] | None = None) -> str:
    """A Mini App's one-use token for this person's number, or for a place."""
    with world.lock:
        code = secrets.token_urlsafe(24)
        expires = world.clock.now_ms() + 120_000
        world.tokens.phone_codes[code] = {"user_id": user_id, "expires": expires, "location": location}
        return code

"""An accepted message reaches the phone: the chat, the echo to the webhook, the receipt."""

from typing import Any

from zalosim import events
from zalosim.people import Person
from zalosim.world import World

ECHOES = {
    "text": "oa_send_text",
    "ask": "oa_send_list",
    "list": "oa_send_list",
    "article": "oa_send_list",
    "image": "oa_send_image",
    "gif": "oa_send_gif",
    "sticker": "oa_send_sticker",
    "file": "oa_send_file",
}


def deliver(
    world: World, person: Person, shown: dict[str, Any], *, as_template: bool = False, by_admin: bool = False
) -> str:
    """Put a message of the OA into the chat, owe its echo and receipt, and return its id."""
    message_id = events.new_id()
    kept = shown | {"id": message_id, "from": "oa", "time": world.clock.now_ms()}
    if "image_id" in shown:
        kept["image"] = f"/_media/{shown['image_id']}"
    if "file" in shown:
        kept["file"] = shown["file"] | {"url": f"/_media/{shown['file']['id']}"}
    world.chats.add(person.user_id, kept)
    world.touch(person)
    if world.switches.echo:
        name = "oa_send_template" if as_template else ECHOES[kept["type"]]
        sample = "oa_send_text__admin" if by_admin else name
        told = _echoed(world, kept, as_template=as_template)
        world.emit(sample, person, message=told, delay_seconds=world.switches.echo_delay)
    if world.switches.receipts:
        # The receipt tells when the phone had it, which is a moment after the echo.
        delay = world.switches.receipt_delay
        world.emit("user_received_message", person, message={"msg_id": message_id}, delay_seconds=delay)
    return message_id


def _echoed(world: World, kept: dict[str, Any], *, as_template: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"text": kept.get("text") or None, "msg_id": kept["id"]}
    attachments = _attachments(world, kept)
    if as_template:
        checksum = "5eb63bbbe01eeed093cb22bb8f5acdc3"
        payload = {"zinstant_id": f"zi-{kept['id']}", "text": kept["text"], "checksum": checksum}
        attachments = [{"type": "template", "payload": payload}]
    if attachments:
        told["attachments"] = attachments
    return told


def _attachments(world: World, kept: dict[str, Any]) -> list[dict[str, Any]]:
    if kept["type"] in ("image", "gif"):
        url = absolute(world, kept["image"])
        return [{"type": kept["type"], "payload": {"thumbnail": url, "url": url}}]
    if kept["type"] == "sticker":
        url = absolute(world, f"/_media/{kept['sticker']}")
        return [{"type": "sticker", "payload": {"id": kept["sticker"], "url": url}}]
    if kept["type"] == "file":
        blob = world.media.get(kept["file"]["id"])
        payload = {"size": kept["file"]["size"], "name": kept["file"]["name"]}
        payload |= {"url": absolute(world, kept["file"]["url"])}
        payload |= {"checksum": blob.md5, "type": blob.suffix} if blob else {}
        return [{"type": "file", "payload": payload}]
    cards = kept.get("cards") or ([kept["ask"]] if "ask" in kept else [])
    return [{"type": "link", "payload": _link(card)} for card in cards]


def _link(card: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": card["title"],
        "description": card["subtitle"],
        "url": card.get("action", {}).get("url", ""),
        "thumbnail": card["image"],
    }


def absolute(world: World, url: str) -> str:
    """An address of ours as the outside sees it."""
    return world.base_url + url if url.startswith("/") else url

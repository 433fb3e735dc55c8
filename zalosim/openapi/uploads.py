"""Pictures and files for messages: checked by their bytes, good for a week."""

from zalosim.media import sniffed
from zalosim.multipart import parts
from zalosim.openapi.replies import Refused, invalid, success
from zalosim.wire import Answer, Request
from zalosim.world import World

MEGABYTE = 1024 * 1024


def image(world: World, request: Request) -> Answer:
    """`/v2.0/oa/upload/image`."""
    return _store(world, request, ("jpg", "png"), MEGABYTE, "attachment_id")


def gif(world: World, request: Request) -> Answer:
    """`/v2.0/oa/upload/gif`."""
    return _store(world, request, ("gif",), 5 * MEGABYTE, "attachment_id")


def file(world: World, request: Request) -> Answer:
    """`/v2.0/oa/upload/file`: documents; a CSV has no bytes to know it by, so its name decides."""
    return _store(world, request, ("pdf", "doc", "docx"), 5 * MEGABYTE, "token")


def _store(world: World, request: Request, suffixes: tuple[str, ...], most: int, key: str) -> Answer:
    name, data = parts(request).get("file", ("", b""))
    if not data:
        raise invalid("file")
    if len(data) > most:
        raise Refused(-210)
    is_table = "pdf" in suffixes and name.lower().endswith(".csv")
    if sniffed(data)[0] not in suffixes and not is_table:
        raise invalid("file")
    blob_id = world.media.add(data, name, world.clock.now_ms())
    world.ledger.add(request, "write", world.clock.now_ms())
    return success({key: blob_id})

"""Files that Zalo keeps for seven days; too big or of another kind is refused before the call (5.3)."""

from dataclasses import dataclass

from portal.zalo.answers import Refused
from portal.zalo.client import ZaloClient

MEGABYTE = 1024 * 1024
DAYS = 7


@dataclass(frozen=True)
class Kind:
    """One of the three upload addresses with what it takes."""

    path: str
    most: int  # bytes
    types: dict[bytes, tuple[str, str]]  # first bytes -> suffix, media type
    gives: str


KINDS = {
    "image": Kind(
        "/v2.0/oa/upload/image",
        MEGABYTE,
        {b"\xff\xd8\xff": ("jpg", "image/jpeg"), b"\x89PNG\r\n\x1a\n": ("png", "image/png")},
        "attachment_id",
    ),
    "gif": Kind("/v2.0/oa/upload/gif", 5 * MEGABYTE, {b"GIF8": ("gif", "image/gif")}, "attachment_id"),
    "file": Kind(
        "/v2.0/oa/upload/file",
        5 * MEGABYTE,
        {
            b"%PDF-": ("pdf", "application/pdf"),
            b"\xd0\xcf\x11\xe0": ("doc", "application/msword"),
            b"PK\x03\x04": (
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
        },
        "token",
    ),
}


def upload(speaking: ZaloClient, kind: str, data: bytes, name: str = "") -> str:
    """Hand a file over; Zalo's id or token of it, good for seven days. Each costs one of 5,000 a month."""
    wanted = KINDS[kind]
    if not 0 < len(data) <= wanted.most:
        raise Refused("beyond limits: size")
    found = next((said for magic, said in wanted.types.items() if data.startswith(magic)), None)
    if found is None:
        raise Refused("beyond limits: kind of file")
    suffix, media_type = found
    stem = "".join(sign for sign in name.rsplit(".", 1)[0] if sign.isascii() and sign.isalnum())[:40]
    return speaking.upload(wanted.path, data, f"{stem or 'tep'}.{suffix}", media_type).id(wanted.gives)

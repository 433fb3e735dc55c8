"""Photos and files that went through the chat, served again under /_media/."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

WEEK_MS = 7 * 24 * 3600 * 1000
KINDS = {
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"\x89PNG": ("png", "image/png"),
    b"GIF8": ("gif", "image/gif"),
    b"%PDF": ("pdf", "application/pdf"),
    b"\xd0\xcf\x11\xe0": ("doc", "application/msword"),
    b"PK\x03\x04": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@dataclass(slots=True)
class Blob:
    """One stored file."""

    name: str
    suffix: str
    kind: str
    data: bytes
    expires: int
    md5: str


class Media:
    """Keeps what was uploaded; with a folder it outlives a restart."""

    def __init__(self, folder: Path | None = None) -> None:
        self._blobs: dict[str, Blob] = {}
        self._folder = folder

    def add(self, data: bytes, name: str, now_ms: int) -> str:
        """Store a file and return its id."""
        suffix, _ = sniffed(data)
        blob_id = secrets.token_hex(12)
        self._blobs[blob_id] = self._blob(data, name or f"tep.{suffix}", now_ms + WEEK_MS)
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / blob_id).write_bytes(data)
        return blob_id

    def get(self, blob_id: str) -> Blob | None:
        """A file by its id, from memory or from an earlier run."""
        if not re.fullmatch(r"[0-9a-f]{24}", blob_id):
            return None
        if blob_id not in self._blobs and self._folder is not None and (self._folder / blob_id).is_file():
            data = (self._folder / blob_id).read_bytes()
            self._blobs[blob_id] = self._blob(data, f"tep.{sniffed(data)[0]}", 0)
        return self._blobs.get(blob_id)

    def _blob(self, data: bytes, name: str, expires: int) -> Blob:
        suffix, kind = sniffed(data)
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()  # the checksum Zalo puts into events
        return Blob(name, suffix, kind, data, expires, digest)

    def clear(self) -> None:
        """Forget all files."""
        self._blobs.clear()
        if self._folder is not None and self._folder.is_dir():
            for path in self._folder.iterdir():
                path.unlink()


def sniffed(data: bytes) -> tuple[str, str]:
    """Suffix and media type by the first bytes; the name a client gave proves nothing."""
    for magic, found in KINDS.items():
        if data.startswith(magic):
            return found
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp", "image/webp"
    if data[4:8] == b"ftyp":
        return ("heic", "image/heic") if data[8:12] in (b"heic", b"mif1") else ("mp4", "video/mp4")
    return "bin", "application/octet-stream"

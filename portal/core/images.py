"""Pictures from citizens: taken in by a confined process, kept under random names (reliability.md R23)."""

import hashlib
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

from portal.core import settings
from portal.core.errors import Refused, Unavailable
from portal.core.picture_facts import BROKEN, LONGEST_SIDE, NOT_A_PICTURE, QUALITY, TOO_MANY_PIXELS

LARGEST = 10 * 1024 * 1024
SECONDS = 10
_CHUNK = 256 * 1024
_slots = BoundedSemaphore(2)  # R25: pictures must not take every thread of the web process
WORDS = {NOT_A_PICTURE: "kind", TOO_MANY_PIXELS: "pixels", BROKEN: "broken"}
DARKROOM = "portal.core.darkroom"  # never imported here: Pillow stays out of whoever asks


class BadPicture(Refused):
    """Not a picture we take; `word` says why: large, kind, pixels, broken, empty."""


@dataclass(frozen=True)
class Arrived:
    """A foreign file on our disk, not looked into yet."""

    path: Path
    digest: str  # of the original: the same file sent again is known by it


@dataclass(frozen=True)
class Picture:
    """A picture of ours: a JPEG without any word about where and when it was taken."""

    name: str
    size: int


def folder() -> Path:
    """Where pictures live, outside everything that is served."""
    return settings.get().portal_home / "media"


def path(name: str) -> Path:
    """Where the picture of this name is; names are ours and hold no path."""
    return folder() / name[:2] / name


@contextmanager
def arrived(stream: BinaryIO, most: int = LARGEST) -> Iterator[Arrived]:
    """Copy what was sent to our disk in small steps, and forget it at the end; raises BadPicture.

    `most` is the number of bytes a file may have.
    """
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder(), prefix="arrived-") as file:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise BadPicture("large")
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise BadPicture("empty")
        file.flush()
        yield Arrived(Path(file.name), digest.hexdigest())


def develop(original: Arrived, longest: int = LONGEST_SIDE, quality: int = QUALITY) -> Picture:
    """Make our own picture of a foreign one, its longer side at most `longest` dots.

    Raises BadPicture, or Unavailable when too many are at it.
    """
    name = f"{secrets.token_hex(16)}.jpg"
    target = path(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with slot():
            _run(original.path, target, longest, quality)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Picture(name, target.stat().st_size)


@contextmanager
def slot() -> Iterator[None]:
    """One of the few places at the pictures' table; raises Unavailable when none comes free in time."""
    if not _slots.acquire(timeout=SECONDS):
        raise Unavailable("pictures", retry_after=10)
    try:
        yield
    finally:
        _slots.release()


def forget(name: str) -> None:
    """Take a picture off the disk; one that is gone already is no news."""
    path(name).unlink(missing_ok=True)


def _run(source: Path, target: Path, longest: int, quality: int) -> None:
    # -I: nothing of our environment leads its imports
    program = [sys.executable, "-I", "-m", DARKROOM, str(longest), str(quality)]
    with source.open("rb") as given, target.open("xb") as made:
        target.chmod(0o600)
        try:
            done = subprocess.run(  # noqa: S603 - our own program, nothing of the picture is in the command
                program, stdin=given, stdout=made, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise BadPicture("pixels") from None
    if done.returncode:
        # Killed by a limit of its own: a picture too heavy for any phone to have taken.
        raise BadPicture(WORDS.get(done.returncode, "pixels"))

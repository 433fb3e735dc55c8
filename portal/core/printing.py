"""Prints of pictures in every size, and cards of words, made by confined processes (reliability.md R23)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import BinaryIO

from portal.core import images
from portal.core.errors import Unavailable
from portal.core.images import BadPicture
from portal.core.picture_facts import Print

LONGEST, QUALITY = 2560, 90  # of the picture that is kept and that prints are made from
LARGEST = 20 * 1024 * 1024  # of a file as an editor sends it
SECONDS = 60
CARDS = "portal.core.cards"  # never imported here: its fonts and Pillow's drawing stay out of the web
PRINTS = "portal.core.prints"  # nor this one


@dataclass(frozen=True)
class Master:
    """A picture of ours as prints are made from it."""

    raw: bytes
    width: int
    height: int
    digest: str  # of the file as it was sent


def developed(stream: BinaryIO) -> Master:
    """What an editor sent as a plain JPEG of ours; raises BadPicture."""
    from portal.core import prints  # noqa: PLC0415 - only who takes pictures in pays for Pillow

    with images.arrived(stream, LARGEST) as original:
        made = images.develop(original, LONGEST, QUALITY)
    try:
        raw = images.path(made.name).read_bytes()
    finally:
        images.forget(made.name)
    return Master(raw, *prints.size_of(raw), original.digest)


def printed(master: bytes, focus: tuple[int, int], *, only_crops: bool = False) -> list[Print]:
    """Every print of a picture that was developed; raises BadPicture, or Unavailable when too many wait."""
    program = [sys.executable, "-I", "-m", PRINTS, *map(str, focus)]  # -I: nothing leads its imports
    program += ["crops"] if only_crops else []
    with images.slot():
        try:
            done = subprocess.run(  # noqa: S603 - our own program, nothing of the picture is in the command
                program,
                input=master,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise BadPicture("pixels") from None
    if done.returncode:
        raise BadPicture(images.WORDS.get(done.returncode, "pixels"))
    head, _, raw = done.stdout.partition(b"\n")
    made, at = [], 0
    for name, width, height, size in json.loads(head):
        made.append(Print(name, width, height, raw[at : at + size]))
        at += size
    return made


def card(told: dict[str, str | bool]) -> bytes:
    """The picture a shared link shows, PNG, drawn by `cards`; Unavailable when it cannot be drawn now."""
    program = [sys.executable, "-I", "-m", CARDS]
    with images.slot():
        try:
            done = subprocess.run(  # noqa: S603 - our own program; the words go through stdin
                program,
                input=json.dumps(told).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable("pictures", retry_after=10) from None
    if done.returncode:
        raise Unavailable("pictures", retry_after=10)
    return done.stdout

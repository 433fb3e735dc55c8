"""What a backup says about itself: when, of which schema, sealed by which keys, and the sum of each file.

The manifest is written last, so that a folder without one is not a backup.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from portal.core import settings
from portal.core.errors import Refused

NAME = "manifest.json"
PARTIAL = ".partial"
FORMAT = 1
DATABASE, FILES = "database", "files"
KEPT = ("media", "library")  # below the home: photos of citizens, pictures and papers of the newsroom
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """One backup; sums are SHA-256 by path inside its folder."""

    taken_at: dt.datetime
    schema: str
    postgres: int  # major version that wrote it
    keys: tuple[str, ...]  # fingerprints of what seals columns and phone numbers; never the keys
    sums: dict[str, str]
    format: int = FORMAT


def fingerprints() -> tuple[str, ...]:
    """Which keys this installation holds, told so that nobody can use them."""
    chosen = settings.get()
    held = [*chosen.field_keys.get_secret_value().split(","), chosen.phone_hmac_key.get_secret_value()]
    return tuple(hashlib.sha256(b"portal backup " + key.strip().encode()).hexdigest()[:16] for key in held)


def sums(folder: Path) -> dict[str, str]:
    """The sum of every file below a folder but the manifest; each is on the disk when this returns."""
    return {str(path.relative_to(folder)): _sum(path) for path in _files(folder)}


def write(folder: Path, made: Manifest) -> None:
    """Put the manifest beside what it speaks of, whole or not at all."""
    told = asdict(made) | {"taken_at": made.taken_at.isoformat()}
    waiting = folder / f".{NAME}"
    with waiting.open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(folder / NAME)


def read(folder: Path) -> Manifest:
    """The manifest of a whole backup. Refused: half-written, damaged, or of a later format."""
    if folder.name.endswith(PARTIAL):
        raise Refused(f"{folder} is half-written: the backup was cut off; take another one")
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))
        if told["format"] > FORMAT:
            raise Refused(f"{folder} was made by a newer version of the portal: update this one first")
        told |= {"taken_at": dt.datetime.fromisoformat(told["taken_at"]), "keys": tuple(told["keys"])}
        found = Manifest(**told)
    except FileNotFoundError:
        raise Refused(f"{folder} is no whole backup: it has no {NAME}") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{folder / NAME} cannot be read") from None
    _compare(folder, found.sums)
    return found


def _compare(folder: Path, told: dict[str, str]) -> None:
    there = sums(folder)
    if gone := sorted(told.keys() - there.keys()):
        raise Refused(f"{folder} is damaged: {gone[0]} is missing ({len(gone)} files in all)")
    if changed := sorted(name for name in told if there[name] != told[name]):
        raise Refused(f"{folder} is damaged: {changed[0]} is not as it was written ({len(changed)} files)")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in {NAME, f".{NAME}"}:
            yield path


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()

"""How a catalogue file is read: what it may be, and what is wrong with one of its rows."""

import gzip
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from portal.core.errors import Refused

FOLDER = Path(__file__).parent / "catalogue"
FACTS, COMMON, WORDS = FOLDER / "facts.json.gz", FOLDER / "common.json", FOLDER / "words.json"
LARGEST = 64 * 1024 * 1024  # unpacked; a catalogue of every procedure in the country has a fifth of this


def json_of(path: Path) -> Any:
    """What a JSON file says, plain or gzipped; Refused with one sentence when it is none."""
    try:
        return json.loads(_unpacked(path), parse_constant=_no_constant)
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror or 'not a gzip file'})") from None
    except (ValueError, RecursionError, EOFError, zlib.error):
        raise Refused(f"{path}: is not JSON in UTF-8 (or a gzip of it)") from None


def rows_of(path: Path) -> list[Any]:
    """The rows of a file in our own format, plain or gzipped; Refused with one sentence if it is none."""
    return rows_in(json_of(path), path)


def rows_in(told: Any, path: Path) -> list[Any]:
    """The rows of our own catalogue format; Refused when it is another."""
    rows = told.get("procedures") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise Refused(f'{path}: has another shape; expected {{"procedures": [ ... ]}}')
    if not rows:
        raise Refused(f"{path}: holds no procedures")
    return rows


def _unpacked(path: Path) -> str:
    with path.open("rb") as plain:
        is_packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        raw = gzip.GzipFile(fileobj=plain).read(LARGEST + 1) if is_packed else plain.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Refused(f"{path}: is larger than {LARGEST // 1024 // 1024} MB")
    return raw.decode("utf-8-sig")


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def complaint(error: ValidationError) -> str:
    """What is wrong with a row, in one line, without repeating the row."""
    wrong = [(".".join(str(part) for part in e["loc"]) or "row", e["msg"]) for e in error.errors()[:3]]
    more = error.error_count() - len(wrong)
    return "; ".join(f"{where}: {what}" for where, what in wrong) + (f"; and {more} more" if more > 0 else "")


def shipped_digest() -> str:
    """What tells one shipped catalogue from another."""
    return hashlib.sha256(FACTS.read_bytes() + COMMON.read_bytes()).hexdigest()

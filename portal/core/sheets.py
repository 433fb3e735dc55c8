"""Foreign spreadsheets (CSV, XLSX) as rows of text, read by a confined process (reliability.md R23)."""

import contextlib
import hashlib
import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from portal.core import settings, sheet_reader
from portal.core.errors import Refused

LARGEST = 20 * 1024 * 1024
MOST_UNROLLED = 200 * 1024 * 1024
_CHUNK = 256 * 1024
Row = tuple[int, list[str]]


class BadSheet(Refused):
    """A file we do not take; `word` says why, `facts` what a sentence about it needs (line, column ...)."""

    def __init__(self, word: str, **facts: Any) -> None:
        super().__init__(word)
        self.facts = facts


@dataclass(frozen=True)
class Sheet:
    """One file being read: what it is (`kind`, `encoding`, `sheet` ...), and its rows as they come."""

    facts: dict[str, Any]
    rows: Iterator[Row]


@dataclass(frozen=True)
class Placed:
    """One row of a file, and the byte of our copy behind it."""

    line: int
    cells: list[str]
    end: int


@dataclass(frozen=True)
class Kept:
    """A file of ours under a random name."""

    name: str
    digest: str
    size: int


def folder() -> Path:
    """Where sheets lie, outside everything that is served."""
    return settings.get().portal_home / "sheets"


def path(name: str) -> Path:
    """Where the file of this name is; names are ours and hold no path."""
    return folder() / name


def keep(stream: BinaryIO) -> Kept:
    """Copy what was sent to our disk; raises BadSheet (`empty`, `large`) and leaves nothing then."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
    try:
        with path(name).open("xb") as file:
            path(name).chmod(0o600)
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > LARGEST:
                    raise BadSheet("large", most=LARGEST // 1024 // 1024)
                digest.update(chunk)
                file.write(chunk)
        if not size:
            raise BadSheet("empty")
    except BaseException:
        forget(name)
        raise
    return Kept(name, digest.hexdigest(), size)


def forget(name: str) -> None:
    """Take a file off the disk; one that is gone already is no news."""
    path(name).unlink(missing_ok=True)
    _unrolled(name).unlink(missing_ok=True)


def _unrolled(name: str) -> Path:
    """Where the rows of a file lie once they have been read: one a line, to be gone on with from any byte."""
    return folder() / f"{name}.rows"


def unroll(name: str, sheet: Sheet) -> Iterator[Placed]:
    """Read all rows of a sheet and write them down; each with the byte behind it."""
    at = 0
    with _unrolled(name).open("wb") as file:
        _unrolled(name).chmod(0o600)
        for line, cells in sheet.rows:
            told = json.dumps([line, cells], ensure_ascii=False).encode() + b"\n"
            at += file.write(told)
            if at > MOST_UNROLLED:
                raise BadSheet("heavy")
            yield Placed(line, cells, at)
    path(name).unlink(missing_ok=True)


def rows_from(name: str, at: int) -> Iterator[Placed]:
    """The rows that `unroll` wrote, from a byte of theirs on; raises BadSheet `gone`."""
    try:
        file = _unrolled(name).open("rb")
    except FileNotFoundError:
        raise BadSheet("gone") from None
    with file:
        file.seek(at)
        for told in file:
            at += len(told)
            line, cells = json.loads(told)
            yield Placed(line, cells, at)


@contextlib.contextmanager
def opened(name: str) -> Iterator[Sheet]:
    """Read a kept file in a process of its own; the rows raise BadSheet where it cannot be taken."""
    try:
        given = path(name).open("rb")
    except FileNotFoundError:
        raise BadSheet("gone") from None
    program = [sys.executable, "-I", "-m", sheet_reader.__name__]  # -I: nothing of our environment leads it
    with given, _running(program, given) as child:
        lines = iter(child.stdout or ())
        yield Sheet(_head(next(lines, b"")), _rows(lines))


@contextlib.contextmanager
def _running(program: list[str], given: BinaryIO) -> Iterator["subprocess.Popen[bytes]"]:
    child = subprocess.Popen(  # noqa: S603 - our own program, nothing of the file is in the command
        program, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )
    try:
        yield child
    finally:
        child.kill()  # it may have been left half-way
        if child.stdout:
            child.stdout.close()
        child.wait()


def _head(line: bytes) -> dict[str, Any]:
    if not line:
        raise BadSheet("heavy")  # killed by a limit of its own
    told: dict[str, Any] = json.loads(line)
    _complain(told)
    return told


def _rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for line in lines:
        told = json.loads(line)
        if isinstance(told, dict):
            _complain(told)
            return
        yield told[0], told[1]
    raise BadSheet("heavy")


def _complain(told: dict[str, Any]) -> None:
    if "bad" in told:
        raise BadSheet(told.pop("bad"), **told)

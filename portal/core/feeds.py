"""Exports and feeds of other sites as entries, read by a confined process (reliability.md R23)."""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.core import feed_reader, settings
from portal.core.errors import Refused

LARGEST = 40 * 1024 * 1024
SECONDS = 150
Entry = dict[str, Any]


class BadFeed(Refused):
    """A file we do not take; `word` says why (empty, large, kind, doctype, broken ...), `facts` the rest."""

    def __init__(self, word: str, **facts: Any) -> None:
        super().__init__(word)
        self.facts = facts


def path(name: str) -> Path:
    """Where a file of ours lies, outside everything that is served; names hold no path."""
    return settings.get().portal_home / "feeds" / name


def keep(pieces: Iterable[bytes]) -> str:
    """Copy what was sent to our disk; its name. Raises BadFeed (`empty`, `large`) and leaves nothing then."""
    name, size = secrets.token_hex(16), 0
    path(name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path(name).open("xb") as file:
            path(name).chmod(0o600)
            for piece in pieces:
                size += file.write(piece)
                if size > LARGEST:
                    raise BadFeed("large", most=LARGEST // 1024 // 1024)
        if not size:
            raise BadFeed("empty")
    except BaseException:
        forget(name)
        raise
    return name


def forget(name: str) -> None:
    """Take a file off the disk; one that is gone already is no news."""
    for one in (name, f"{name}.read"):
        path(one).unlink(missing_ok=True)


@contextmanager
def opened(name: str) -> Iterator[tuple[Entry, Callable[[], Iterator[Entry]]]]:
    """What a kept file is, and what gives its entries, however often; BadFeed unless all can be read."""
    program = [sys.executable, "-I", "-m", feed_reader.__name__]  # -I: nothing of our environment leads it
    made = path(f"{name}.read")
    try:
        with path(name).open("rb") as given, made.open("wb") as out:
            made.chmod(0o600)
            done = subprocess.run(  # noqa: S603 - our own program, nothing of the file is in the command
                program, stdin=given, stdout=out, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS
            )
        if done.returncode:
            raise BadFeed("heavy")
        _insist(made)
        with made.open("rb") as lines:
            head = json.loads(next(lines))
        yield head, lambda: _entries(made)
    except FileNotFoundError:
        raise BadFeed("gone") from None
    except subprocess.TimeoutExpired:
        raise BadFeed("heavy") from None
    finally:
        made.unlink(missing_ok=True)


def _entries(made: Path) -> Iterator[Entry]:
    with made.open("rb") as lines:
        next(lines)
        for line in lines:
            told = json.loads(line)
            if "end" not in told:
                yield told


def _insist(made: Path) -> None:
    """The reader's last line says that it got to the end."""
    with made.open("rb") as lines:
        lines.seek(max(0, made.stat().st_size - 4096))
        last = lines.read().splitlines()[-1:]
    told = json.loads(last[0]) if last else {"bad": "heavy"}
    if "bad" in told:
        raise BadFeed(told.pop("bad"), **told)

"""Where the library's files lie: a folder of the home, or a bucket of an S3-compatible service."""

import os
import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from portal.core import bucket, settings

NAME = re.compile(r"[0-9a-f]{32}/[0-9a-z][0-9a-z.-]{0,60}")


class Store(Protocol):
    """Files under names of ours. Every method may raise Unavailable when the store is away."""

    def put(self, name: str, raw: bytes, kind: str) -> None:
        """Keep these bytes (`kind` is their media type); a repeat replaces them."""

    def get(self, name: str) -> bytes | None:
        """The bytes, or None when there are none."""

    def forget(self, name: str) -> None:
        """Take it away; what is gone already is no news."""


class Folder:
    """Files below PORTAL_HOME/library; a file is whole or not there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, raw: bytes, kind: str) -> None:
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        waiting = path.with_name(f".{secrets.token_hex(8)}")
        try:
            with waiting.open("xb") as file:
                waiting.chmod(0o600)
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            waiting.replace(path)
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise

    def get(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, name: str) -> None:
        path = self._path(name)
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others lie there still
            path.parent.rmdir()

    def _path(self, name: str) -> Path:
        checked(name)
        return self._root / name[:2] / name


def checked(name: str) -> str:
    """The name, when it is one of ours; nothing else ever becomes a path or an address."""
    if not NAME.fullmatch(name):
        raise ValueError("not a name of the store")
    return name


@cache
def opened() -> Store:
    """The store that the settings name."""
    chosen = settings.get()
    told = chosen.media_store.get_secret_value()
    try:
        return bucket.Bucket(bucket.read(told)) if told else Folder(chosen.portal_home / "library")
    except ValueError as error:
        raise SystemExit(str(error)) from None

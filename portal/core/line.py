"""One call on one new connection, with a deadline of our own that a dripping server cannot stretch (R3)."""

import io
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import certifi
from requests import PreparedRequest, Request
from requests.structures import CaseInsensitiveDict

from portal.core.faults import fault

MOST_BYTES = 64 * 1024


class Call:
    """How long a call may take, how much may come back, and whether its first byte has left us."""

    def __init__(self, seconds: float, most_bytes: int = MOST_BYTES) -> None:
        self.ends_at = time.monotonic() + seconds
        self.most_bytes = most_bytes
        self.is_written = False

    def left(self) -> float:
        """Seconds left; TimeoutError when there are none."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the call's time is up")
        return seconds


class _Reader(io.RawIOBase):
    """What the server says, read under the call's deadline and up to a limit."""

    def __init__(self, sock: Any, call: Call) -> None:
        self._sock, self._call, self._read = sock, call, 0
        self._line = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._call.left())
        count: int | None = self._line.readinto(buffer)
        self._read += count or 0
        if self._read > self._call.most_bytes:
            raise OSError("the answer is too long")
        return count

    def close(self) -> None:
        self._line.close()
        super().close()


class _Socket:
    """A connected socket whose every read and write keeps to the call's deadline."""

    def __init__(self, sock: Any, call: Call) -> None:
        self._sock, self._call = sock, call

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._call.left())
        self._call.is_written = True
        self._sock.sendall(data)

    def makefile(self, mode: str, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._call))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Timed:
    """Mixed into a connection: wraps its socket once connected (and greeted, for TLS)."""

    call: Call
    sock: Any

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock = _Socket(self.sock, self.call)


class _Plain(Timed, HTTPConnection):
    """Without encryption: only test homes have such addresses."""


class _Tls(Timed, HTTPSConnection):
    """With it, the certificate checked."""


@dataclass(frozen=True)
class Answered:
    """A whole answer, at most one byte longer than `MOST_BYTES`; names of headers in any case."""

    status: int
    headers: Mapping[str, str]
    raw: bytes


@cache
def trusted() -> ssl.SSLContext:
    """Whom we believe: the machine's authorities and certifi's. Made once, shared by threads and by forks.

    To read the authorities takes 15 ms of a core, so a context for each call would leave 60 calls a second.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def request(
    method: str, address: str, headers: Mapping[str, str], body: str | None = None
) -> PreparedRequest:
    """What `exchange` asks: on a connection of its own, its answer not packed."""
    told = {**headers, "Accept-Encoding": "identity", "Connection": "close"}
    return Request(method, address, headers=told, data=body).prepare()


def exchange(asked: PreparedRequest, call: Call, connect_seconds: float) -> Answered:
    """Ask once and read it all: no redirects, no cookies, no proxies, no retries.

    Raises what sockets and `http.client` raise; `call.is_written` tells whether a byte had left us by then.
    """
    parts = urlsplit(asked.url or "")
    seconds = min(connect_seconds, call.left())
    line: HTTPConnection
    if parts.scheme == "https":
        line = _Tls(parts.hostname or "", parts.port, timeout=seconds, context=trusted())
    else:
        line = _Plain(parts.hostname or "", parts.port, timeout=seconds)
    line.call = call
    try:
        line.request(asked.method or "GET", asked.path_url, asked.body, dict(asked.headers))
        fault("F4")
        answer = line.getresponse()
        raw = answer.read(MOST_BYTES + 1)
        return Answered(answer.status, CaseInsensitiveDict(answer.getheaders()), raw)
    finally:
        line.close()

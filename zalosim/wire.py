"""HTTP/1.1 by hand: one request read from a socket, one answer written, however badly it should behave."""

import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_LINE = 64 * 1024
MAX_HEADERS = 200
MAX_BODY = 64 * 1024 * 1024
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


class BadRequest(Exception):
    """The bytes on the wire are no HTTP request we would read."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes
    peer: str = "127.0.0.1"
    target: str = ""

    def header(self, name: str) -> str:
        """The value of a header, or an empty string."""
        return self.headers.get(name.lower(), "")

    def json(self) -> Any:
        """The body as JSON; ValueError when it is none."""
        return json.loads(self.body.decode("utf-8"))

    def form(self) -> dict[str, str]:
        """The body as an HTML form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(slots=True)
class Answer:
    """What we send back, with the ways in which a server may fail while sending it."""

    status: int = 200
    body: bytes = b""
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between two bytes of the body
    cut: int | None = None  # close after so many bytes of a body announced in full
    drop: str = ""  # "close" or "reset": no answer at all

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Answer":
        """A JSON answer."""
        return cls(status, json.dumps(value, ensure_ascii=False).encode(), JSON, dict(headers or {}))

    @classmethod
    def text(cls, value: str, status: int = 200, kind: str = TEXT) -> "Answer":
        """A text or HTML answer."""
        return cls(status, value.encode(), kind)


def read_request(stream: BinaryIO, peer: str, hello: Callable[[bytes], None]) -> Request | None:
    """The next request of a connection; None when the client has closed it."""
    line = stream.readline(MAX_LINE + 1)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(MAX_LINE + 1)
    if not line:
        return None
    parts = line.decode("latin-1").split()
    if len(line) > MAX_LINE or len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequest("request line")
    headers = _read_headers(stream)
    if parts[2] == "HTTP/1.0":
        headers.setdefault("connection", "close")
    if headers.get("expect", "").lower() == "100-continue":
        hello(b"HTTP/1.1 100 Continue\r\n\r\n")
    split = urlsplit(parts[1])
    query = dict(parse_qsl(split.query, keep_blank_values=True))
    body = _read_body(stream, headers)
    return Request(parts[0].upper(), unquote(split.path), query, headers, body, peer, parts[1])


def _read_headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(MAX_HEADERS):
        line = stream.readline(MAX_LINE + 1)
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or len(line) > MAX_LINE:
            raise BadRequest("header")
        headers[name.strip().lower()] = value.strip()
    raise BadRequest("too many headers")


def _read_body(stream: BinaryIO, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _read_chunks(stream)
    announced = headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > MAX_BODY:
        raise BadRequest("content length")
    body = stream.read(int(announced))
    if len(body) != int(announced):
        raise BadRequest("body ended early")
    return body


def _read_chunks(stream: BinaryIO) -> bytes:
    parts: list[bytes] = []
    total = 0
    while True:
        try:
            size = int(stream.readline(MAX_LINE).split(b";")[0], 16)
        except ValueError as problem:
            raise BadRequest("chunk size") from problem
        total += size
        if size < 0 or total > MAX_BODY:
            raise BadRequest("chunk size")
        if size == 0:
            break
        parts.append(stream.read(size))
        stream.readline(MAX_LINE)
    while stream.readline(MAX_LINE) not in (b"\r\n", b"\n", b""):
        pass
    return b"".join(parts)


def write_answer(sock: socket.socket, answer: Answer, keep: bool, head_only: bool = False) -> bool:
    """Send the answer; False when the connection must end afterwards."""
    if answer.drop == "reset":
        # Linger 0 turns close into RST, which is what a crashed peer or a firewall looks like.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if answer.drop:
        return False
    keep = keep and answer.cut is None
    head = _head(answer, keep)
    if head_only:
        sock.sendall(head)
    elif answer.drip:
        _drip(sock, head, answer)
    else:
        sock.sendall(head + (answer.body if answer.cut is None else answer.body[: answer.cut]))
    return keep


def _head(answer: Answer, keep: bool) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [
        f"HTTP/1.1 {answer.status} {phrase}",
        f"Content-Type: {answer.kind}",
        f"Content-Length: {len(answer.body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _drip(sock: socket.socket, head: bytes, answer: Answer) -> None:
    sock.sendall(head)
    for position in range(len(answer.body)):
        time.sleep(answer.drip)
        sock.sendall(answer.body[position : position + 1])

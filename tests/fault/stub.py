"""A stand-in for Zalo's send address that misbehaves on order and remembers every message it took."""

import json
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

A_DAY = 86_400.0
HTML = b"<html>502 bad gateway</html>"


@dataclass(frozen=True)
class Taken:
    """A message that would have reached its person."""

    user_id: str
    text: str
    path: str
    body: dict[str, object]
    at: float
    message_id: str


Choose = Callable[[dict[str, object]], str]


class Stub:
    """Listens on a port of its own; `choose` names the behaviour for each message asked.

    Behaviours: ok, late (takes it after the caller gave up), slow, drip, close (takes it, says nothing), 502
    (did not take it), 502_taken, html, garbage, empty, cut, huge, redirect, no_id, reset, quiet, 429, or a
    number: the answer with that error code.
    """

    def __init__(self, choose: Choose = lambda _: "ok", *, patience: float = 20.0) -> None:
        self.choose, self.patience = choose, patience
        self.keeps_chats = False  # whether it tells what it took when asked for a conversation
        self.taken: list[Taken] = []
        self.asked: list[str] = []
        self.told: list[tuple[str, str]] = []  # text and behaviour of each message asked
        self.requests: list[str] = []  # heads, as received
        self.paths: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(2)

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            line.settimeout(self.patience)
            try:
                self._answer(line)
            except OSError:
                return  # the caller went away

    def _answer(self, line: socket.socket) -> None:
        head, body = _request(line)
        if head and not _is_send(head):
            line.sendall(self._said(head))
            return
        if not body:
            return
        told = json.loads(body)
        with self._lock:
            self.requests.append(head)
            self.paths.append(head.split(" ", 2)[1])
        how = self.choose(told)
        with self._lock:
            self.asked.append(how)
            self.told.append((told["message"]["text"], how))
        message_id = f"{random.getrandbits(80):020x}"
        if how in {"ok", "slow", "drip", "close", "502_taken", "cut", "no_id"}:
            self._take(told, head, message_id)
        if how == "late":
            self._over.wait(self.patience)
            self._take(told, head, message_id)
            return
        self._say(line, how, message_id)

    def _take(self, told: dict[str, dict[str, str]], head: str, message_id: str) -> None:
        user_id, text = told["recipient"]["user_id"], told["message"]["text"]
        one = Taken(user_id, text, head.split(" ", 2)[1], dict(told), time.time(), message_id)
        with self._lock:
            self.taken.append(one)

    def _said(self, head: str) -> bytes:
        """Of all else the account asks, conversations alone are known here."""
        asked = urlsplit(head.split(" ", 2)[1])
        if not self.keeps_chats or asked.path != "/v2.0/oa/conversation":
            return _error(-209)
        wanted = json.loads(parse_qs(asked.query)["data"][0])
        with self._lock:
            sent = [one for one in self.taken if one.user_id == wanted["user_id"]]
        rows = [_row(0, one.at, one.message_id, one.text) for one in reversed(sent)]
        rows.append(_row(1, time.time() - A_DAY, f"first-{wanted['user_id']}", "Xin chào"))
        page = rows[wanted["offset"] : wanted["offset"] + wanted["count"]]
        return _json({"error": 0, "message": "Success", "data": page})

    def _say(self, line: socket.socket, how: str, message_id: str) -> None:
        good = _json({"data": {"message_id": message_id}, "error": 0, "message": "Success"})
        if how == "slow":
            self._over.wait(0.3)
        if how == "drip":
            for byte in good:
                line.sendall(bytes([byte]))
                if self._over.wait(0.25):
                    return
        elif how == "reset":
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "quiet":
            self._over.wait(self.patience)
        elif how == "cut":
            line.sendall(good[:-12])
        elif how != "close":
            line.sendall(
                _PLAIN[how] if how in _PLAIN else good if how in {"ok", "slow"} else _error(int(how))
            )


def _request(line: socket.socket) -> tuple[str, bytes]:
    """Head and body of one request; an empty body when the caller died before writing it all."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = line.recv(65536)
        if not piece:
            return "", b""
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    announced = re.search(rb"(?i)content-length: *(\d+)", head)
    length = int(announced[1]) if announced else 0
    while len(body) < length:
        piece = line.recv(65536)
        if not piece:
            return "", b""
        body += piece
    return head.decode(), body


def _row(src: int, at: float, message_id: str, text: str) -> dict[str, object]:
    """A message as a conversation lists it."""
    return {"src": src, "time": int(at * 1000), "type": "text", "message": text, "message_id": message_id}


def _is_send(head: str) -> bool:
    return head.startswith("POST") and head.split(" ", 2)[1].endswith(("/message/cs", "/oa/message"))


def _http(status: str, body: bytes, *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *more, "", ""]
    return "\r\n".join(lines).encode() + body


def _json(value: object) -> bytes:
    return _http("200 OK", json.dumps(value).encode(), "Content-Type: application/json")


def _error(code: int) -> bytes:
    return _json({"error": code, "message": "no"})


_PLAIN = {
    "502": _http("502 Bad Gateway", HTML),
    "502_taken": _http("502 Bad Gateway", HTML),
    "html": _http("200 OK", HTML),
    "garbage": _http("200 OK", b'{"error": 0, "data": {"message_id": "x"}'),
    "empty": _http("200 OK", b""),
    "huge": _http("200 OK", b'{"error": 0, "data": "' + b"x" * 200_000 + b'"}'),
    "redirect": _http("302 Found", b"", "Location: http://127.0.0.1:9/"),
    "no_id": _json({"error": 0, "data": {}, "message": "Success"}),
    "429": _http("429 Too Many Requests", b"", "Retry-After: 90"),
}

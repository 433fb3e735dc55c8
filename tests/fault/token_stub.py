"""A token endpoint that takes each refresh token once, remembers who tried twice, and fails on order.

Behaviours: ok, drop (uses the token and hangs up), html (502, uses nothing), html_taken (502 after the use),
slow:SECONDS (answers late), no_refresh, number (`expires_in` as a number), empty_fields, cut, or a code.
"""

import json
import secrets
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

from zalosim.tokens import challenge_of

SEND = "/v3.0/oa/message/cs"
TOKEN = "/v4/oa/access_token"


class TokenStub:
    """One account: one live refresh token, its access tokens, and what was sent with them."""

    def __init__(self, *, life: int = 90000, kills_old_access: bool = True) -> None:
        self.life, self.kills_old_access = life, kills_old_access
        self.choose: Callable[[int], str] = lambda _: "ok"
        self.refresh, self.access = "refresh-0", "access-0"
        self.before = self.refresh
        self.accepted = {self.access}
        self.dead: set[str] = set()
        self.reused: Counter[str] = Counter()
        self.strange = 0
        self.asked = self.changes = self.grants = 0
        self.codes: dict[str, str] = {}
        self.sent: list[str] = []
        self.refused = 0
        self.lost_at: float | None = None
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stub = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def new_code(self, challenge: str) -> str:
        """What the consent page hands out when a person agrees."""
        code = secrets.token_urlsafe(12)
        self.codes[code] = challenge
        return code

    # Calls; the lock is held

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """One grant."""
        if form["grant_type"] == "authorization_code":
            challenge = self.codes.pop(form["code"], None)
            if challenge is None:
                return {"error": -14005, "error_name": "Invalid authorization code."}
            if challenge != challenge_of(form["code_verifier"]):
                return {"error": -14003, "error_name": "Invalid code verifier."}
            self.grants += 1
            return self._next()
        told = form["refresh_token"]
        if told != self.refresh:
            self.reused[told] += told in self.dead
            self.strange += told not in self.dead
            return {"error": -14014, "error_name": "Invalid refresh token.", "error_reason": ""}
        self.changes += 1
        return self._next()

    def keep_refresh(self, told: dict[str, Any]) -> None:
        """A new access token alone: the refresh token that was asked with lives on."""
        del told["refresh_token"]
        self.refresh = self.before
        self.dead.discard(self.before)

    def _next(self) -> dict[str, Any]:
        self.before = self.refresh
        self.dead.add(self.before)
        self.refresh, access = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.accepted = {access} if self.kills_old_access else self.accepted | {access}
        self.access = access
        return {"access_token": access, "refresh_token": self.refresh, "expires_in": str(self.life)}

    def send(self, access: str, body: dict[str, Any]) -> dict[str, Any]:
        """One message to a person."""
        if access not in self.accepted:
            self.refused += 1
            return {"error": -216, "message": "Access token is invalid"}
        self.sent.append(body["message"]["text"])
        return {"data": {"message_id": secrets.token_hex(10)}, "error": 0, "message": "Success"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    stub: TokenStub

    def handle_error(self, *_: object) -> None:
        """The caller was killed: nothing to say."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        stub = self.server.stub
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != TOKEN:
            with stub.lock:
                told = stub.send(self.headers["access_token"], json.loads(raw))
            return self._say(200, json.dumps(told).encode())
        if not self.headers.get("secret_key"):
            return self._say(404, b"empty api")
        with stub.lock:
            stub.asked += 1
            how = stub.choose(stub.asked)
            is_taken = how != "html" and not how.startswith("-")
            told = (
                stub.token({name: one[0] for name, one in parse_qs(raw.decode()).items()}) if is_taken else {}
            )
            if how == "no_refresh" and "refresh_token" in told:
                stub.keep_refresh(told)
            if how in {"drop", "html_taken", "cut"} and "access_token" in told:
                stub.lost_at = time.monotonic()
        return self._answer(how, told)

    def _answer(self, how: str, told: dict[str, Any]) -> None:
        if how == "drop":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        if how.startswith("html"):
            return self._say(502, b"<html>502 bad gateway</html>")
        if how.startswith("slow:"):
            time.sleep(float(how.partition(":")[2]))
        if how.startswith("-"):
            told = {"error": int(how), "error_name": "no", "error_description": "no"}
        if how == "number":
            told["expires_in"] = int(told["expires_in"])
        if how == "empty_fields":
            told |= {"access_token": "", "refresh_token": "", "message": ""}
        raw = json.dumps(told).encode()
        self._say(200, raw[:-20] if how == "cut" else raw)

    def _say(self, status: int, raw: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = True

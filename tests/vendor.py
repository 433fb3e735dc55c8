"""A one-stop system's own server, for tests of calling it back: remembers calls, answers as it is told."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Vendor:
    """What it was called with, and what it answers: a status for each call to come, then 204."""

    address: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def listening() -> Iterator[Vendor]:
    """A vendor that listens on loopback."""
    vendor = Vendor()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                vendor.calls.append(({name.lower(): value for name, value in self.headers.items()}, raw))
                status = vendor.answers.pop(0) if vendor.answers else 204
            self.send_response(status)
            for name, value in vendor.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    vendor.address = f"http://127.0.0.1:{server.server_address[1]}/nhan"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()

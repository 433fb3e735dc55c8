"""A phone on a line that can lose answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

PHONE = {"width": 360, "height": 740}


@dataclass
class Line:
    """Between phone and server: passes everything on, and when told so swallows the answers to POSTs."""

    upstream: int
    is_losing_answers: bool = False
    lost: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.upstream))
                told = {"is_lost": False}
                for source, target in ((phone, server), (server, phone)):
                    threading.Thread(
                        target=self._pass, args=(source, target, source is phone, told), daemon=True
                    ).start()

    def _pass(
        self, source: socket.socket, target: socket.socket, is_asking: bool, told: dict[str, bool]
    ) -> None:
        with suppress(OSError), source, target:
            while piece := source.recv(65536):
                if is_asking and piece.startswith(b"POST ") and self.is_losing_answers:
                    told["is_lost"] = True
                if not is_asking and told["is_lost"]:
                    self.lost += 1
                    source.shutdown(socket.SHUT_RDWR)
                    target.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(piece)


@pytest.fixture
def line(ctx: Flask) -> Iterator[Line]:
    """The portal behind such a line."""
    ctx.extensions.pop("service_worker", None)
    server = make_server("127.0.0.1", 0, ctx, threaded=True)
    made = Line(server.server_port)
    threads = [threading.Thread(target=run, daemon=True) for run in (server.serve_forever, made.serve)]
    for thread in threads:
        thread.start()
    yield made
    made.listener.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A fresh profile that remembers between pages, as a phone does."""
    context = browser.new_context(**_phone(line.url))
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def bare_phone(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone with scripts switched off."""
    context = browser.new_context(**_phone(line.url), java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def _phone(url: str) -> dict[str, Any]:
    return {"base_url": url, "viewport": PHONE, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}

"""The Mini App in a browser: its package, Zalo's container, the portal on another origin, all on loopback."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.core import settings
from scripts import miniapp
from tests.browser.conftest import FLAGS, PHONE, WAIT_MS, found_browser
from tests.browser.miniapp.front import Front, fronts
from tests.social import AN
from zalosim.identity import Identity
from zalosim.server import Sim

PORTAL, ZALO = "https://dichvu.tinh.example", "https://h5.zdn.vn"
APP = "3120945871236540987"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 Zalo android/25081840 ZaloTheme/light ZaloLanguage/vi"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 Zalo iOS/674 ZaloTheme/light ZaloLanguage/vi"
)


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the test keeps a log of its own."""


@dataclass
class Mini:
    """Everything a test of the Mini App holds in its hands."""

    sim: Sim
    portal: Front
    log: list[Mapping[str, str]] = field(default_factory=list)

    def address(self, path: str = "", **more: str) -> str:
        """The app's own address for a screen."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in more.items())
        said = f"p={quote(path, safe='')}" if path else ""
        return f"{ZALO}/zapps/{APP}/?{'&'.join(part for part in (said, query) if part)}"

    def asked(self, method: str, path: str = "") -> list[Mapping[str, str]]:
        """What the portal was asked by a method, below a path."""
        return [one for one in self.log if one["method"] == method and one["path"].startswith(path)]


@pytest.fixture(scope="module")
def package() -> Path:
    """The built package; skipped without Node, which under CI comes from the locked packages of the tests."""
    try:
        return miniapp.build(PORTAL, miniapp.ROOT / ".venv/miniapp/www")
    except miniapp.NoNode as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def _logged(app: Flask, log: list[Mapping[str, str]]) -> Callable[..., Any]:
    """The portal, which writes down how it was asked."""

    def asked(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        told = {name.removeprefix("HTTP_").lower(): str(value) for name, value in environ.items()}
        log.append({**told, "method": environ["REQUEST_METHOD"], "path": environ["PATH_INFO"]})
        return app.wsgi_app(environ, start)

    return asked


@pytest.fixture(scope="module")
def _served(app: Flask, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mini]:
    with ExitStack() as stack:
        sim = stack.enter_context(Sim(identity=Identity(), people=[AN], mini_www=str(package)))
        told = {
            **dict.fromkeys(("zalo_oauth_base", "zalo_graph_base", "zalo_openapi_base"), sim.url),
            "base_url": PORTAL,
            "miniapp_id": APP,
        }
        changed = settings.get().model_copy(update=told)
        stack.enter_context(patch.object(settings, "get", lambda: changed))
        stack.enter_context(patch.dict(app.config, {"TRUSTED_HOSTS": None}))
        log: list[Mapping[str, str]] = []
        server = make_server("127.0.0.1", 0, _logged(app, log), threaded=True, request_handler=_Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        stack.callback(server.shutdown)
        folder = tmp_path_factory.mktemp("tls")
        zalo, portal = stack.enter_context(fronts(folder, sim.port, server.server_port))
        stack.enter_context(_mapped(zalo, portal))
        yield Mini(sim, portal, log)


_RULES: list[str] = []


class _mapped:
    """The names that the browser finds at our fronts."""

    def __init__(self, zalo: Front, portal: Front) -> None:
        self.rules = [
            *(f"MAP {host}:443 127.0.0.1:{zalo.port}" for host in ("h5.zdn.vn", "h5.zalo.me")),
            f"MAP dichvu.tinh.example:443 127.0.0.1:{portal.port}",
        ]

    def __enter__(self) -> None:
        _RULES[:] = self.rules

    def __exit__(self, *_: object) -> None:
        _RULES.clear()


@pytest.fixture(scope="module")
def phone(_playwright: Playwright, _served: Mini) -> Iterator[Browser]:
    """A browser to which Zalo's names and the portal's are on this machine."""
    path = found_browser() or _playwright.chromium.executable_path
    flags = [*FLAGS, f"--host-resolver-rules={', '.join(_RULES)}", "--ignore-certificate-errors"]
    started = _playwright.chromium.launch(executable_path=path, args=flags, headless=True)
    yield started
    started.close()


@pytest.fixture
def mini(_served: Mini, ctx: Flask) -> Mini:
    """Empty tables, a Zalo that remembers nothing, an empty log."""
    _served.sim.world.switches.abroad = False
    _served.portal.is_away = False
    _served.log.clear()
    return _served


Opened = Callable[..., Page]
LEFT = ("htmx:sendAbort", "htmx:afterRequest, [object")
"""What htmx says when the shell itself drops a question, for another screen; what breaks is `sendError`."""


@pytest.fixture
def opened(phone: Browser, mini: Mini) -> Iterator[Opened]:
    """A page of the app; what its console complains about and the test did not expect fails at the end."""
    contexts, complaints = [], []

    def make(path: str = "", *, agent: str = ANDROID, expected: tuple[str, ...] = (), **more: str) -> Page:
        context = phone.new_context(
            viewport={"width": PHONE["width"], "height": PHONE["height"]},
            user_agent=agent,
            ignore_https_errors=True,
            locale="vi-VN",
            is_mobile=True,
            has_touch=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)

        def note(kind: str, text: str) -> None:
            if not any(word in text for word in (*LEFT, *expected)):
                complaints.append(f"{kind}: {text}")

        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                note(message.type, message.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: note("uncaught", str(error)))
        page.goto(mini.address(path, **more))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)

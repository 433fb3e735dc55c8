"""The border of the Mini App: who may ask /m from another origin, and what no answer there may do.

No cookie is read or set, nothing leads anywhere by itself, links of other sites are told instead of opened
unless Zalo has agreed, and whole addresses stand where a page would have short ones (miniapp.md 6, 8).
"""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, g, request

from portal.core import guard, mini_links, settings

ROOM = "/m/"
PIECE = "piece=1"
"""In `Accept`: htmx wants a piece. A header of our own would be asked for before each anonymous question."""
PROBED = (
    "X-Title, HX-Location, HX-Refresh, HX-Redirect, HX-Push, HX-Push-Url, HX-Replace-Url, HX-Retarget, "
    "HX-Reswap, HX-Reselect, HX-Trigger, HX-Trigger-After-Swap, HX-Trigger-After-Settle"
)
"""htmx asks for each of them; one that is not exposed is an error in the console."""
_LEADING = ("HX-Redirect", "HX-Location", "HX-Refresh", "HX-Push", "HX-Push-Url", "HX-Replace-Url")
_OF_BODIES = {"content-type", "content-length", "set-cookie"}
_ANONYMOUS, _PERSONAL = "public, max-age=60", "private, no-store"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


class Border:
    """The WSGI application around all others: what is kept and what went wrong pass here, too."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer the browser's question before its question; else let the app speak, dressed."""
        if not environ["PATH_INFO"].startswith(ROOM):
            return self.inner(environ, start)
        shared = _shared(environ.get("HTTP_ORIGIN", ""))
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return self._asked_first(environ, start, shared)
        environ.pop("HTTP_COOKIE", None)
        if PIECE in environ.get("HTTP_ACCEPT", ""):
            environ["HTTP_HX_REQUEST"] = "true"
        is_somebody = "HTTP_AUTHORIZATION" in environ

        def told(status: str, headers: Headers, *more: Any) -> Any:
            return start(status, [*_kept(status, headers, is_somebody), *shared], *more)

        return self.inner(environ, told)

    def _asked_first(self, environ: Environ, start: Callable[..., Any], shared: Headers) -> Iterable[bytes]:
        """The browser's question before its question: the app's own headers, no body, and who may go on."""

        def told(_status: str, headers: Headers, *more: Any) -> Any:
            left = [pair for pair in headers if pair[0].lower() not in _OF_BODIES]
            return start("204 No Content", [*left, *shared, *_allowed(shared)], *more)

        for _piece in self.inner(environ, told):
            pass  # whoever makes the answer may clean up at its end
        return [b""]


def _shared(origin: str) -> Headers:
    """Whom the answer may be shown to; others are told nothing."""
    headers = [("Vary", "Origin, Accept")]
    if origin in guard.mini_origins():
        headers += [("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", PROBED)]
    return headers


def _allowed(shared: Headers) -> Headers:
    if len(shared) == 1:
        return []
    return [
        ("Access-Control-Allow-Methods", "GET, POST"),
        ("Access-Control-Allow-Headers", "Authorization, HX-Request"),
        ("Access-Control-Max-Age", "7200"),
    ]


def _kept(status: str, headers: Headers, is_somebody: bool) -> Headers:
    """Headers without cookies; what is the same for all may be kept a minute, what is somebody's never."""
    left = [(name, value) for name, value in headers if name.lower() != "set-cookie"]
    if not is_somebody:
        return [(n, _ANONYMOUS if (n.lower(), v) == ("cache-control", "no-cache") else v) for n, v in left]
    return [*((n, v) for n, v in left if n.lower() != "cache-control"), ("Cache-Control", _PERSONAL)]


def tell_title(title: str) -> str:
    """The page's title, for the shell's own header; empty, since a template calls it."""
    g.mini_title = title
    return ""


def set_up(app: Flask) -> None:
    """Dress every answer below /m; registered after what is kept, so that copies hold the finished thing."""
    app.wsgi_app = Border(app.wsgi_app)  # type: ignore[assignment, method-assign]
    app.jinja_env.globals["tell_title"] = tell_title

    @app.after_request
    def fit(answer: Response) -> Response:
        return _fitted(answer) if request.path.startswith(ROOM) else answer


def _fitted(answer: Response) -> Response:
    """An answer that stays in the app: it leads nowhere, and its addresses are whole."""
    place = answer.headers.get("HX-Redirect")
    if 300 <= answer.status_code < 400 and answer.status_code != 304:
        place = answer.headers.get("Location")
        answer = Response(
            status=204, headers=[(n, v) for n, v in answer.headers if n.lower() == "x-request-id"]
        )
        answer.headers["Cache-Control"] = "no-store"
    for name in _LEADING:
        answer.headers.pop(name, None)
    if place:
        answer.headers["HX-Trigger"] = json.dumps({"zmp:go": _own(place)})
    title = " ".join(getattr(g, "mini_title", "").split())
    if title and answer.status_code != 204:
        answer.headers["X-Title"] = quote(title)
    if answer.mimetype == "text/html" and answer.status_code != 304 and not answer.direct_passthrough:
        answer.set_data(mini_links.whole(answer.get_data(as_text=True)))
    return answer


def _own(place: str) -> str:
    """The canonical path of a redirect's address; home for anything that is not ours."""
    parts = urlsplit(place)
    base = urlsplit(settings.get().base_url)
    if parts.netloc and parts.netloc not in {base.netloc, request.host}:
        return "/"
    path = parts.path.removeprefix("/m") if parts.path.startswith(ROOM) else parts.path
    return (
        path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    )

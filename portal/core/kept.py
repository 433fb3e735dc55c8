"""Anonymous pages kept in the process, compressed once, and answered before Flask is asked.

They set no cookie and hold no token, so one copy a language serves everybody (performance.md 9.2). Copies are
dropped as soon as anything citizens read has changed (current.py), in any case after `page_cache_seconds`;
while the database is away they answer for an hour.
"""

import gzip
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import brotli
from flask import Flask, Response, g, request
from flask.globals import request_ctx
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, unquote_etag

from portal.core import current, language, settings
from portal.core.copies import Copy, Headers, Key, Shelf
from portal.core.headers import number_of_request

LARGEST, STALE_SECONDS, LONGEST_QUERY = 256 * 1024, 3600, 200
_BARRED = {"content-length", "content-encoding", "set-cookie", "x-request-id", "date", "etag"}
_MADE = "portal.copy"

Environ = dict[str, Any]
Start = Callable[..., Any]


shelf = Shelf()


def mark() -> None:
    """Say that this answer is the same for everybody; called by web.page()."""
    g.is_shared = True


def stale() -> Response | None:
    """What this page last said, at most an hour ago; for when the database is away."""
    copy = shelf.take(_key(request.environ), STALE_SECONDS) if _is_askable(request.environ) else None
    if copy is None:
        return None
    status, headers, body = _answer(copy, request.environ)
    return Response(body, status, headers)


class Front:
    """The WSGI application before the application: kept pages cost a tenth of what Flask itself takes."""

    def __init__(self, app: Flask, look: Callable[[Flask], None]) -> None:
        self.app, self.inner, self.look = app, app.wsgi_app, look

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """A kept page, else what the application says, kept when it was marked."""
        seconds = settings.get().page_cache_seconds
        if not environ["PATH_INFO"].startswith(("/static/", "/api/", "/zalo/")):
            self.look(self.app)
        if not seconds or not _is_askable(environ):
            return self.inner(environ, start)
        key = _key(environ)
        copy = shelf.take(key, seconds)
        if copy is None:
            return self.inner(environ, _keeping(key, environ, start))
        status, headers, body = _answer(copy, environ)
        start(status, [*headers, ("X-Request-Id", number_of_request())])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _keeping(key: Key, environ: Environ, start: Start) -> Start:
    """`start`, which keeps the page whose last headers it hears."""
    turn = shelf.turn

    def told(status: str, headers: Headers, *more: Any) -> Any:
        made: Copy | None = environ.pop(_MADE, None)
        if made is not None and status.startswith("200"):
            kept = [pair for pair in headers if pair[0].lower() not in _BARRED]
            shelf.put(key, Copy(made.bodies, kept, made.etag, made.made), turn)
        return start(status, headers, *more)

    return told


def _is_askable(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY
        and "HTTP_HX_BOOSTED" not in environ
        and "HTTP_HX_HISTORY_RESTORE_REQUEST" not in environ
    )


def _key(environ: Environ) -> Key:
    return (
        environ.get("HTTP_HOST", ""),  # Flask has refused foreign ones before a copy was made
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        "HTTP_HX_REQUEST" in environ,
        language.of(environ),
    )


@lru_cache(256)
def _coding(accepted: str) -> str:
    """The coding a browser wants most, of those we keep."""
    wanted = parse_accept_header(accepted, Accept)
    return next((coding for coding in ("br", "gzip") if wanted[coding]), "")


def _answer(copy: Copy, environ: Environ) -> tuple[str, Headers, bytes]:
    """Status, headers and body: the page, or that the browser has it already."""
    coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    coding = coding if coding in copy.bodies else ""
    headers = [*copy.headers, ("ETag", f'W/"{copy.etag}"')]
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if known and copy.etag in {_plain_tag(tag) for tag in known.split(",")}:
        return "304 NOT MODIFIED", [pair for pair in headers if pair[0] != "Content-Type"], b""
    body = copy.bodies[coding]
    headers.append(("Content-Length", str(len(body))))
    if coding:
        headers.append(("Content-Encoding", coding))
    return "200 OK", headers, body


def _plain_tag(told: str) -> str | None:
    """The tag as we made it; compression of an answer that was not kept has added its own name."""
    tag, _ = unquote_etag(told.strip())
    return tag.removesuffix(":br").removesuffix(":gzip") if tag else None


def _looked_at_session() -> bool:
    opened = request_ctx._session  # the public property itself counts as a look
    return opened is not None and opened.accessed


def _made(answer: Response) -> Copy | None:
    """The answer as it can be kept; None where it was somebody's own."""
    raw = answer.get_data()
    # A view that so much as looked at the session answered one person; its cookie is written only later.
    if len(raw) > LARGEST or _looked_at_session() or "Set-Cookie" in answer.headers:
        return None
    bodies = {"": raw}
    if len(raw) >= 500:
        bodies |= {"br": brotli.compress(raw, quality=5), "gzip": gzip.compress(raw, 6, mtime=0)}
    return Copy(bodies, [], answer.get_etag()[0] or "", time.monotonic())


def set_up(app: Flask, look: Callable[[Flask], None] = current.look) -> None:
    """Answer from the shelf and fill it; registered after compression, which then sees a coded answer.

    `look` finds out, now and then, whether what citizens read has changed.
    """
    app.wsgi_app = Front(app, look)  # type: ignore[assignment, method-assign]
    current.on_change(shelf.age)

    @app.after_request
    def to_shelf(answer: Response) -> Response:
        is_wanted = getattr(g, "is_shared", False) and settings.get().page_cache_seconds > 0
        if is_wanted and answer.status_code == 200 and _is_askable(request.environ):
            made = _made(answer)
            if made is not None and "HTTP_RANGE" not in request.environ:
                answer.vary.add("Accept-Encoding")
                request.environ[_MADE] = made
        return answer

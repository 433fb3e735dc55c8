"""Anonymous pages kept in the process for seconds, compressed once; for an hour when the database is away.

They set no cookie and hold no token, so one copy a language serves everybody (performance.md 9.2). Each web
process keeps copies of its own; a change shows everywhere within `page_cache_seconds`.
"""

import gzip
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import brotli
from flask import Flask, Response, g, request
from flask.globals import request_ctx
from werkzeug.wrappers import Response as AnyResponse

from portal.core import language, settings

MOST, LARGEST, STALE_SECONDS = 400, 256 * 1024, 3600
_BARRED = {"Content-Length", "Content-Encoding", "Set-Cookie", "X-Request-Id", "Date"}

Key = tuple[str, str, bool, str]


@dataclass(frozen=True)
class Copy:
    """One page as it was answered."""

    bodies: dict[str, bytes]
    headers: list[tuple[str, str]]
    etag: str
    made: float


class Shelf:
    """The copies of one process, the least used dropped first."""

    def __init__(self) -> None:
        self._copies: OrderedDict[Key, Copy] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Key, seconds: float) -> Copy | None:
        """A copy not older than `seconds`."""
        with self._lock:
            copy = self._copies.get(key)
            if copy is None or time.monotonic() - copy.made > seconds:
                return None
            self._copies.move_to_end(key)
            return copy

    def put(self, key: Key, copy: Copy) -> None:
        with self._lock:
            self._copies[key] = copy
            while len(self._copies) > MOST:
                self._copies.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._copies.clear()


shelf = Shelf()


def _key() -> Key:
    asked = request.query_string.decode("latin-1")
    return request.path, asked, "HX-Request" in request.headers, language.chosen()


def _is_askable() -> bool:
    plain = request.method in {"GET", "HEAD"} and len(request.query_string) <= 200
    return (
        plain and "HX-Boosted" not in request.headers and "HX-History-Restore-Request" not in request.headers
    )


def mark() -> None:
    """Say that this answer is the same for everybody; called by web.page()."""
    g.is_shared = True


def _answer(copy: Copy) -> AnyResponse:
    coding = next((c for c in ("br", "gzip") if c in copy.bodies and request.accept_encodings[c]), "")
    answer = Response(copy.bodies[coding], headers=copy.headers)
    if coding:
        answer.headers["Content-Encoding"] = coding
    answer.vary.add("Accept-Encoding")
    answer.set_etag(copy.etag, weak=True)
    return answer.make_conditional(request)


def stale() -> AnyResponse | None:
    """What this page last said, at most an hour ago; for when the database is away."""
    copy = shelf.take(_key(), STALE_SECONDS) if _is_askable() else None
    return _answer(copy) if copy else None


def _looked_at_session() -> bool:
    opened = request_ctx._session  # the public property itself counts as a look
    return opened is not None and opened.accessed


def _keep(answer: Response) -> None:
    raw = answer.get_data()
    # A view that so much as looked at the session answered one person; its cookie is written only later.
    if len(raw) > LARGEST or _looked_at_session() or "Set-Cookie" in answer.headers:
        return
    bodies = {"": raw}
    if len(raw) >= 500:
        bodies |= {"br": brotli.compress(raw, quality=5), "gzip": gzip.compress(raw, 6, mtime=0)}
    headers = [(name, value) for name, value in answer.headers if name not in _BARRED]
    shelf.put(_key(), Copy(bodies, headers, answer.get_etag()[0] or "", time.monotonic()))


def set_up(app: Flask) -> None:
    """Answer from the shelf and fill it; registered after compression, which then sees a coded answer."""

    @app.before_request
    def from_shelf() -> AnyResponse | None:
        seconds = settings.get().page_cache_seconds
        copy = shelf.take(_key(), seconds) if seconds and _is_askable() else None
        return _answer(copy) if copy else None

    @app.after_request
    def to_shelf(answer: Response) -> Response:
        if getattr(g, "is_shared", False) and answer.status_code == 200 and _is_askable():
            _keep(answer)
        return answer

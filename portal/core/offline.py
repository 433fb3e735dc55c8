"""What makes pages bear a weak signal: the service worker's script and the page shown without a network."""

import hashlib
import json

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core import language, static
from portal.core.access import public
from portal.core.web import Pages, page

PAGE = "/ngoai-tuyen/"
SHELL = (
    "portal.css",
    "icons.svg",
    "js/portal.js",
    "js/htmx.min.js",
    "js/offline.js",
    "js/ticks.js",
    "fonts/be-vietnam-pro-400.woff2",
    "fonts/be-vietnam-pro-600.woff2",
)
pages = Pages("offline", __name__)
worker = Blueprint("service_worker", __name__)


@pages.get(PAGE)
@public
def offline() -> Response:
    """Told to whoever opens a page that was never seen; alerts stay out, since this copy gets old."""
    return page("offline.html", alerts=[])


@worker.get("/sw.js")
@public
def script() -> AnyResponse:
    """The service worker, in front of it what it needs to know; asked for after every page, so made once."""
    kept: bytes | None = current_app.extensions.get("service_worker")
    if kept is None:
        kept = current_app.extensions["service_worker"] = _script()
    answer = Response(kept, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _script() -> bytes:
    raw = (static.FOLDER / "sw.js").read_bytes()
    own = {
        "shell": [*map(static.url, SHELL), PAGE],
        "sender": static.url("js/offline.js"),
        "offline": PAGE,
        "line": {name: _line(name) for name in language.NAMES},
    }
    with language.speaking(language.FIRST):
        seen = render_template("offline.html", layout="base.html", alerts=[])
    told = json.dumps(own, ensure_ascii=False)
    version = hashlib.sha256(told.encode() + seen.encode() + raw).hexdigest()[:12]
    return f"const own = {json.dumps({**own, 'version': version}, ensure_ascii=False)};\n".encode() + raw


def _line(name: str) -> str:
    with language.speaking(name):
        return render_template("_kept.html", layout="fragment.html").strip()

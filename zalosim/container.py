"""The Mini App's container: Zalo's page around a package, its files, and what its SDK asks h5.zalo.me.

Only what was read in zmp-sdk 2.51.6 (miniapp.md 2, 11); the real container may send more.
"""

import gzip
import html
import json
import mimetypes
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zalosim import acts
from zalosim.phone import STATIC
from zalosim.wire import HTML, Answer, Request
from zalosim.world import World

VERSION = "1"
_PLACE = re.compile(r"/zapps/(?P<app>\d+)/(?:(?P<version>\d+)/(?P<file>[\w./-]+))?", re.ASCII)
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Cache-Control": "no-store",
}
_LATER = '<p lang="vi">Mini App chưa được dựng xong, hoặc không dựng được. Tải lại trang sau ít phút.</p>'
SETTINGS = {"scope.userInfo": True, "scope.userPhonenumber": True, "scope.userLocation": True}


def answer(world: World, request: Request) -> Answer | None:
    """The container's part of the address space; None: not ours."""
    found = _PLACE.fullmatch(request.path)
    if found is not None and world.switches.mini_www:
        folder = Path(world.switches.mini_www)
        return _file(folder, found["file"], request) if found["file"] else _page(world, folder, found["app"])
    if request.path == "/openapi/access_token" and request.method == "POST":
        return _token(world, request.form().get("code", ""))
    if request.path == "/apis/users/auth-settings":
        return Answer.of({"err": 0, "data": SETTINGS}, headers=_OPEN)
    if request.path == "/log/async":
        return Answer.of({"err": 0}, headers=_OPEN)
    if request.path == "/_container/code" and request.method == "POST":
        return _code(world, request)
    return None


def _page(world: World, folder: Path, app: str) -> Answer:
    """Zalo's own page around the package: its lists of files, `#app`, and the bridge before all of them."""
    try:
        config = json.loads((folder / "app-config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return Answer.text(f"<!doctype html><html><meta charset='utf-8'>{_LATER}", 503, HTML)
    with world.lock:
        people = [{"id": one.user_id, "name": one.name} for one in list(world.people.values())[:50]]
    told = html.escape(json.dumps({"app": app, "version": VERSION, "people": people}))
    base = f"/zapps/{app}/{VERSION}/"
    links = "".join(f'<link rel="stylesheet" href="{base}{name}">' for name in config["listCSS"])
    names = [*config["listAsyncJS"], *config["listSyncJS"]]
    scripts = "".join(f'<script type="module" src="{base}{name}"></script>' for name in names)
    title = html.escape(str(config["app"]["title"]))
    view = '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
    head = f"<meta charset='utf-8'>{view}<title>{title}</title><link rel='icon' href='/static/oa.svg'>"
    bridge = f'<script data-double="{told}">{(STATIC / "container.js").read_text("utf-8")}</script>'
    body = f"<body><div id='app'></div>{scripts}</body>"
    made = f"<!doctype html><html><head>{head}{bridge}{links}</head>{body}</html>"
    return Answer(200, made.encode(), HTML, {"Cache-Control": "no-store"})


def _file(folder: Path, name: str, request: Request) -> Answer:
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents or not path.is_file():
        return Answer.text("not in the package", 404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    raw, headers = path.read_bytes(), {"Cache-Control": "public, max-age=31536000"}
    if "gzip" in request.header("accept-encoding") and not path.name.endswith(".woff2"):
        raw, headers = gzip.compress(raw, 9, mtime=0), headers | {"Content-Encoding": "gzip"}
    return Answer(200, raw, kind, headers)


def _token(world: World, user_id: str) -> Answer:
    """The SDK's access token of whoever holds the phone; the bridge gave their id as the code."""
    with world.lock:
        if world.person(user_id) is None:
            return Answer.of({"error": -14003, "error_name": "Invalid code"}, headers=_OPEN)
        grant = world.tokens.issue(world.clock.now_ms(), 3600, user_id)
    told = {"access_token": grant.access, "refresh_token": grant.refresh, "expires_in": "3600"}
    return Answer.of(told, headers=_OPEN)


def _code(world: World, request: Request) -> Answer:
    """A token of one use for a number or a place, once the person has said yes."""
    if urlsplit(request.header("origin")).netloc != request.header("host"):
        return Answer.of({"error": "another page may not ask for it"}, 403)
    told: dict[str, Any] = request.json()
    user_id = str(told.get("user"))
    if world.person(user_id) is None:
        return Answer.of({"error": "không có người dùng này"}, 404)
    place = None
    if told.get("what") == "place":
        place = {"provider": "gps", "latitude": "10.535", "longitude": "106.413"}
        place["timestamp"] = str(world.clock.now_ms())
    return Answer.of({"token": acts.phone_code(world, user_id, place)})

"""Static files: read once, named by content, compressed once, kept for a year by browsers."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core import settings
from portal.core.access import public

FOLDER = settings.ROOT / "static"
_TEXT = (".css", ".js", ".svg", ".json", ".webmanifest", ".txt")
_PACKED = ".br"  # beside the file it was made of
_YEAR = "public, max-age=31536000, immutable"

bp = Blueprint("static_files", __name__)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class Asset:
    """One file with its bodies by encoding."""

    name: str
    tag: str
    mime: str
    bodies: dict[str, bytes]

    @property
    def url(self) -> str:
        return f"/static/{self.tag}/{self.name}"


def _asset(name: str, raw: bytes, packed: bytes | None = None) -> Asset:
    """A file by its name; `packed` is its brotli body where it was vendored with one: packing is slow."""
    bodies = {"": raw}
    if name.endswith(_TEXT) and len(raw) > 300:
        brotlied = brotli.compress(raw, quality=11) if packed is None else packed
        bodies |= {"br": brotlied, "gzip": gzip.compress(raw, 9, mtime=0)}
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mime.startswith("text/") or mime.endswith(("javascript", "json", "xml")):
        mime += "; charset=utf-8"
    return Asset(name, hashlib.sha256(raw).hexdigest()[:10], mime, bodies)


def _tagged(css: str, assets: dict[str, Asset]) -> str:
    """A stylesheet whose fonts carry their own tags: the address that pages preload, kept for a year."""

    def address(found: re.Match[str]) -> str:
        asset = assets.get(found["name"])
        return f'url("{asset.url}")' if asset else found[0]

    return re.sub(r"""url\(["']?(?P<name>[\w./-]+)["']?\)""", address, css)


def load(app: Flask, folder: Path = FOLDER) -> None:
    """Read every file below `folder` into this process; a few hundred KB."""
    paths = (p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".map", ".md"})
    raws = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(paths)}
    plain = (name for name in raws if not name.endswith((".css", _PACKED)))
    assets = {name: _asset(name, raws[name], raws.get(name + _PACKED)) for name in plain}
    for name, raw in raws.items():
        if name.endswith(".css"):
            assets[name] = _asset(name, _tagged(raw.decode(), assets).encode())
    app.extensions["assets"] = assets
    app.register_blueprint(bp)


def url(name: str) -> str:
    """The address of a static file, with its content in the name."""
    asset: Asset = current_app.extensions["assets"][name]
    return asset.url


@bp.get("/static/<tag>/<path:name>")
@public
def serve(tag: str, name: str) -> AnyResponse:
    """One file in the best encoding the browser takes; an old tag still gets the file, for a short time."""
    asset: Asset | None = current_app.extensions["assets"].get(name)
    if asset is None:
        abort(404)
    coding = next((c for c in ("br", "gzip") if c in asset.bodies and request.accept_encodings[c]), "")
    answer = Response(asset.bodies[coding], content_type=asset.mime)
    if coding:
        answer.headers["Content-Encoding"] = coding
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = _YEAR if tag == asset.tag else "public, max-age=60"
    answer.set_etag(f"{asset.tag}-{coding or 'plain'}")
    return answer.make_conditional(request)

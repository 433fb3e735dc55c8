"""Files of the library: what a published text holds is for everybody, the rest for staff of its office."""

from flask import Blueprint, Response, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import db, pictures, store, web
from portal.core.access import public
from portal.core.errors import Missing
from portal.media import papers, queries
from portal.staff.access import Permission

bp = Blueprint("media", __name__, url_prefix="/media")
YEAR = "public, max-age=31536000, immutable"  # what an address shows never changes
TYPES = {"webp": "image/webp", "jpg": "image/jpeg", **papers.TYPES}


@bp.get("/<ref>/<name>")
@public
def file(ref: str, name: str) -> AnyResponse:
    """One print or paper. What no published text holds is Missing, but for staff of its office and a pass."""
    key = pictures.key(name) or papers.key(name)
    if key is None or not store.NAME.fullmatch(f"{ref}/{key}"):
        raise Missing("file")
    is_open = queries.is_public(ref)
    if not is_open and not _may_see(ref):
        raise Missing("file")
    answer = Response(mimetype=TYPES[key.rpartition(".")[2]])
    if papers.key(name):
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.set_etag(f"{ref}-{name}")
    if not request.if_none_match.contains(f"{ref}-{name}"):
        answer.set_data(_read(f"{ref}/{key}"))
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if not is_open:
        return web.keep_private(answer)
    answer.headers["Cache-Control"] = YEAR
    return answer.make_conditional(request)


def _may_see(ref: str) -> bool:
    if pictures.opens(ref, request.args.get(pictures.PASS, "")):
        return True
    if not current_user.is_authenticated or not current_user.may(Permission.OPEN_DESK):
        return False
    offices = current_user.offices(Permission.OPEN_DESK)
    return queries.is_usable(ref, offices) or papers.is_usable(ref, offices)


def _read(name: str) -> bytes:
    db.release()  # a slow store must not hold a connection
    raw = store.opened().get(name)
    if raw is None:
        raise Missing("file")
    return raw

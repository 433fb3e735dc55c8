"""How Zalo sees that this domain is ours: a file at the root, a meta tag on the front page (1.1)."""

from flask import Blueprint, Response
from markupsafe import escape

from portal.core import settings
from portal.core.access import public
from portal.core.errors import Missing

NAME = "zalo-platform-site-verification"
bp = Blueprint("verifying", __name__)


@bp.get("/zalo_verifier<code>.html")
@public
def file(code: str) -> Response:
    """The file that Zalo's console names, for codes of our settings only."""
    if code not in settings.get().verifiers:
        raise Missing("no code of ours")
    body = (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        f'<meta name="{NAME}" property="{NAME}" content="{escape(code)}"><title>Zalo</title></head>'
        f"<body>{escape(code)}</body></html>\n"
    )
    answer = Response(body, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer

"""Against forged requests: the form token, and the Origin of everything that may change something (R20)."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect

from portal.core import settings
from portal.core.access import rule_of

csrf = CSRFProtect()
"""Exempt a view with `csrf.exempt`: machine interfaces, and the look-up, whose POST only reads."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def _own_origins() -> frozenset[str]:
    parts = urlsplit(settings.get().base_url)
    return frozenset({f"{parts.scheme}://{parts.netloc}"})


def set_up(app: Flask) -> None:
    """Check Origin first, then the token, on everything unsafe that a browser may send."""
    csrf.init_app(app)
    mini = frozenset({"https://h5.zdn.vn", "zbrowser://h5.zdn.vn"})

    @app.before_request
    def same_origin() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.method in SAFE or view is None or rule_of(view) in {"signed", "machine"}:
            return
        told = request.headers.get("Origin")
        if told is None or told == "null":
            # Old web views send no Origin; the form token still guards what writes.
            if request.headers.get("Sec-Fetch-Site") == "cross-site":
                abort(403)
            return
        allowed = mini if request.path.startswith("/m/") else _own_origins() | {request.host_url.rstrip("/")}
        if told not in allowed:
            abort(403)

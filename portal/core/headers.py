"""Headers on every answer: what a page may load, who may frame it, what may be kept (reliability.md R19)."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from portal.core import settings

_POLICY = (
    "default-src 'none'; script-src 'self'{script}; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'{framers}"
)


def csp(*, framers: str = "", script: str = "") -> str:
    """The content security policy; `framers` and `script` start with a space."""
    return _POLICY.format(framers=framers, script=script)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def framers() -> str:
    """In demo homes the pretend phone may frame pages; elsewhere nobody may."""
    chosen = settings.get()
    return f" {_origin(chosen.zalo_openapi_base)}" if chosen.is_demo else ""


def set_up(app: Flask) -> None:
    """Number each request and dress each answer."""
    policy = csp(framers=framers())

    @app.before_request
    def number() -> None:
        g.request_id = secrets.token_hex(6)

    @app.after_request
    def dress(answer: Response) -> Response:
        headers = answer.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=(), payment=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["X-Request-Id"] = getattr(g, "request_id", "-")
        if settings.get().is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if not request.path.startswith("/static/"):
            answer.vary.add("HX-Request")
            headers.setdefault("Cache-Control", "no-store")
        return answer

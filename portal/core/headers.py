"""Headers on every answer: what a page may load, who may frame it, what may be kept (reliability.md R19)."""

import random
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


def number_of_request() -> str:
    """What tells one answer from another in the logs: no secret, so the system's randomness is not asked."""
    return f"{random.getrandbits(48):012x}"  # noqa: S311


def set_up(app: Flask) -> None:
    """Number each request and dress each answer."""
    policy = csp(framers=framers())

    @app.before_request
    def number() -> None:
        g.request_id = number_of_request()

    usual = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(), payment=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if settings.get().is_https:
        usual.append(("Strict-Transport-Security", "max-age=31536000"))
    named = [(name.lower(), name, value) for name, value in usual]

    @app.after_request
    def dress(answer: Response) -> Response:
        headers = answer.headers
        # Every answer passes here, and `add` costs a fourth of what `setdefault` does.
        told = {name.lower() for name, _ in headers}
        for key, name, value in named:
            if key not in told:
                headers.add(name, value)
        headers.add("X-Request-Id", getattr(g, "request_id", "-"))
        if not request.path.startswith("/static/"):
            vary = headers.get("Vary")  # by hand: a set of headers would be read and written anew
            headers["Vary"] = f"{vary}, HX-Request" if vary else "HX-Request"
            if "cache-control" not in told:
                headers.add("Cache-Control", "no-store")
        return answer

"""Against forged requests: the form token, and the Origin of everything that may change something (R20)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from portal.core import settings
from portal.core.access import View, rule_of

csrf = CSRFProtect()
"""Exempt a view with `csrf.exempt`: machine interfaces, and the look-up, whose POST only reads."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MINI = frozenset({"https://h5.zdn.vn", "zbrowser://h5.zdn.vn"})
STALE = "X-Form-Token"
BARRIER = "portal_barrier"
"""The app's own: what whoever asks gets instead of a view with some rule, None when they may; staff's."""
_AGAIN, _LARGEST = "portal_shows_again", "portal_takes"


def mini_origins() -> frozenset[str]:
    """Where the Mini App's page may come from; where nothing is real the pretend container, too."""
    chosen = settings.get()
    if not (chosen.is_demo or chosen.is_test_home):
        return MINI
    parts = urlsplit(chosen.zalo_openapi_base)
    return MINI | {f"{parts.scheme}://h5.zdn.vn.localhost:{parts.port}"}  # its SDK knows Zalo by that name


def shows_again(again: Callable[..., ResponseReturnValue]) -> Callable[[View], View]:
    """When the token is missing or old, `again` (given the view's arguments) shows the form as it was typed.

    Web views lose cookies, and the token with them; what somebody wrote must not be lost too.
    """

    def mark(view: View) -> View:
        setattr(view, _AGAIN, again)
        return view

    return mark


def takes(most: int) -> Callable[[View], View]:
    """Let this view's requests be up to `most` bytes large; everything else stays small."""

    def mark(view: View) -> View:
        setattr(view, _LARGEST, most)
        return view

    return mark


def shown_again() -> Response | None:
    """The form of the view that was asked, as it was typed, with a fresh token; None if it has no such.

    Whoever may not call the view itself does not see its form either: it may tell what it is about.
    """
    view = _view()
    again = getattr(view, _AGAIN, None)
    if view is None or again is None:
        return None
    barrier = current_app.extensions.get(BARRIER, lambda rule: None)(rule_of(view))
    if barrier is not None:
        return current_app.make_response(barrier)
    answer = current_app.make_response(again(**(request.view_args or {})))
    answer.headers[STALE] = "stale"  # a script may take the new token and send once more
    return answer


def _view() -> Callable[..., object] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _own_origins() -> frozenset[str]:
    parts = urlsplit(settings.get().base_url)
    return frozenset({f"{parts.scheme}://{parts.netloc}"})


def _is_mini() -> bool:
    return request.path.startswith("/m/")


def set_up(app: Flask) -> None:
    """Check size and Origin first, then the token, on everything unsafe that a browser may send."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked below, in our order
    csrf.init_app(app)

    @app.before_request
    def same_origin() -> None:
        view = _view()
        most = getattr(view, _LARGEST, None)
        if most is not None:
            request.max_content_length = most
        if request.method in SAFE or view is None or rule_of(view) in {"signed", "machine"}:
            return
        _check_origin()

    @app.before_request
    def same_form() -> None:
        # The Mini App sends no cookies, so nobody can make it act for somebody: its Origin is proof enough.
        is_mini = _is_mini() and request.headers.get("Origin") in mini_origins()
        if app.config["WTF_CSRF_ENABLED"] and not is_mini:
            csrf.protect(apply_exemptions=True)


def _check_origin() -> None:
    told = request.headers.get("Origin")
    if told is None or told == "null":
        # Old web views send no Origin; the form token still guards what writes.
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)
        return
    allowed = mini_origins() if _is_mini() else _own_origins() | {request.host_url.rstrip("/")}
    if told not in allowed:
        abort(403)

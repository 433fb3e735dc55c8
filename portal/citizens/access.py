"""Who uses this browser or Mini App, if they signed in: a cookie of its own on the web, a bearer on /m."""

from flask import Response, after_this_request, g, request

from portal.citizens import messages, operations
from portal.citizens.models import Surface
from portal.citizens.operations.joining import WAITING
from portal.citizens.operations.sessions import LONGEST_HOURS, Session
from portal.core import settings
from portal.core.web import is_mini

_KEPT, _BEARER = "citizen_session", "Bearer "


def cookie_name() -> str:
    """`__Host-` where the browser can keep its promise (R20)."""
    return "__Host-toi" if settings.get().is_https else "toi"


def who() -> Session | None:
    """The live session of whoever asks, or None; looked up once a request.

    A browser whose code was just agreed to in the chat gets another token on the way.
    """
    if _KEPT not in g:
        surface = Surface.MINI if is_mini() else Surface.WEB
        found = operations.resume(_token(), surface)
        if found and found.citizen_id and found.began_by == WAITING:
            found = _renewed(found)
        setattr(g, _KEPT, found)
    session: Session | None = getattr(g, _KEPT)
    return session


def _token() -> str:
    if not is_mini():
        return request.cookies.get(cookie_name(), "")
    told = request.headers.get("Authorization", "")
    return told.removeprefix(_BEARER) if told.startswith(_BEARER) else ""


def _renewed(found: Session) -> Session | None:
    token = operations.renew(found, "code")
    if token is None:
        return None
    _set(token)
    return operations.resume(token, found.surface)


def device() -> str:
    """What the asking phone is called."""
    return messages.device(request.user_agent.string)


def start(token: str) -> None:
    """Give this browser its session; the one before ends."""
    before = who()
    if before:
        operations.end(before.id, "replaced")
    setattr(g, _KEPT, operations.resume(token, Surface.WEB))
    _set(token)


def stop() -> None:
    """Forget the session on this side; whoever calls has ended the row."""
    setattr(g, _KEPT, None)
    if not is_mini():
        _set("")


def _set(token: str) -> None:
    @after_this_request
    def give(answer: Response) -> Response:
        answer.set_cookie(
            cookie_name(),
            token,
            max_age=LONGEST_HOURS * 3600 if token else 0,
            secure=settings.get().is_https,
            httponly=True,
            samesite="Lax",
            path="/",
        )
        return answer

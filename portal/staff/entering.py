"""The last steps of the desk's door: half signed in until the code is right, then a session of one's own."""

import uuid

from flask import current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, crypto, settings
from portal.core.errors import TooMany
from portal.staff import access, alarms, operations, queries
from portal.staff.access import Officer

DEVICE_SECONDS = 365 * 24 * 3600
HALF_SECONDS = 300  # between the password and the code
_HALF = "half"


def waiting(wait: TooMany) -> str:
    """How long somebody who guesses has to wait."""
    return str(_("Bạn đã thử nhiều lần. Xin chờ %(seconds)s giây rồi thử lại.", seconds=wait.retry_after))


def officer(token: str) -> Officer | None:
    """Who is signed in with this token; what a page asks by itself keeps nobody signed in."""
    account = operations.resume(token, is_act=access.is_act())
    return Officer(account, token) if account else None


def wanted() -> str:
    """The page of the menu that was asked for before signing in; anything else is the home."""
    asked = request.args.get("tiep", "")
    return asked if any(asked == entry.endpoint for entry in access.entries()) else "staff_desk.home"


def enter(user_id: uuid.UUID) -> AnyResponse:
    """Start with a session that holds nothing from before, and go on to what was asked for."""
    slips = alarms.slips_since_last_visit(user_id)
    token = operations.open_session(user_id, browser=request.user_agent.string)
    session.clear()
    login_user(officer(token))
    if slips >= alarms.OWN_SLIPS:
        told = _("Có %(count)s lần nhập sai mật khẩu hoặc mã từ lần bạn vào trước.", count=slips)
        todo = _("Nếu không phải bạn, xin đổi mật khẩu và báo quản trị.")
        flash(f"{told} {todo}")
    answer = redirect(url_for(wanted()), 303)
    _remember_device(answer, queries.account(user_id).username)
    return answer


def ask_for_code(user_id: uuid.UUID) -> AnyResponse:
    """The password was right; who it was is kept in the signed cookie for a few minutes, no more."""
    session.clear()
    session[_HALF] = [str(user_id), int(clock.now().timestamp()), _stamp(user_id)]
    return redirect(url_for("second_desk.code", tiep=request.args.get("tiep") or None), 303)


def half() -> uuid.UUID | None:
    """Whose password was right in this browser a moment ago; None when it is over."""
    held = session.get(_HALF)
    if not held or int(clock.now().timestamp()) - held[1] > HALF_SECONDS:
        return None
    user_id = uuid.UUID(held[0])
    is_same = queries.account(user_id).is_active and _stamp(user_id) == held[2]
    return user_id if is_same else None


def _stamp(user_id: uuid.UUID) -> float:
    """Moves with every change of the password."""
    return queries.by_id(user_id).password_changed_at.timestamp()


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="desk-device")


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def device(username: str) -> str:
    """The random name of a browser that this person signed in with before; else empty."""
    try:
        whose, name = _devices().loads(request.cookies.get(_device_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(name) if whose == crypto.digest(username) else ""


def _remember_device(answer: AnyResponse, username: str) -> None:
    known = device(username) or crypto.token()
    answer.set_cookie(
        _device_cookie(),
        _devices().dumps([crypto.digest(username), known]),
        max_age=DEVICE_SECONDS,
        secure=settings.get().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )

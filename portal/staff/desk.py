"""The desk's door: sign-in and out, its home, one's own password and the trail."""

from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user, logout_user
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from portal.core import guard, settings, web
from portal.core.access import public
from portal.core.errors import Refused, TooMany
from portal.staff import access, board, entering, forms, operations, queries
from portal.staff.access import Group, Permission, listed, needs
from portal.staff.act_names import ACT_NAMES
from portal.staff.names import GROUP_NAMES, ROLE_NAMES

bp = Blueprint("staff_desk", __name__, url_prefix="/desk")


def set_up(app: Flask) -> None:
    """Know who is signed in.

    flask-login's own init_app is left out: its after_request looks into the session on every answer, which
    would make anonymous pages vary by cookie; we have no remember-me cookie for it to refresh.
    """
    manager = LoginManager()
    manager.session_protection = None  # sessions are rows; a changed network address ends none
    manager.user_loader(entering.officer)
    app.login_manager = manager  # type: ignore[attr-defined]
    app.context_processor(_surroundings)
    app.extensions[guard.BARRIER] = access.barrier


def _surroundings() -> dict[str, Any]:
    """For desk templates; looked up once, and only when one asks, so that problem pages need no database."""
    if not request.path.startswith("/desk/"):
        return {}
    return {"current_user": current_user, "desk_menu": LocalProxy(cache(_menu)), "role_names": ROLE_NAMES}


def _menu() -> list[dict[str, Any]]:
    """The groups of the menu with the pages this person may open; a group without any is left out."""
    if not current_user.is_authenticated:
        return []
    groups: dict[Group, list[dict[str, str]]] = {group: [] for group in Group}
    held = {permission for permission in Permission if current_user.may(permission)}
    for entry in access.entries():
        if entry.permission in held:
            told = {"title": entry.title, "href": url_for(entry.endpoint), "icon": entry.icon}
            groups[entry.group].append(told)
    return [{"name": GROUP_NAMES[group], "entries": told} for group, told in groups.items() if told]


@bp.get("/sign-in")
@public
def sign_in() -> AnyResponse:
    """The form; somebody who is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(url_for(entering.wanted()), 303)
    return web.desk_page("staff/sign_in.html", form=forms.SignInForm(), wanted=request.args.get("tiep", ""))


@bp.post("/sign-in")
@public
def sign_in_now() -> AnyResponse:
    """Check, then start with a session that holds nothing from before."""
    form = forms.SignInForm(request.form)
    if not form.validate():
        return _refused(form, 422)
    username = form.username.data or ""
    try:
        user_id = operations.check_password(
            username, form.password.data or "", client=web.client_address(), device=entering.device(username)
        )
    except Refused:
        return _refused(form, 422, _("Tên đăng nhập hoặc mật khẩu chưa đúng."))
    except TooMany as wait:
        slow = _refused(form, 429, entering.waiting(wait))
        slow.headers["Retry-After"] = str(wait.retry_after)
        return slow
    if queries.account(user_id).has_second:
        return entering.ask_for_code(user_id)
    return entering.enter(user_id)


def _refused(form: forms.SignInForm, status: int, why: str = "") -> Response:
    wanted = request.args.get("tiep", "")
    return web.desk_page("staff/sign_in.html", status=status, form=form, wanted=wanted, why=why)


@bp.post("/sign-out")
@needs(Permission.OPEN_DESK)
def sign_out() -> AnyResponse:
    """End the row; the cookie that is left behind opens nothing."""
    operations.end_session(current_user.token, "sign_out")
    logout_user()
    session.clear()
    return web.leave(access.SIGN_IN)


@bp.get("/")
@needs(Permission.OPEN_DESK)
@listed(_l("Trang chủ"), "home", Group.HOME)
def home() -> AnyResponse:
    """What waits for this person, goes out next and failed; then all they may open."""
    codes = settings.get().portal_home / "demo-codes.txt"
    shown = codes.read_text().splitlines() if settings.get().is_demo and codes.is_file() else []
    told = board.told(current_user)
    return web.desk_page("staff/home.html", told=told, codes=[line.split("\t") for line in shown])


@bp.get("/password")
@needs(Permission.OPEN_DESK)
def password() -> AnyResponse:
    """The form for a new password."""
    return web.desk_page("staff/password.html", form=forms.PasswordForm())


@bp.post("/password")
@needs(Permission.OPEN_DESK)
def change_password() -> AnyResponse:
    """A new password; every session of the account ends, this one too."""
    form = forms.PasswordForm(request.form)
    if not form.validate():
        return web.desk_page("staff/password.html", status=422, form=form)
    try:
        operations.change_password(current_user.id, form.old.data or "", form.new.data or "")
    except Refused:
        form.old.errors = [_("Mật khẩu đang dùng chưa đúng.")]
        return web.desk_page("staff/password.html", status=422, form=form)
    logout_user()
    session.clear()
    flash(_("Đã đổi mật khẩu. Xin đăng nhập lại bằng mật khẩu mới."))
    return web.leave(access.SIGN_IN)


@bp.get("/audit/")
@needs(Permission.SEE_AUDIT)
@listed(_l("Nhật ký"), "list", Group.SYSTEM)
def audit() -> AnyResponse:
    """Who did what, newest first."""
    page = min(max(request.args.get("trang", 1, type=int), 1), 100_000)
    acts, last = queries.acts(page)
    return web.desk_page("staff/audit.html", acts=acts, page=page, last=last, names=ACT_NAMES)

"""The desk's door: sign-in and out, its home, people and the trail."""

import uuid
from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from portal.core import crypto, guard, settings, web
from portal.core.access import public
from portal.core.errors import Refused, TooMany
from portal.staff import access, forms, operations, queries
from portal.staff.access import Group, Officer, Permission, listed, needs
from portal.staff.models import Role

bp = Blueprint("staff_desk", __name__, url_prefix="/desk")
DEVICE_SECONDS = 365 * 24 * 3600


def set_up(app: Flask) -> None:
    """Know who is signed in.

    flask-login's own init_app is left out: its after_request looks into the session on every answer, which
    would make anonymous pages vary by cookie; we have no remember-me cookie for it to refresh.
    """
    manager = LoginManager()
    manager.session_protection = None  # sessions are rows; a changed network address ends none
    manager.user_loader(_officer)
    app.login_manager = manager  # type: ignore[attr-defined]
    app.context_processor(_surroundings)
    app.extensions[guard.BARRIER] = access.barrier


def _officer(token: str) -> Officer | None:
    account = operations.resume(token)
    return Officer(account, token) if account else None


def _surroundings() -> dict[str, Any]:
    """For desk templates; looked up only when a template asks, so that problem pages need no database."""
    if not request.path.startswith("/desk/"):
        return {}
    return {"current_user": current_user, "desk_menu": LocalProxy(_menu), "role_names": ROLE_NAMES}


def _menu() -> list[dict[str, Any]]:
    """The groups of the menu with the pages this person may open; a group without any is left out."""
    if not current_user.is_authenticated:
        return []
    groups: dict[Group, list[dict[str, str]]] = {group: [] for group in Group}
    for entry in access.entries():
        if current_user.may(entry.permission):
            told = {"title": entry.title, "href": url_for(entry.endpoint), "icon": entry.icon}
            groups[entry.group].append(told)
    return [{"name": GROUP_NAMES[group], "entries": told} for group, told in groups.items() if told]


GROUP_NAMES = {
    Group.HOME: "",
    Group.PEOPLE: _l("Người dân"),
    Group.MESSAGES: _l("Tin nhắn"),
    Group.CONTENT: _l("Nội dung"),
    Group.ZALO: _l("Zalo OA"),
    Group.SYSTEM: _l("Hệ thống"),
}


ROLE_NAMES = {
    Role.AUTHOR: _l("Người viết"),
    Role.EDITOR: _l("Biên tập viên"),
    Role.PUBLISHER: _l("Người duyệt đăng"),
    Role.OFFICER: _l("Cán bộ một cửa"),
    Role.SUPPORT: _l("Nhân viên hỗ trợ"),
    Role.DATA: _l("Cán bộ dữ liệu"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.ADMIN: _l("Quản trị"),
}
ACT_NAMES = {
    "search.word": _l("Dạy từ cho tìm kiếm"),
    "search.unword": _l("Bỏ từ của tìm kiếm"),
    "sign_in": _l("Đăng nhập"),
    "sign_in.refused": _l("Đăng nhập không thành công"),
    "sign_out": _l("Kết thúc phiên"),
    "account.create": _l("Tạo tài khoản"),
    "account.password": _l("Đổi mật khẩu"),
    "account.disable": _l("Khóa tài khoản"),
    "account.enable": _l("Mở lại tài khoản"),
    "apology.hold": _l("Giữ văn bản xin lỗi"),
    "apology.release": _l("Bỏ giữ văn bản xin lỗi"),
    "paper.open": _l("Mở giấy tờ của hồ sơ"),
    "message.arrived": _l("Xác nhận tin đã tới"),
    "message.again": _l("Cho gửi lại tin chưa rõ"),
    "handover.take": _l("Nhận trả lời một người dân"),
    "handover.close": _l("Kết thúc cuộc trao đổi"),
    "event.raw": _l("Xem nguyên văn một sự kiện Zalo"),
    "zalo_consent.begin": _l("Yêu cầu cấp quyền Zalo"),
    "zalo_consent.end": _l("Kết thúc cấp quyền Zalo"),
    "zalo_token.change": _l("Yêu cầu đổi mã Zalo"),
    "counter.check": _l("Kiểm tra số điện thoại tại quầy"),
    "counter.consent": _l("Ghi nhận đồng ý tại quầy"),
    "counter.test": _l("Gửi tin thử tại quầy"),
    "counter.verify": _l("Xác nhận số điện thoại tại quầy"),
    "dossier.view": _l("Xem hồ sơ"),
    "message.view": _l("Xem lịch sử một tin"),
    "unreached.number": _l("Mở số điện thoại để gọi"),
    "unreached.list": _l("Tải danh sách gọi"),
    "unreached.call": _l("Ghi cuộc gọi"),
    "unreached.mend": _l("Sửa số điện thoại"),
    "unreached.again": _l("Gửi lại một tin"),
    "unreached.give_up": _l("Thôi liên hệ"),
}


@bp.get("/sign-in")
@public
def sign_in() -> AnyResponse:
    """The form; somebody who is signed in already goes on."""
    if current_user.is_authenticated:
        return redirect(url_for(_wanted()), 303)
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
        token = operations.sign_in(
            username,
            form.password.data or "",
            client=web.client_address(),
            browser=request.user_agent.string,
            device=_device(username),
        )
    except Refused:
        return _refused(form, 422, _("Tên đăng nhập hoặc mật khẩu chưa đúng."))
    except TooMany as wait:
        said = _("Bạn đã thử nhiều lần. Xin chờ %(seconds)s giây rồi thử lại.", seconds=wait.retry_after)
        slow = _refused(form, 429, said)
        slow.headers["Retry-After"] = str(wait.retry_after)
        return slow
    session.clear()
    login_user(_officer(token))
    answer = redirect(url_for(_wanted()), 303)
    _remember_device(answer, username)
    return answer


def _refused(form: forms.SignInForm, status: int, why: str = "") -> Response:
    wanted = request.args.get("tiep", "")
    return web.desk_page("staff/sign_in.html", status=status, form=form, wanted=wanted, why=why)


def _wanted() -> str:
    """The page of the menu that was asked for before signing in; anything else is the home."""
    asked = request.args.get("tiep", "")
    return asked if any(asked == entry.endpoint for entry in access.entries()) else "staff_desk.home"


def _devices() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="desk-device")


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _device(username: str) -> str:
    """The random name of a browser that this person signed in with before; else empty."""
    try:
        whose, name = _devices().loads(request.cookies.get(_device_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(name) if whose == crypto.digest(username) else ""


def _remember_device(answer: AnyResponse, username: str) -> None:
    known = _device(username) or crypto.token()
    answer.set_cookie(
        _device_cookie(),
        _devices().dumps([crypto.digest(username), known]),
        max_age=DEVICE_SECONDS,
        secure=settings.get().is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


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
    """What this person may open."""
    codes = settings.get().portal_home / "demo-codes.txt"
    shown = codes.read_text().splitlines() if settings.get().is_demo and codes.is_file() else []
    return web.desk_page("staff/home.html", codes=[line.split("\t") for line in shown])


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


@bp.get("/people/")
@needs(Permission.MANAGE_PEOPLE)
@listed(_l("Tài khoản"), "users", Group.SYSTEM)
def people() -> AnyResponse:
    """Every account, its roles, and whether it is open."""
    return web.desk_page("staff/people.html", people=queries.accounts())


@bp.post("/people/<uuid:user_id>/disable")
@needs(Permission.MANAGE_PEOPLE)
def disable(user_id: uuid.UUID) -> AnyResponse:
    """Close an account and all of its sessions."""
    return _person_changed(user_id, is_active=False)


@bp.post("/people/<uuid:user_id>/enable")
@needs(Permission.MANAGE_PEOPLE)
def enable(user_id: uuid.UUID) -> AnyResponse:
    """Open a closed account again."""
    return _person_changed(user_id, is_active=True)


def _person_changed(user_id: uuid.UUID, *, is_active: bool) -> AnyResponse:
    person = operations.set_active(user_id, is_active, current_user.id)
    return web.changed("staff/_person.html", back="staff_desk.people", person=person)


@bp.get("/audit/")
@needs(Permission.SEE_AUDIT)
@listed(_l("Nhật ký"), "list", Group.SYSTEM)
def audit() -> AnyResponse:
    """Who did what, newest first."""
    page = min(max(request.args.get("trang", 1, type=int), 1), 100_000)
    acts, last = queries.acts(page)
    return web.desk_page("staff/audit.html", acts=acts, page=page, last=last, names=ACT_NAMES)

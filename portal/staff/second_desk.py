"""The second step at the door, setting it up, and the list of browsers one is signed in with."""

import uuid

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import crypto, qr, web
from portal.core.access import public
from portal.core.db import transaction
from portal.core.errors import Missing, Refused, TooMany
from portal.staff import access, entering, forms, queries, second, trail
from portal.staff import sessions as open_sessions
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("second_desk", __name__, url_prefix="/desk")
_NEW = "new_second"


@bp.get("/sign-in/ma")
@public
def code() -> AnyResponse:
    """The form for the code; without a right password before it, back to the start."""
    if entering.half() is None:
        return redirect(access.SIGN_IN, 303)
    return _ask(forms.CodeForm())


@bp.post("/sign-in/ma")
@public
def check_code() -> AnyResponse:
    """A right code opens the session."""
    user_id = entering.half()
    if user_id is None:
        flash(_("Đã quá 5 phút. Xin nhập lại mật khẩu."))
        return redirect(access.SIGN_IN, 303)
    form = forms.CodeForm(request.form)
    if not form.validate():
        return _ask(form, 422)
    try:
        second.check(user_id, form.code.data or "", client=web.client_address())
    except Refused:
        return _ask(form, 422, _("Mã chưa đúng, hoặc đã dùng rồi. Xin chờ mã mới trên điện thoại."))
    except TooMany as wait:
        slow = _ask(form, 429, entering.waiting(wait))
        slow.headers["Retry-After"] = str(wait.retry_after)
        return slow
    return entering.enter(user_id)


def _ask(form: forms.CodeForm, status: int = 200, why: str = "") -> Response:
    wanted = request.args.get("tiep", "")
    return web.desk_page("staff/code.html", status=status, form=form, why=why, wanted=wanted)


@bp.get("/buoc-hai/")
@needs(Permission.OPEN_DESK)
def setting_up() -> AnyResponse:
    """What an app on the phone reads; the secret waits, sealed, in the cookie until a code proves it."""
    if current_user.has_second:
        return _is_on(forms.CodeForm())
    if _NEW not in session:
        session[_NEW] = crypto.encrypt(second.new_secret().encode()).decode()
    return _set_up(forms.CodeForm())


@bp.post("/buoc-hai/")
@needs(Permission.OPEN_DESK)
def set_up() -> AnyResponse:
    """The first code turns it on; the recovery codes are shown this once."""
    form = forms.CodeForm(request.form)
    if current_user.has_second or _NEW not in session:
        return redirect(url_for("second_desk.setting_up"), 303)
    if not form.validate():
        return _set_up(form, 422)
    try:
        codes = second.turn_on(current_user.id, _secret(), form.code.data or "")
    except Refused:
        form.code.errors = [_("Mã chưa đúng. Xin xem lại giờ trên điện thoại và nhập mã đang hiện.")]
        return _set_up(form, 422)
    session.pop(_NEW)
    return web.desk_page("staff/recovery.html", codes=codes)


def _secret() -> str:
    return crypto.decrypt(session[_NEW].encode()).decode()


def _set_up(form: forms.CodeForm, status: int = 200) -> Response:
    return web.desk_page("staff/second.html", status=status, form=form, secret=_secret())


def _is_on(form: forms.CodeForm, status: int = 200) -> Response:
    left = second.codes_left(current_user.id)
    return web.desk_page("staff/second_on.html", status=status, form=form, left=left)


@bp.post("/buoc-hai/doi")
@needs(Permission.OPEN_DESK)
def change() -> AnyResponse:
    """Another phone: a code of the old one (or a recovery code) takes it away and closes every session."""
    form = forms.CodeForm(request.form)
    if not form.validate():
        return _is_on(form, 422)
    try:
        second.check(current_user.id, form.code.data or "", client=web.client_address())
    except Refused:
        form.code.errors = [_("Mã chưa đúng, hoặc đã dùng rồi. Xin chờ mã mới trên điện thoại.")]
        return _is_on(form, 422)
    second.turn_off(current_user.id, current_user.id)
    logout_user()
    session.clear()
    flash(_("Đã bỏ điện thoại cũ. Xin đăng nhập và cài điện thoại mới."))
    return web.leave(access.SIGN_IN)


@bp.get("/buoc-hai/ma.svg")
@needs(Permission.OPEN_DESK)
def picture() -> AnyResponse:
    """The QR of the secret that waits; drawn anew, since secrets stay in no cache."""
    if _NEW not in session:
        raise Missing("nothing is being set up")
    drawn = qr.picture.__wrapped__(second.address(_secret(), current_user.username), "svg")
    return web.keep_private(Response(drawn, content_type="image/svg+xml"))


@bp.get("/phien/")
@needs(Permission.OPEN_DESK)
@listed(_l("Phiên đăng nhập"), "lock", Group.SYSTEM)
def sessions() -> AnyResponse:
    """Where this person is signed in."""
    found = open_sessions.open_now(current_user.id, current_user.token)
    return web.desk_page("staff/sessions.html", sessions=found)


@bp.post("/phien/<uuid:session_id>/dong")
@needs(Permission.OPEN_DESK)
def end_one(session_id: uuid.UUID) -> AnyResponse:
    """Sign one browser out."""
    trail.end_one(current_user.id, session_id, current_user.id)
    flash(_("Đã đóng phiên."))
    return web.leave(url_for("second_desk.sessions"))


@bp.post("/phien/dong-het")
@needs(Permission.OPEN_DESK)
def end_others() -> AnyResponse:
    """Sign every other browser out."""
    this = queries.session_of(current_user.token)
    with transaction():
        trail.end_sessions(current_user.id, "ended", but=this.id if this else None)
        trail.record_act("session.end", "staff_user", current_user.id, current_user.id)
    flash(_("Đã đóng mọi phiên khác."))
    return web.leave(url_for("second_desk.sessions"))

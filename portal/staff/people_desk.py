"""Accounts at the desk: who there is, invitations by link, roles by office, closing and opening."""

import uuid
from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.core import guard, limits, web
from portal.core.access import public
from portal.core.errors import Conflict, Refused
from portal.staff import access, forms, people, queries, sessions
from portal.staff.access import Group, Permission, listed, needs
from portal.staff.names import ROLE_NAMES

bp = Blueprint("people_desk", __name__, url_prefix="/desk")
Chosen = TypeVar("Chosen", bound=forms.RolesForm)
MANAGE = Permission.MANAGE_PEOPLE


def _where() -> people.Where:
    found: people.Where = current_user.offices(MANAGE)
    return found


@bp.get("/people/")
@needs(MANAGE)
@listed(_l("Tài khoản"), "users", Group.SYSTEM)
def index() -> AnyResponse:
    """Every account of this person's offices, its roles, whether it is open; links that wait."""
    return _listed()


def _listed(link: str = "", status: int = 200) -> Response:
    shown = [one for one in queries.accounts() if people.may_manage(_where(), one)]
    waiting = people.open_invitations(_where())
    return web.desk_page("staff/people.html", status=status, people=shown, waiting=waiting, link_made=link)


@bp.get("/people/moi")
@needs(MANAGE)
def inviting() -> AnyResponse:
    """The form for somebody new."""
    return web.desk_page("staff/invite.html", form=_with_offices(forms.InviteForm()))


def _invite_again() -> Response:
    return web.desk_page("staff/invite.html", status=422, form=_with_offices(forms.InviteForm(request.form)))


@bp.post("/people/moi")
@guard.shows_again(_invite_again)
@needs(MANAGE)
def invite() -> AnyResponse:
    """Make the link; it is shown this once."""
    form = _with_offices(forms.InviteForm(request.form))
    if not form.validate():
        return web.desk_page("staff/invite.html", status=422, form=form)
    name, username = form.name.data or "", form.username.data or ""
    try:
        token = people.invite(username, name, form.wanted(), by=current_user.id, where=_where())
    except Conflict:
        form.username.errors = [_("Tên này đã có người dùng.")]
        return web.desk_page("staff/invite.html", status=422, form=form)
    return _listed(token)


def _with_offices(form: Chosen) -> Chosen:
    where = _where()
    offices = [
        SelectChoice(str(id_), name) for id_, name in queries.offices() if where is None or id_ in where
    ]
    form.office.choices = [*([SelectChoice("", _("Toàn tỉnh"))] if where is None else []), *offices]
    return form


@bp.post("/people/loi-moi/<uuid:invitation_id>/rut")
@needs(MANAGE)
def withdraw(invitation_id: uuid.UUID) -> AnyResponse:
    """An unused link opens nothing any more."""
    people.withdraw(invitation_id, by=current_user.id, where=_where())
    flash(_("Đã rút lời mời."))
    return web.leave(url_for("people_desk.index"))


@bp.get("/people/<uuid:user_id>/")
@needs(MANAGE)
def person(user_id: uuid.UUID) -> AnyResponse:
    """One account: roles, password, second step."""
    return _person(user_id)


def _person(user_id: uuid.UUID, form: forms.GrantsForm | None = None, status: int = 200) -> Response:
    account = people.managed(user_id, _where())
    form = form or _grants_form(account)
    signed_in = sessions.open_now(user_id)
    return web.desk_page("staff/person.html", status=status, person=account, form=form, sessions=signed_in)


def _grants_form(account: queries.Account, *, typed: bool = False) -> forms.GrantsForm:
    held = [(f"{g.role.value}/{g.office_id or ''}", g) for g in account.grants]
    data = {"kept": [value for value, _grant in held]}
    form = _with_offices(forms.GrantsForm(request.form) if typed else forms.GrantsForm(data=data))
    told = [(v, f"{ROLE_NAMES[g.role]}: {g.office_name or _('toàn tỉnh')}") for v, g in held]
    form.kept.choices = [SelectChoice(value, label) for value, label in told]
    return form


@bp.post("/people/<uuid:user_id>/vai-tro")
@needs(MANAGE)
def set_grants(user_id: uuid.UUID) -> AnyResponse:
    """Other roles, from the next click on."""
    form = _grants_form(people.managed(user_id, _where()), typed=True)
    if not form.validate():
        return _person(user_id, form, 422)
    try:
        people.set_grants(user_id, form.wanted(), by=current_user.id, where=_where())
    except Refused:
        form.roles.errors = [_("Mỗi tài khoản cần ít nhất một vai trò; không ai tự đổi vai trò của mình.")]
        return _person(user_id, form, 422)
    flash(_("Đã lưu vai trò."))
    return web.leave(url_for("people_desk.person", user_id=user_id))


@bp.post("/people/<uuid:user_id>/mat-khau")
@needs(MANAGE)
def let_in_again(user_id: uuid.UUID) -> AnyResponse:
    """A link for a new password, shown this once."""
    return _listed(people.let_in_again(user_id, by=current_user.id, where=_where()))


@bp.post("/people/<uuid:user_id>/bo-buoc-hai")
@needs(MANAGE)
def forget_second(user_id: uuid.UUID) -> AnyResponse:
    """The phone is lost."""
    people.forget_second(user_id, by=current_user.id, where=_where())
    flash(_("Đã bỏ bước hai. Người này sẽ cài lại khi đăng nhập."))
    return web.leave(url_for("people_desk.person", user_id=user_id))


@bp.post("/people/<uuid:user_id>/disable")
@needs(MANAGE)
def disable(user_id: uuid.UUID) -> AnyResponse:
    """Close an account and all of its sessions."""
    return _changed(user_id, is_active=False)


@bp.post("/people/<uuid:user_id>/enable")
@needs(MANAGE)
def enable(user_id: uuid.UUID) -> AnyResponse:
    """Open a closed account again."""
    return _changed(user_id, is_active=True)


def _changed(user_id: uuid.UUID, *, is_active: bool) -> AnyResponse:
    account = people.set_active(user_id, is_active, by=current_user.id, where=_where())
    return web.changed("staff/_person.html", back="people_desk.index", person=account)


@bp.get("/moi/<token>/")
@public
def invited(token: str) -> AnyResponse:
    """What the link opens: a first password, or a new one."""
    return _welcome(token, forms.NewPasswordForm())


@bp.post("/moi/<token>/")
@public
def accept(token: str) -> AnyResponse:
    """The password makes the account; then one signs in like everybody."""
    limits.allow(limits.key("invitation", web.client_address()), 60, 3600)
    form = forms.NewPasswordForm(request.form)
    if not form.validate():
        return _welcome(token, form, 422)
    people.accept(token, form.new.data or "")
    flash(_("Đã đặt mật khẩu. Xin đăng nhập."))
    return redirect(access.SIGN_IN, 303)


def _welcome(token: str, form: forms.NewPasswordForm, status: int = 200) -> Response:
    one = people.invited(token)
    return web.desk_page("staff/welcome.html", status=status, form=form, one=one, token=token)

"""The desk of trial mode: who may be written to until the account goes live, and the switch."""

import uuid

from flask import Blueprint, Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.notifications.trial import operations, queries
from portal.notifications.trial.forms import GuestForm, LiveForm
from portal.staff.access import Group, Permission, listed, needs
from portal.zalo import guests

HERE = "/desk/chay-thu/"
PER = Permission.CHANGE_SETTINGS

bp = Blueprint("trial_desk", __name__, url_prefix=HERE.rstrip("/"))


@bp.app_context_processor
def _surroundings() -> dict[str, object]:
    """For the line on every desk page; looked up only when a template asks."""
    return {"is_trial": LocalProxy(_is_trial)} if request.path.startswith("/desk/") else {}


def _is_trial() -> bool:
    if not current_user.is_authenticated:
        return False
    try:
        return guests.is_trial()
    except SQLAlchemyError:
        return False


@bp.get("/")
@needs(PER)
@listed(_l("Chạy thử"), "shield-check", Group.ZALO)
def index() -> Response:
    """The mode, the guests, and what was kept back."""
    return _page(GuestForm(), LiveForm())


@bp.post("/khach")
@needs(PER)
def invite() -> AnyResponse:
    """One more guest."""
    form = GuestForm(request.form)
    if not form.validate():
        return _page(form, LiveForm(), 422)
    if operations.invite(form.who.data or "", form.note.data or "", current_user.id):
        flash(_("Đã thêm khách mời."))
    else:
        flash(_("Người này đã có trong danh sách."), "warn")
    return web.leave(HERE)


@bp.post("/khach/<uuid:guest_id>/bo")
@needs(PER)
def dismiss(guest_id: uuid.UUID) -> AnyResponse:
    """One guest less."""
    operations.dismiss(guest_id, current_user.id)
    flash(_("Đã bỏ khách mời; người này không nhận tin thử nữa."))
    return web.leave(HERE)


@bp.post("/chinh-thuc")
@needs(PER)
def go_live() -> AnyResponse:
    """From now on everybody who agreed is told."""
    form = LiveForm(request.form)
    if not form.validate():
        return _page(GuestForm(), form, 422)
    operations.turn(on=False, by=current_user.id)
    flash(_("Đã chạy chính thức: tin được gửi cho mọi người dân đã đồng ý nhận."))
    return web.leave(HERE)


@bp.post("/thu-lai")
@needs(PER)
def go_back() -> AnyResponse:
    """Back to guests alone."""
    operations.turn(on=True, by=current_user.id)
    flash(_("Đã trở lại chạy thử: chỉ khách mời nhận được tin."))
    return web.leave(HERE)


def _page(form: GuestForm, live: LiveForm, status: int = 200) -> Response:
    return web.desk_page(
        "notifications/desk/trial.html",
        status=status,
        on_trial=guests.is_trial(),
        changed=queries.changed(),
        invited=queries.guests(),
        kept_back=queries.kept_back(),
        form=form,
        live=live,
    )
